package repository_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/repository"
)

// TestNamedDump reads files that a failed command or an archiver has written. An
// empty List beside other objects is the output of oc for kinds without objects.
func TestNamedDump(t *testing.T) {
	inFolder(t, `
-- empty.yaml --
-- comment.yaml --
# only this
-- list.yaml --
{apiVersion: v1, kind: List, items: []}
-- map.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
-- a.tgz --
`+"\x1f\x8b\x08\x00"+`
-- a.zip --
`+"PK\x03\x04"+`
-- folder/a.tgz --
`+"\x1f\x8b\x08\x00"+`
`)
	for paths, want := range map[string]string{
		"empty.yaml":          "empty.yaml: empty; check that the command that writes it succeeds",
		"comment.yaml":        "comment.yaml: empty; check that the command that writes it succeeds",
		"list.yaml":           "list.yaml: empty; check that the command that writes it succeeds",
		"map.yaml empty.yaml": "empty.yaml: empty; check that the command that writes it succeeds",
		"-":                   "standard input: empty; check that the command that writes it succeeds",
		"a.tgz":               "a.tgz: an archive; unpack it first, and name the folder",
		"map.yaml a.zip":      "a.zip: an archive; unpack it first, and name the folder",
		"map.yaml list.yaml":  "",
		"folder":              "",
		"map.yaml folder":     "",
	} {
		_, err := repository.ReadDump(strings.Fields(paths), strings.NewReader(""), repository.Options{})
		if want == "" {
			require.NoError(t, err, paths)
			continue
		}
		assert.EqualError(t, err, want)
	}
}
