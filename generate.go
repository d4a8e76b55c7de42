package main

// The tables of the CRDs come first: they are compiled into the program that
// generates everything else.
//
//go:generate go generate ./internal/crd
//go:generate go run ./internal/gen
