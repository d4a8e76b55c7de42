// Package pipeline runs the function: profile → resolve → desired state →
// generators → transformers → validators.
//
// A Function holds what the run depends on besides its input: the clock, the
// release override, the rules to apply. Every command and every host goes through
// it.
package pipeline
