// Package report writes diagnostics: as text, JSON, SARIF, JUnit and commands of
// GitHub Actions.
package report
