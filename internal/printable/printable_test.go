package printable_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/printable"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"Config/cluster":           "Config/cluster",
		"größe → 10Gi 🙂":           "größe → 10Gi 🙂",
		"a\n::error::b\tc\r":       `a\n::error::b\tc\r`,
		"\x1b[2Ja\x7f":             `\x1b[2Ja\x7f`,
		"a\u009b2J":                `a\u009b2J`,
		"a\x9b2J":                  `a\x9b2J`,
		"\u202efdp.exe\u2066":      `\u202efdp.exe\u2066`,
		"a\u200bb\ufeff\U000e0041": `a\u200bb\ufeff\U000e0041`,
		"a\u2028b\u0085c":          `a\u2028b\u0085c`,
		"a\u3164b\u034f":           `a\u3164b\u034f`,
		"::1":                      "::1",
		"##[error]a ##vso[task.x]": `##\x5berror]a ##vso\x5btask.x]`,
		"## [a](b) #[c] ##a b[":    "## [a](b) #[c] ##a b[",
	} {
		assert.Equal(t, want, printable.Line(text))
	}
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"a\n  b\tc":                     "a\n  b\tc",
		"a\n::error::b\n  \t::x::\n: :": "a\n:\\x3aerror::b\n  \t:\\x3ax::\n: :",
		"a ::b::1":                      "a ::b::1",
		"a\r\x1b[0K":                    `a\r\x1b[0K`,
	} {
		assert.Equal(t, want, printable.Text(text))
	}
}

func TestJSON(t *testing.T) {
	assert.Equal(t, `"\u202e::\u0023"`[:7]+`::#\u009b\udb40\udc41 ##\u005ba]"`, printable.JSON("\"\u202e::#\u009b\U000e0041 ##[a]\""))
}

func TestWriterKeepsColors(t *testing.T) {
	const text = "\x1b[31merror\x1b[0m: \x1b[2J\n"
	for colors, want := range map[string]string{
		"\x1b[31m \x1b[0m": "\x1b[31merror\x1b[0m: \\x1b[2J\n",
		"":                 "\\x1b[31merror\\x1b[0m: \\x1b[2J\n",
	} {
		var b bytes.Buffer
		_, err := printable.NewWriter(&b, strings.Fields(colors)...).Write([]byte(text))
		require.NoError(t, err)
		assert.Equal(t, want, b.String())
	}
}

// lines is an error with several lines.
type lines []string

func (l lines) Error() string   { return strings.Join(l, "\n") }
func (l lines) Lines() []string { return l }

func TestError(t *testing.T) {
	path := &fs.PathError{Op: "open", Path: "a\n::error::b", Err: fs.ErrNotExist}
	for want, err := range map[string]error{
		`open a\n::error::b: file does not exist`: path,
		"a\\nb\nc":    errors.Join(errors.New("a\nb"), errors.New("c")),
		"x\\n: a\nc!": fmt.Errorf("x\n: %w!", errors.Join(errors.New("a"), errors.New("c"))),
		`--crd: open a\n::error::b: file does not exist and b`: fmt.Errorf("--crd: %w and %w", path, errors.New("b")),
		"x: a:\n  b\\r": fmt.Errorf("x: %w", lines{"a:", "  b\r"}),
	} {
		assert.Equal(t, want, printable.Error(err))
		assert.Equal(t, want+"\n", printable.Sprintf("%v\n", err))
	}
}

func TestSprintf(t *testing.T) {
	assert.Equal(t, `"a\nb" a\nb     2 [a\n] 3`, printable.Sprintf("%q %-7s %d %v %*d", "a\nb", "a\nb", 2, []string{"a\n"}, 1, 3))
}

// FuzzEscapes requires that no text remains that a terminal or a CI system interprets,
// that printable text remains as it is, and that a text may be written in pieces.
func FuzzEscapes(f *testing.F) {
	for _, seed := range append(printable.Hostile, "a\n::error::b", "\x1b[31m\u202e##[set-output name=a]\r", "größe ::1 ##vso[a] ", "\xf0\x9f\x99 : :: :\n\t::", "###[#a[##[[\u200b") {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		line, whole := printable.Line(text), printable.Text(text)
		for _, escaped := range []string{"x" + line, whole} {
			require.True(t, utf8.ValidString(escaped))
			require.Empty(t, printable.Interpreted(escaped))
		}
		require.NotContains(t, line, "\n")
		require.Equal(t, line, printable.Line(line), "escaped twice")
		require.Equal(t, strings.Count(text, "\n"), strings.Count(whole, "\n"))
		require.Empty(t, printable.Interpreted("x"+printable.Error(errors.New(text))))
		require.NotContains(t, printable.Markdown(text), "<")
		require.NotContains(t, printable.Markdown(text), "\n")

		at = max(0, min(at, len(text)))
		var b bytes.Buffer
		w := printable.NewWriter(&b)
		for _, part := range []string{text[:at], text[at:]} {
			n, err := w.Write([]byte(part))
			require.NoError(t, err)
			require.Equal(t, len(part), n)
		}
		if !strings.HasPrefix(whole, b.String()) { // an incomplete character at the end is not written
			t.Fatalf("%q is not the start of %q", b.String(), whole)
		}
		if utf8.ValidString(text) {
			require.Equal(t, whole, b.String())
		}

		var document bytes.Buffer
		e := json.NewEncoder(&document)
		e.SetEscapeHTML(false)
		require.NoError(t, e.Encode(text))
		var before, after any
		require.NoError(t, json.Unmarshal(document.Bytes(), &before))
		escaped := printable.JSON(document.String())
		require.Empty(t, printable.Interpreted(escaped))
		require.NoError(t, json.Unmarshal([]byte(escaped), &after))
		require.Equal(t, before, after)
	})
}
