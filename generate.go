package main

// Code comes first: it is compiled into the program that generates everything
// else.
//
//go:generate go tool -modfile=tools/go.mod controller-gen object paths=./api/...
//go:generate go generate ./internal/crd
//go:generate go run ./internal/gen
