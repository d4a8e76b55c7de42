// Package access derives the permissions that a tool needs to apply generated
// objects.
package access
