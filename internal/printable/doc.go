// Package printable makes text of untrusted files safe for terminals, logs and
// documents: names, fields, values, paths and errors can contain terminal control
// sequences, characters that reverse or hide text, line breaks, and commands that a CI
// system reads from the log of a job.
//
// Use Line for each value of a text format, or Sprintf and Fprintf for a whole line.
// Writer is the last defense for everything that a command prints as text: it keeps
// line breaks, and escapes everything else that Line escapes.
package printable
