package repository

import (
	"bytes"
	"errors"
	"io"
	"os"
	"regexp"

	"github.com/registry-profile/registry-profile/internal/openshift"
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
	// template reports whether values or lines begin as those of a template.
	template bool
	// aliases reports whether it may contain YAML aliases.
	aliases bool
}

func (m mention) or(other mention) mention {
	return mention{m.registry || other.registry, m.kind || other.kind, m.namespace || other.namespace, m.template || other.template, m.aliases || other.aliases}
}

var (
	// templateLine matches a line, a list element or a value that begins as a
	// template. Quoted text does not.
	templateLine = regexp.MustCompile(`(?m)^\s*(?:-\s+)*(?:\{\{|\{%)|:\s+(?:-\s+)*\{\{`)
	// kindLines match the lines of an object or a target of ours. The group alone
	// also occurs in roles.
	kindLines    = regexp.MustCompile(`(?m)(imageregistry\.operator\.openshift\.io/v|registryprofile\.dev/v|["']?kind["']?:\s*["']?(RegistryProfile|RegistryPolicy|ImagePruner)\b)`)
	imageLine    = regexp.MustCompile(`(?m)["']?kind["']?:\s*["']?Image["']?\s*[,}]?\s*$`)
	configTarget = regexp.MustCompile(`(?m)["']?kind["']?:\s*["']?Config\b`)
)

// mentions reads what a text says.
func mentions(text []byte) mention {
	m := mention{
		template: (bytes.Contains(text, []byte("{{")) || bytes.Contains(text, []byte("{%"))) && templateLine.Match(text),
		aliases:  bytes.IndexByte(text, '*') >= 0 && bytes.IndexByte(text, '&') >= 0,
	}
	// All names of the registry contain one of these words.
	registry, pruner, config := bytes.Contains(text, []byte("egistry")), bytes.Contains(text, []byte("runer")), bytes.Contains(text, []byte("config.openshift.io"))
	if !registry && !pruner && !config {
		return m
	}
	image := config && imageLine.Match(text)
	m.kind = (registry || pruner) && kindLines.Match(text) || image ||
		registry && bytes.Contains(text, []byte("imageregistry.operator.openshift.io")) && configTarget.Match(text)
	m.namespace = registry && (bytes.Contains(text, []byte(openshift.RegistryNamespace)) || bytes.Contains(text, []byte(openshift.CredentialsSecret)))
	m.registry = m.kind || registry && (bytes.Contains(text, []byte("imageregistry")) || bytes.Contains(text, []byte("image-registry")) || bytes.Contains(text, []byte("registryprofile.dev")))
	return m
}

const (
	// maxFile is the size in bytes of the largest file that is composed.
	maxFile = 16 << 20
	// chunk is the number of bytes that survey reads at once; overlap is longer
	// than every name of the registry.
	chunk, overlap = 1 << 20, 256
)

// survey reads what a file says, its size in bytes, and whether it is valid YAML.
func survey(path string, buffer []byte) (m mention, size int64, invalid, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, 0, nil, err
	}
	defer f.Close()
	n, err := io.ReadFull(f, buffer)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		text := buffer[:n]
		m = mentions(text)
		if !m.registry { // other files are parsed later
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
