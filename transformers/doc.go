// Package transformers holds the filters that wanted objects pass on their way
// into the resource list, one small filter for each file.
package transformers
