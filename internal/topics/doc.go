// Package topics lists and searches what the command explain describes: the fields of
// a profile, the rules, the storage types, the messages about the registry and the pages
// of the documentation.
package topics
