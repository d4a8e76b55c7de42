// Package storage defines the storage backends of the registry, one file each.
// A file holds all facts about its backend: whether pods can share the store,
// which keys its credentials have, which registry settings it requires, and the
// stanza of the operator's Config. No other package repeats these facts. The
// types of the stanzas, whose struct tags define the field checks, are part of
// the API.
//
// To add a backend, add its file, a field in OneOf of the API and a case in
// backendOf. The test suite of this package then covers it.
package storage
