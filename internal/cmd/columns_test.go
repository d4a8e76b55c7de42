package cmd

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWrap(t *testing.T) {
	for name, test := range map[string]struct {
		text  string
		width int
		want  []string
	}{
		"short":        {"abc", 3, []string{"abc"}},
		"spaces":       {"set by spec.storage", 12, []string{"set by", "spec.storage"}},
		"commas":       {`["a","bc"]`, 7, []string{`["a",`, `"bc"]`}},
		"a JSON value": {`{"name":"abcdef"}`, 9, []string{`{"name":`, `"abcdef"}`}},
		"a URL":        {`"http://a"`, 9, []string{`"http://`, `a"`}},
		"a path":       {"set by spec.storage.pvc", 14, []string{"set by", "spec.storage.", "pvc"}},
		"a long word":  {"abcdefgh", 3, []string{"abc", "def", "gh"}},
		"empty":        {"", 3, []string{""}},
		"wide letters": {"äöüäöü", 3, []string{"äöü", "äöü"}},
	} {
		assert.Equal(t, test.want, wrap(test.text, test.width), name)
	}
}

// TestWriteRows requires that rows fit every width and lose no text.
func TestWriteRows(t *testing.T) {
	long := strings.Repeat("word ", 40) + strings.Repeat("x", 200)
	rows := [][3]string{
		{"spec.a", "1", "short"},
		{strings.Repeat("p", 150), long, long},
		{"spec.b", "", ""},
		{"spec.c", `{"a":["` + long + `"]}`, "default"},
	}
	for width := 0; width < 200; width += 7 {
		var b bytes.Buffer
		require.NoError(t, writeRows(&b, rows, width))
		most := max(width, minWidth)
		if width == 0 {
			most = pageWidth
		}
		for line := range strings.Lines(b.String()) {
			assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), most)
			assert.NotRegexp(t, ` \n$`, line)
		}
		for _, letter := range []string{"x", "p", "w"} {
			want := 0
			for _, row := range rows {
				want += strings.Count(strings.Join(row[:], ""), letter)
			}
			assert.Equal(t, want, strings.Count(b.String(), letter), "%s at %d", letter, width)
		}
	}
}
