// Package corpus measures lint on a corpus of repositories: how many of the expected
// findings it reports, and how many others.
//
// A repository of the corpus is a txtar archive. The comment of the archive
// describes the repository and what happens on its clusters, followed by lines with
// the expectations:
//
//	args --openshift-version 4.20
//	clusters 2
//	skipped PATH
//	error|warning|info RULE FILE OBJECT FIELD
//	silent RULE FILE OBJECT # reason
//
// People write the expectations. No command rewrites them.
package corpus
