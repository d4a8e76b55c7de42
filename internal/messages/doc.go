// Package messages lists what the components of a cluster report about the image
// registry, with causes and remedies, and finds the entries that match a text. The
// documentation and the commands read the same table.
package messages
