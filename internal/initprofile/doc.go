// Package initprofile writes the first profile of a cluster: what its storage needs
// is set, what people often set besides stands in comments, and each field says
// what it is. All of it comes from the documentation of the fields, so that a
// new field with an example appears by itself.
package initprofile
