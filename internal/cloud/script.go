package cloud

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// Script is a list of shell commands. Every value from a profile or an option is
// quoted.
type Script struct{ text strings.Builder }

// String returns the text of the script.
func (s *Script) String() string { return s.text.String() }

// shell is an argument that the shell expands.
type shell string

// comment starts a new step.
func (s *Script) comment(format string, args ...any) {
	if s.text.Len() > 0 {
		s.text.WriteByte('\n')
	}
	for _, line := range strings.Split(printable.Sprintf(format, args...), "\n") {
		s.text.WriteString("# " + line + "\n")
	}
}

// run appends a command. An argument is a string, which is quoted, or shell, which
// is not.
func (s *Script) run(args ...any) {
	for i, arg := range args {
		if i > 0 {
			s.text.WriteByte(' ')
		}
		switch arg := arg.(type) {
		case shell:
			s.text.WriteString(string(arg))
		default:
			s.text.WriteString(quote(fmt.Sprint(arg)))
		}
	}
	s.text.WriteByte('\n')
}

// file appends a command that writes a document to a file. JSON contains no line
// that consists of the delimiter.
func (s *Script) file(name string, doc any) error {
	text, err := Encode(doc)
	if err != nil {
		return err
	}
	fmt.Fprintf(&s.text, "cat >%s <<'EOF'\n%sEOF\n", quote(name), text)
	return nil
}

// runWith appends a command whose last argument is a document.
func (s *Script) runWith(doc any, args ...any) error {
	text, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	s.run(append(args, string(text))...)
	return nil
}

// plain matches words that no shell expands or splits.
const plain = `^[A-Za-z0-9_./:=@%+,-]+$`

// quote quotes a word for a POSIX shell.
func quote(word string) string {
	if decode.Match(plain, word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Encode returns a document as text: the JSON of a value, or the commands of a
// script.
func Encode(doc any) (string, error) {
	if s, ok := doc.(*Script); ok {
		return s.String(), nil
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	err := out.Encode(doc)
	return printable.JSON(b.String()), err
}
