// Package plan tells in plain words what a change of a profile does on the
// cluster.
package plan
