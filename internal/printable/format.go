package printable

import (
	"fmt"
	"io"
	"strings"
)

// Sprintf is fmt.Sprintf, with each argument as one line. An error that joins others
// has one line for each of them.
func Sprintf(format string, args ...any) string { return fmt.Sprintf(format, arguments(args)...) }

// Fprintf writes the result of Sprintf.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	return io.WriteString(w, Sprintf(format, args...))
}

func arguments(args []any) []any {
	wrapped := make([]any, len(args))
	for i, arg := range args {
		wrapped[i] = arg
		if _, number := arg.(int); !number { // it can be a width
			wrapped[i] = argument{arg}
		}
	}
	return wrapped
}

// argument formats a value as one line.
type argument struct{ value any }

func (a argument) Format(f fmt.State, verb rune) {
	if err, ok := a.value.(error); ok && (verb == 's' || verb == 'v') {
		io.WriteString(f, Error(err))
		return
	}
	io.WriteString(f, Line(fmt.Sprintf(fmt.FormatString(f, verb), a.value)))
}

// Error returns the text of an error: a line for each of the errors that errors.Join
// joins, the lines of an error with a method Lines, and one line for any other.
func Error(err error) string {
	if err == nil {
		return Line(fmt.Sprint(err))
	}
	return within(err.Error(), err)
}

// within returns the text of an error that wraps others. The line breaks between joined
// errors are the only ones that are not part of a value.
func within(text string, err error) string {
	var inner []error
	switch err := err.(type) {
	case interface{ Lines() []string }:
		var lines []string
		for _, line := range err.Lines() {
			lines = append(lines, Line(line))
		}
		return strings.Join(lines, "\n")
	case interface{ Unwrap() []error }:
		inner = err.Unwrap()
	case interface{ Unwrap() error }:
		inner = []error{err.Unwrap()}
	}
	var b strings.Builder
	for i, err := range inner {
		if err == nil {
			continue
		}
		before, after, found := strings.Cut(text, err.Error())
		if !found {
			continue
		}
		if i > 0 && before == "\n" {
			b.WriteString(before)
		} else {
			b.WriteString(Line(before))
		}
		b.WriteString(within(err.Error(), err))
		text = after
	}
	return b.String() + Line(text)
}
