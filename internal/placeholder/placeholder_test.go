package placeholder_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/placeholder"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"{{ bucket }}":                       placeholder.ACM,
		"{{hub .ManagedClusterName hub}}-x":  placeholder.ACM,
		"${BUCKET}":                          placeholder.Flux,
		"a-${BUCKET:=b}-c":                   placeholder.Flux,
		"$${BUCKET}":                         placeholder.Flux, // its value on the cluster is ${BUCKET}
		"<path:kv/data/registry#bucket>":     placeholder.ArgoCDVaultPlugin,
		"https://<path:a#b | base64decode>/": placeholder.ArgoCDVaultPlugin,
		"<bucket>":                           placeholder.ArgoCDVaultPlugin,
		"":                                   "",
		"images":                             "",
		"$BUCKET":                            "",
		"{bucket}":                           "",
		"a < b > c":                          "",
		"<a> and <b>":                        "",
		"-----BEGIN <CERTIFICATE>-----":      "",
		"# CA <ca@example.com>\n-----BEGIN CERTIFICATE-----": "",
	} {
		assert.Equal(t, want, placeholder.Of(text), text)
		assert.Equal(t, want != "", placeholder.In(text), text)
		if want != "" {
			assert.NotEmpty(t, placeholder.First(want, text), text)
			assert.Regexp(t, placeholder.Pattern(want), text)
		}
	}
	assert.False(t, placeholder.Has("", "${a}"))
	assert.Equal(t, placeholder.ACM, placeholder.Other(placeholder.Flux, "${a}{{b}}"))
	assert.Equal(t, "{{hub .x hub}}", placeholder.First(placeholder.ACM, "a{{hub .x hub}}b"))
}

// TestCheck checks texts that the tools can replace, and texts for which they fail.
func TestCheck(t *testing.T) {
	for tool, texts := range map[string]struct{ good, bad []string }{
		placeholder.ACM: {
			[]string{
				"a", "{{ .x }}", `{{hub fromConfigMap "" "c" "k" hub}}-x`, "{{hub fromConfigMap `` `c` `k` | toInt hub}}",
				`{{hub .ManagedClusterName hub}}-{{ fromSecret "a" "b" "c" }}`, `{{ if eq 1 1 }}a{{ end }}`, `{{- lookup "v1" "Node" "" "" -}}`,
			},
			[]string{"{{", "{{ a", "{{hub a", "{{hub a }}", `{{ fromConfigMap \"a\" }}`, "{{ if a }}b", "{{ end }}", "{{}}"},
		},
		placeholder.Flux: {
			[]string{
				"${a}", "x-${a_B1}-y", "${a:=b}", "${a:-b}", "${a:=${b}}", "${a:=${b:-c}}d", "${#a}", "${a^^}", "${a:0:3}", "${a/b/c}", "${a%b}", "${a=b}", "$${a", "$${a.b}",
			},
			[]string{"${", "${a", "${}", "${a.b}", "${1a}", "${ a }", "${{a}}", "${a:=${b}", "${a b}"},
		},
		placeholder.ArgoCDVaultPlugin: {
			[]string{"<a>", "<path:a#b>", "https://<path:a/b#c#2>/", "<path:a#b | jsonPath {.x}>", "<a key | base64encode>"},
			[]string{"<path:a>", "<path:#a>", "<path:a#>", "<path:>", "x<path:a>y"},
		},
	} {
		for _, text := range texts.good {
			assert.NoError(t, placeholder.Check(tool, text), "%s: %s", tool, text)
		}
		for _, text := range texts.bad {
			assert.Error(t, placeholder.Check(tool, text), "%s: %s", tool, text)
		}
	}
}
