package messages

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// samples reads testdata/messages.txt: for each entry a line "# ID", and then one
// message per line, as the component prints it.
func samples(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	id := ""
	for _, line := range lines(t, "testdata/messages.txt") {
		if name, isID := strings.CutPrefix(line, "# "); isID {
			id = name
			continue
		}
		all[id] = append(all[id], line)
	}
	return all
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var found []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if strings.TrimSpace(line) != "" {
			found = append(found, line)
		}
	}
	return found
}

func ids(found []Match) []string {
	var all []string
	for _, m := range found {
		all = append(all, m.ID)
	}
	return all
}

func TestEachMessageFindsItsEntryFirst(t *testing.T) {
	all := samples(t)
	assert.GreaterOrEqual(t, len(All()), 60)
	assert.Len(t, all, len(All()), "testdata/messages.txt names an entry that does not exist")
	for _, e := range All() {
		assert.GreaterOrEqual(t, len(all[e.ID]), 2, "%s has fewer than two messages in testdata/messages.txt", e.ID)
		for _, message := range all[e.ID] {
			found := ids(Find(message))
			if assert.NotEmpty(t, found, "%s: %s", e.ID, message) {
				assert.Equal(t, e.ID, found[0], "%v: %s", found, message)
			}
		}
	}
}

func TestForeignLinesMatchNothing(t *testing.T) {
	foreign := lines(t, "testdata/foreign.txt")
	assert.GreaterOrEqual(t, len(foreign), 60)
	for _, line := range foreign {
		assert.Empty(t, ids(Find(line)), line)
	}
	assert.Empty(t, ids(Find(strings.Join(foreign, "\n"))), "all lines together")
}

func TestEntriesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	titles := map[string]string{}
	for _, e := range All() {
		assert.False(t, seen[e.ID], "%s occurs twice", e.ID)
		seen[e.ID] = true
		for _, text := range []string{e.Meaning, e.Remedy} {
			assert.True(t, strings.HasSuffix(text, "."), "%s: %q is not a sentence", e.ID, text)
		}
		assert.NotEmpty(t, e.Component, e.ID)
		assert.NotEmpty(t, e.Causes, e.ID)
		assert.NotEmpty(t, e.Look, e.ID)
		assert.NotEmpty(t, e.Fields, e.ID)
		assert.NotEmpty(t, e.Source, e.ID)
		for _, message := range e.Messages {
			assert.Empty(t, titles[message], "%s: %s", e.ID, message)
			titles[message] = e.ID
			assert.GreaterOrEqual(t, len(strings.ReplaceAll(message, placeholder, "")), 8, "%s: %q is too short to be unambiguous", e.ID, message)
		}
	}
}
