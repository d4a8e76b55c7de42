// Package cmd is the function as a program: its commands, and the ways in
// which hosts call it without a command.
package cmd
