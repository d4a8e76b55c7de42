package cmd

import (
	"io"

	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/report"
)

// escaping returns streams whose Out and Err escape what a terminal or a CI system would
// interpret, except for the own colors. Values are escaped where they are formatted;
// this is the last defense.
func (s Streams) escaping() Streams {
	var colors []string
	if s.Color {
		colors = report.Colors()
	}
	s.raw.out, s.raw.err = s.Out, s.Err
	s.Out, s.Err = printable.NewWriter(s.Out, colors...), printable.NewWriter(s.Err)
	return s
}

// machine returns the output for documents that other programs read, such as manifests:
// they contain the values of the user as they are. A terminal does not count as a program.
func (s Streams) machine() io.Writer {
	if s.Width > 0 {
		return s.Out
	}
	return s.raw.out
}

// in returns the output for a format.
func (s Streams) in(format string) io.Writer {
	if format == "text" {
		return s.Out
	}
	return s.machine()
}
