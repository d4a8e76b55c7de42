// Package validators contains the rules. A rule describes a misconfiguration
// that the API server accepts but that breaks the registry, loses data or leaks
// a credential. Each rule is one value that includes its documentation;
// README.md is generated from these values.
//
// To add a rule, define its value in the file of its family, append it to All,
// and add testdata/<ID>.txtar with inputs that violate the rule and inputs that
// do not.
package validators
