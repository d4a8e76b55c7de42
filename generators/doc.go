// Package generators generates the desired objects of a profile, one file per
// kind.
package generators
