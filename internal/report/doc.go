// Package report writes diagnostics as text, JSON, SARIF, JUnit XML and GitHub
// Actions commands.
package report
