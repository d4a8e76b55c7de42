// Package pipeline runs the function: profile → resolve → desired state →
// generators → transformers → validators.
//
// A Function contains every dependency of a run besides its input: the clock,
// the release override, and the rules to apply. Every command and every host
// uses it.
package pipeline
