package repository

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"sync"
	"unicode/utf16"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/regular"
	"github.com/registry-profile/registry-profile/validators"
)

// mention reports what a text says about the registry.
type mention struct {
	// registry reports whether it names a kind, a namespace or an object of the
	// registry. A text without it needs no parsing.
	registry bool
	// kind reports whether it names one of the registry's kinds as an object.
	kind bool
	// namespace reports whether it names the registry's namespace or credentials.
	namespace bool
	// patches reports whether it may be an object of Flux or Argo CD with patches.
	patches bool
	// syncs reports whether it may be an object with which a tool applies folders.
	syncs bool
	// template reports whether values or lines begin as those of a template.
	template bool
}

func (m mention) or(other mention) mention {
	return mention{m.registry || other.registry, m.kind || other.kind, m.namespace || other.namespace, m.patches || other.patches, m.syncs || other.syncs, m.template || other.template}
}

var (
	// templateLine matches a line, a list element or a value that begins as a
	// template. Quoted text does not.
	templateLine = lazily(`(?m)^\s*(?:-\s+)*(?:\{\{|\{%)|:\s+(?:-\s+)*\{\{`)
	// kindLine matches a line with an object or a target of ours, and not a comment.
	// The group alone also occurs in roles.
	kindLine     = lazily(`(?m)^[^#\n]*(imageregistry\.operator\.openshift\.io/v|registryprofile\.dev/v|["']?kind["']?:\s*["']?(RegistryProfile|RegistryPolicy|ImagePruner)\b)`)
	imageLine    = lazily(`(?m)^[^#\n]*["']?kind["']?:\s*["']?Image["']?\s*[,}]?\s*$`)
	configTarget = lazily(`(?m)^[^#\n]*["']?kind["']?:\s*["']?Config\b`)
)

// lazily compiles a regular expression when it is first needed: most commands need
// none of them.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// mentions reads what a text says. It searches for words before it applies regular
// expressions, which are slow.
func mentions(text []byte) mention {
	m := mention{
		patches:  has(text, "patches:") && has(text, "kustomize.toolkit.fluxcd.io/", "argoproj.io/"),
		syncs:    has(text, "argoproj.io/v", "kustomize.toolkit.fluxcd.io/v", fluxSources+"/v", "configsync.gke.io/v"),
		template: has(text, "{{", "{%") && templateLine().Match(text),
	}
	m.registry = validators.GrantsImages(text)
	image := has(text, openshift.Image.Kind) && has(text, openshift.ImageFields...) && imageLine().Match(text) // in any group
	// All other names of the registry contain one of these words.
	if !image && !has(text, "egistry", "runer", "config.openshift.io") {
		return m
	}
	group := has(text, openshift.Config.Group)
	m.kind = (group || has(text, v1alpha1.Group, v1alpha1.Kind, v1alpha1.PolicyKind, openshift.ImagePruner.Kind)) && kindLine().Match(text) ||
		group && configTarget().Match(text) || has(text, openshift.Image.Group+"/") && imageLine().Match(text)
	m.namespace = has(text, openshift.RegistryNamespace, openshift.CredentialsSecret)
	m.registry = m.registry || m.kind || m.namespace || image || has(text, "imageregistry", "image-registry", v1alpha1.Group)
	return m
}

// has reports whether a text contains one of the words.
func has(text []byte, words ...string) bool {
	for _, word := range words {
		if bytes.Contains(text, []byte(word)) {
			return true
		}
	}
	return false
}

const (
	// chunk is the number of bytes that survey reads at once; overlap is longer
	// than every name of the registry.
	chunk, overlap = 1 << 20, 256
)

// fromUTF16 returns a text in UTF-16, with its byte order mark, in UTF-8.
func fromUTF16(text []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	if text[0] == 0xfe {
		order = binary.BigEndian
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, order.Uint16(text[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// survey reads what a file of at most limit bytes says, its size in bytes, and whether
// it is valid YAML.
func survey(path string, limit int64, buffer []byte) (m mention, size int64, invalid, err error) {
	f, err := regular.Open(path, limit)
	if err != nil {
		return m, 0, nil, err
	}
	defer f.Close()
	n, err := io.ReadFull(f, buffer)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		text := buffer[:n]
		m = mentions(text)
		switch {
		case krm.IsUTF16(text):
			return mentions(fromUTF16(text)), int64(n), krm.ErrUTF16, nil
		case !m.registry && filepath.Ext(path) != ".json": // other files are parsed later
			invalid = invalidYAML(text, m.template)
		}
		return m, int64(n), invalid, nil
	}
	for kept := 0; ; {
		size += int64(n)
		m = m.or(mentions(buffer[:kept+n]))
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return m, size, nil, nil
		}
		if err != nil {
			return m, size, nil, err
		}
		kept = copy(buffer, buffer[len(buffer)-overlap:])
		n, err = io.ReadFull(f, buffer[kept:])
	}
}
