// Package verbatim reads lists of objects and parses only the relevant ones. It
// keeps the others as text and writes them back byte for byte, with comments,
// blank lines, quoting and anchors.
//
// Parsing dominates the cost of a function: some 80 KiB and a fifth of a
// millisecond for each kilobyte of manifests. Finding the start of an object,
// its kind, and whether its text is valid YAML takes a hundredth of that for
// the plain block style, in which nearly all manifests are written (see scan).
// An object in any other style is parsed to validate it, and is still kept as
// text. If the list itself is not a plain block sequence (flow style, JSON,
// anchors that several objects share, several documents), the package returns
// no list, and the caller lets the library read the input.
//
// A placeholder represents objects that are not relevant: a node without name
// and content, which matches no lookup. One placeholder represents all
// consecutive objects, and all placeholders are the same node, which must not
// be changed.
package verbatim
