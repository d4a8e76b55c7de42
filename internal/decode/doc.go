// Package decode decodes YAML into Go types and reports everything that is
// wrong with it at once: unknown and repeated fields, wrong types, values out
// of range, required fields that are missing.
//
// The decoders of the Kubernetes libraries either stop at the first type error
// or ignore unknown fields. A person who writes a profile wants the whole
// list, each entry with the path of the field and what would have been right.
//
// Struct tags state what a field may hold, so that the check and the
// documentation rendered from the same tags cannot differ:
//
//	enum:"A|B"       the value is one of these
//	format:"a"       the text has this form of Kubernetes' (see Format)
//	keys:"a"         the keys of the map have this form
//	empty:"true"     an empty text is allowed too, and means the same as none
//	pattern:"^a+$"   the value matches this regular expression
//	like:"text"      what a value of that format or pattern looks like, for people
//	min:"1" max:"9"  the number, or the length of the text in bytes, is within
//	                 these bounds, both included
//	required:"true"  the field is present
//	default:"A"      the value that Default fills in
//	since:"4.17"     the first OpenShift release that knows the field (see Walk)
//
// Types of Kubernetes have no such tags; the tables in kubernetes.go stand in
// for them.
//
// Two more are for people alone:
//
//	example:"A"  a value that could stand there, in JSON unless it is text
//	book:"3.1"   the section of the OpenShift documents that the field and all
//	             below it replace
package decode
