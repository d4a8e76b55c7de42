// Package importer turns what a cluster has into the profile that asks for it. It
// drafts profiles from the objects, renders each, and keeps the one that comes
// closest; then it leaves out whatever the profile says by default.
package importer
