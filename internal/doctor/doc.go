// Package doctor looks for what keeps the function from being run, or spoils
// what it makes: in the environment, and in a kustomization.
package doctor
