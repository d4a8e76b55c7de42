// Package credential recognizes credentials in texts: by their format, such as
// private keys and signed URLs, or by the name of the key that holds them.
package credential
