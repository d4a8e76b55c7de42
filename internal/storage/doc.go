// Package storage describes the storage backends of the registry, one file
// each. A file holds all that is known of its backend: the stanza that a
// profile may write (whose struct tags are its field checks), whether pods can
// share it, what it needs from the registry, and the stanza of the operator's
// Config that comes of it. Nothing about a backend is stated anywhere else.
//
// To add a backend, write its file, and add one line to OneOf and one to
// backendOf. The suite of this package then tests it.
package storage
