// Package krm reads and writes the formats that hosts of KRM functions
// exchange: ResourceLists and YAML documents.
//
// Objects that are not relevant to the function are not parsed. They are
// written byte for byte as they were read (see package verbatim).
package krm
