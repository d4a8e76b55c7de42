// Package doctor diagnoses why the function does not run, or why its objects are
// wrong. It checks the environment and a kustomization.
package doctor
