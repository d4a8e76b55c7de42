// Package validators holds the rules: misconfigurations that the API server
// accepts, and that break the registry, lose data or leak a credential. A rule
// is one value with its whole documentation; README.md is rendered from them.
//
// To add a rule, write its value in the file of its family, add it to All, and
// add testdata/<ID>.txtar with profiles that break it and profiles that do not.
package validators
