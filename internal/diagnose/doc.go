// Package diagnose finds out from the objects of a running cluster whether its
// registry works: what is wrong, since when, why, and which command to type next.
// The causes are the entries of package messages and the table of freezes.
package diagnose
