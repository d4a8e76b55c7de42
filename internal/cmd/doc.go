// Package cmd implements the program: its commands, and the KRM function and
// legacy plugin that hosts call without a command.
package cmd
