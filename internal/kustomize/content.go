package kustomize

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/registry-profile/registry-profile/internal/credential"
)

// quoted are the forms in which errors of kustomize quote the content of a
// kustomization, which can be a credential, with what replaces it.
var quoted = sync.OnceValue(func() []struct {
	pattern *regexp.Regexp
	instead string
} {
	return []struct {
		pattern *regexp.Regexp
		instead string
	}{
		{regexp.MustCompile("(?s) with config: `.*`"), ""},
		{regexp.MustCompile(`(?s) from \[(?:patch|path): .*\]`), ""},
		{regexp.MustCompile(`(?s)(?:literal sources \[.*\]: )?invalid literal source .*, expected key=value`), "a literal is not key=value"},
		{regexp.MustCompile("(?s)cannot unmarshal (!!\\w+) `.*?` into"), "cannot unmarshal $1 into"},
		{regexp.MustCompile(`(?s) in object \{\{.*\}\}`), ""},
	}
})

// withoutContent returns an error without the content that it quotes, and without
// credentials. Its chain remains.
func withoutContent(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, q := range quoted() {
		text = q.pattern.ReplaceAllString(text, q.instead)
	}
	if text = credential.Redact(text); text == err.Error() {
		return err
	}
	return &shortened{err, text}
}

// shortened is an error with another text.
type shortened struct {
	error
	text string
}

func (e *shortened) Error() string { return e.text }

func (e *shortened) Unwrap() error { return e.error }

// literals reports literals that are not key=value. The error of kustomize quotes all
// literals of the generator, which contain secrets.
func (t *Tree) literals() {
	check := func(list string, n int, g types.GeneratorArgs) {
		for i, literal := range g.LiteralSources {
			if strings.Index(literal, "=") < 1 {
				t.fail(&Invalid{File: t.File, Entry: fmt.Sprintf("%s[%d].literals[%d]", list, n, i), Problem: "a literal without a key; write key=value in"})
			}
		}
	}
	for n, g := range t.Kustomization.ConfigMapGenerator {
		check("configMapGenerator", n, g.GeneratorArgs)
	}
	for n, g := range t.Kustomization.SecretGenerator {
		check("secretGenerator", n, g.GeneratorArgs)
	}
}
