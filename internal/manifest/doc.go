// Package manifest is the form in which generators hand over what they want:
// objects as lists of fields, each with where its value comes from. Only what
// is in the list will be touched, in a new object and in one that exists.
package manifest
