// Package generators turns a plan into wanted objects, one file for each kind.
package generators
