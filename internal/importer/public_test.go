package importer_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/repository"
)

// TestPublic imports small repositories and dumps with the patterns of public ones.
// An archive contains the files and what import makes of them: the profile, the
// notes, and the fields in which the rendered objects differ from the input. The
// arguments of import are the line that begins with args.
func TestPublic(t *testing.T) {
	archives, err := filepath.Glob("testdata/public/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, archives)
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			dir := t.TempDir()
			input := *archive
			input.Files = nil
			for _, f := range archive.Files {
				if !strings.HasPrefix(f.Name, "want/") {
					input.Files = append(input.Files, f)
				}
			}
			require.NoError(t, txtar.Write(&input, dir))
			dump, err := repository.ReadDump([]string{dir}, nil, repository.Options{Function: pipeline.Function{Rules: pipeline.NoRules}})
			require.NoError(t, err)
			imported, err := importer.Import(dump.Objects, options(string(archive.Comment)))
			require.NoError(t, err)
			applied, found := pipeline.Function{Rules: pipeline.NoRules}.Render(yaml.MustParse(string(imported.Text)))
			require.False(t, v1alpha1.HasErrors(found), "%v", found)

			before, after := map[string]string{}, map[string]string{}
			for _, node := range dump.Objects {
				add(t, before, node)
			}
			for _, o := range applied.Objects {
				add(t, after, o.Node())
			}
			for name, text := range map[string]string{"profile.yaml": string(imported.Text), "notes": lines(imported.Notes), "differences": lines(differences(before, after))} {
				input.Files = append(input.Files, txtar.File{Name: "want/" + name, Data: []byte(text)})
				assert.NotContains(t, text, "never-read")
			}
			slices.SortFunc(input.Files[len(input.Files)-3:], func(a, b txtar.File) int { return -strings.Compare(a.Name, b.Name) })
			golden.Assert(t, file, txtar.Format(&input))
		})
	}
}

// options returns the options in the comment of an archive.
func options(comment string) importer.Options {
	var o importer.Options
	for line := range strings.Lines(comment) {
		words := strings.Fields(line)
		for i := 1; i+1 < len(words) && words[0] == "args"; i++ {
			switch words[i] {
			case "--platform":
				o.Platform = words[i+1]
			case "--openshift-version":
				o.Version = words[i+1]
			}
		}
	}
	return o
}

// operatorOwned are the fields that the operator or a provisioner writes, and its
// defaults. No profile has them.
var operatorOwned = []string{
	"Config/spec.httpSecret", "Config/spec.observedConfig", "Config/spec.logLevel=Normal", "Config/spec.operatorLogLevel=Normal",
	"Config/spec.rolloutStrategy=RollingUpdate", "Config/spec.requests.read.maxWaitInQueue=0s", "Config/spec.requests.write.maxWaitInQueue=0s",
	"PersistentVolumeClaim/spec.volumeName", "PersistentVolumeClaim/spec.volumeMode=Filesystem",
	"ImagePruner/spec.suspend=false", "ImagePruner/spec.keepTagRevisions=3", "ImagePruner/spec.successfulJobsHistoryLimit=3", "ImagePruner/spec.failedJobsHistoryLimit=3",
	"ImagePruner/spec.ignoreInvalidImageReferences=true", "ImagePruner/spec.logLevel=Normal", "ImagePruner/spec.keepYoungerThanDuration=60m",
	"Config/spec.defaultRoute=false", "Config/spec.storage.s3.virtualHostedStyle=false", "Config/spec.logging=0",
}

// add adds the fields of an object that import reads.
func add(t *testing.T, fields map[string]string, node *yaml.RNode) {
	t.Helper()
	if !read[node.GetKind()] && node.GetKind() != openshift.RoleBinding.Kind {
		return
	}
	text, err := node.String()
	require.NoError(t, err)
	var content object
	require.NoError(t, sigsyaml.Unmarshal([]byte(text), &content))
	id := node.GetKind() + "/" + node.GetName() // import adds a missing namespace
	if node.GetKind() == openshift.RoleBinding.Kind {
		id = provenance.NameOf(provenance.IDOf(node))
	}
	for _, part := range []string{"spec", "data", "subjects"} {
		flatten(fields, node.GetKind(), id, part, content[part])
	}
}

// flatten adds the values at and below a path, without empty ones.
func flatten(fields map[string]string, kind, id, path string, value any) {
	switch v := value.(type) {
	case nil:
	case object:
		for key, item := range v {
			flatten(fields, kind, id, path+"."+key, item)
		}
	case []any:
		for i, item := range v {
			flatten(fields, kind, id, fmt.Sprintf("%s[%d]", path, i), item)
		}
	default:
		text := strings.TrimSpace(fmt.Sprint(v))
		field := kind + "/" + path
		if text != "" && !slices.Contains(operatorOwned, field) && !slices.Contains(operatorOwned, field+"="+text) {
			fields[id+": "+path] = text
		}
	}
}

// differences returns the fields of before that after does not have (-), and those
// of after that before does not have (+).
func differences(before, after map[string]string) []string {
	var found []string
	for _, field := range slices.Sorted(maps.Keys(before)) {
		if after[field] != before[field] {
			found = append(found, "- "+field+" = "+before[field])
		}
	}
	for _, field := range slices.Sorted(maps.Keys(after)) {
		if after[field] != before[field] {
			found = append(found, "+ "+field+" = "+after[field])
		}
	}
	return found
}

// lines returns lines as a text.
func lines(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return strings.Join(list, "\n") + "\n"
}
