// Package doctor diagnoses why the function does not run, or why its objects are
// wrong. It checks the environment, and folders with kustomizations and profiles.
package doctor
