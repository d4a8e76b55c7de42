package messages

import (
	"path"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPastedMessages finds the entry of messages as they are pasted: with prefixes of
// logs, rows of tables, events, wrapped or truncated, or beside words of the user. The
// name of each file in testdata/pasted.txtar begins with the ID of its entry.
func TestPastedMessages(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/pasted.txtar")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(archive.Files), 60)
	for _, f := range archive.Files {
		found := ids(Find(string(f.Data)))
		if assert.NotEmpty(t, found, f.Name) {
			assert.Equal(t, path.Dir(f.Name), found[0], "%s: %v", f.Name, found)
		}
	}
}

// TestForeignPastedLines finds nothing in messages of other components and in
// ordinary lines of the registry's own logs.
func TestForeignPastedLines(t *testing.T) {
	foreign := lines(t, "testdata/foreign-pasted.txt")
	assert.GreaterOrEqual(t, len(foreign), 60)
	for _, line := range foreign {
		assert.Empty(t, ids(Find(line)), line)
	}
	assert.Empty(t, ids(Find(strings.Join(foreign, "\n"))), "all lines together")
}

// TestHintedMessages finds nothing in messages that could be those of another component,
// but names their entry.
func TestHintedMessages(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/hinted.txtar")
	require.NoError(t, err)
	for _, f := range archive.Files {
		assert.Empty(t, ids(Find(string(f.Data))), f.Name)
		hints := Unnamed(string(f.Data))
		if assert.NotEmpty(t, hints, f.Name) {
			assert.Equal(t, path.Dir(f.Name), hints[0].ID, f.Name)
		}
	}
}
