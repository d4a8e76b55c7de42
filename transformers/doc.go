// Package transformers holds the filters that merge desired objects into the
// resource list, one filter per file.
package transformers
