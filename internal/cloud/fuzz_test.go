package cloud

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/printable"
)

// FuzzScript requires that a comment remains a comment, and a quoted word one word.
func FuzzScript(f *testing.F) {
	for _, text := range printable.Hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s Script
		s.comment("of %s", text)
		require.Equal(t, 1, strings.Count(s.String(), "\n"))
		require.True(t, strings.HasPrefix(s.String(), "# of "))
		require.Empty(t, printable.Interpreted(s.String()))
		require.Equal(t, text, unquoted(t, quote(text)))
		doc, err := Encode(map[string]string{text: text})
		require.NoError(t, err)
		require.Empty(t, printable.Interpreted(doc))
	})
}

// unquoted returns a word as a POSIX shell reads it: everything between single quotes,
// and escaped quotes.
func unquoted(t *testing.T, word string) string {
	var b strings.Builder
	for word != "" {
		switch {
		case strings.HasPrefix(word, `\'`):
			b.WriteByte('\'')
			word = word[2:]
		case word[0] == '\'':
			inner, rest, closed := strings.Cut(word[1:], "'")
			require.True(t, closed)
			b.WriteString(inner)
			word = rest
		default:
			require.NotRegexp(t, "[\\s\"$`\\\\;&|<>(){}*?!#~^\\[\\]]", word[:1])
			b.WriteByte(word[0])
			word = word[1:]
		}
	}
	return b.String()
}
