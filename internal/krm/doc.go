// Package krm reads and writes what hosts of KRM functions exchange: lists of
// resources and YAML documents.
//
// Objects that do not concern the function are not parsed, and are written byte
// for byte as they were read (see package verbatim).
package krm
