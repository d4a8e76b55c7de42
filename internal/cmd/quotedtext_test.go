package cmd

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestQuotedText(t *testing.T) {
	text := "- lastTransitionTime: now\n  message: x=y"
	for name, test := range map[string]struct{ args, want []string }{
		"text":          {[]string{"explain", text}, []string{"explain", "--", text}},
		"flags":         {[]string{"-q", "explain", text, "--quiet"}, []string{"-q", "explain", "--quiet", "--", text}},
		"bullet":        {[]string{"explain", "-  a b"}, []string{"explain", "--", "-  a b"}},
		"document":      {[]string{"explain", "---\na: b"}, []string{"explain", "--", "---\na: b"}},
		"standard":      {[]string{"explain", "-"}, []string{"explain", "-"}},
		"flag":          {[]string{"explain", "--emitted=a b", "x"}, []string{"explain", "--emitted=a b", "x"}},
		"value":         {[]string{"explain", "--emitted", "- a"}, []string{"explain", "--emitted", "- a"}},
		"mistyped":      {[]string{"explain", "--emited"}, []string{"explain", "--emited"}},
		"other command": {[]string{"lint", "- a"}, []string{"lint", "- a"}},
		"escaped":       {[]string{"explain", "--", text}, []string{"explain", "--", text}},
		"without":       {nil, nil},
	} {
		assert.Equal(t, test.want, quotedText(test.args), name)
	}
}
