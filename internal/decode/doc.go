// Package decode decodes YAML into Go types and reports all errors at once:
// unknown and repeated fields, wrong types, values out of range, and missing
// required fields.
//
// The decoders of the Kubernetes libraries either stop at the first type error
// or ignore unknown fields. This package returns the complete list of errors,
// each with the path of the field and the remedy.
//
// Struct tags constrain the values of a field. The checks and the documentation
// are generated from the same tags and cannot differ:
//
//	enum:"A|B"       the value is one of A and B
//	format:"a"       the string has this Kubernetes format (see Format)
//	keys:"a"         the keys of the map have this format
//	empty:"true"     an empty string is also valid, and equals an omitted field
//	pattern:"^a+$"   the value matches this regular expression
//	like:"text"      description of a valid value, for error messages
//	min:"1" max:"9"  inclusive bounds of the number, or of the length of the
//	                 string in bytes
//	required:"true"  the field must be set
//	default:"A"      the value that Default sets
//	known:"true"     the value must not contain placeholders (see Profile)
//	release:"true"   the string is a release: a number such as 4.2 was 4.20
//	since:"4.17"     the first OpenShift release that supports the field (see Walk)
//
// Kubernetes types do not have these tags; the tables in kubernetes.go replace
// them.
//
// Two tags are used only for documentation:
//
//	example:"A"  an example value, a plain string or JSON for other types
//	book:"3.1"   the section of the OpenShift 4.14 registry documentation that
//	             the field and all fields below it replace
package decode
