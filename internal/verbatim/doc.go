// Package verbatim reads lists of objects and parses only those that concern
// somebody. The others are kept as the text that they are, and written back
// byte for byte: comments, blank lines, quoting, anchors and all.
//
// Parsing is what a function pays for most: some 80 KiB and a fifth of a
// millisecond for each kilobyte of somebody else's manifests. Finding out where
// an object begins, what its kind is, and that its text is sound YAML, takes a
// hundredth of that, for the plain block style in which nearly all manifests
// are written (see prove). An object in any other style is parsed to see that
// it is sound, and kept as text all the same. Where the list itself is not
// plainly a block sequence (flow style, JSON, anchors that several objects
// share, documents in a row), nothing is said, and the caller has the library
// read it.
//
// Objects that concern nobody appear as a stand-in: a node without name and
// content, so that nobody takes it for one of theirs. There is one for all that
// follow each other, and all are the same node, which must not be changed.
package verbatim
