package diagnose_test

import (
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/registry-profile/registry-profile/internal/diagnose"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// scenario is a dump with the answer about it: the comment of a txtar file.
type scenario struct {
	want map[string]string
	in   diagnose.Input
}

func scenarios(t *testing.T) map[string]scenario {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	all := map[string]scenario{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		s := scenario{want: map[string]string{}}
		for line := range strings.Lines(string(archive.Comment)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			s.want[key] = value
		}
		if at, known := s.want["collected"]; known {
			delete(s.want, "collected")
			s.in.Collected, err = time.Parse(time.RFC3339, at)
			require.NoError(t, err, file)
		}
		s.in.Objects, err = krm.ReadDocuments(archive.Files[0].Data)
		require.NoError(t, err, file)
		for _, log := range archive.Files[1:] {
			s.in.Logs = append(s.in.Logs, diagnose.Log{Pod: path.Dir(log.Name), File: path.Base(log.Name), Text: string(log.Data)})
		}
		all[strings.TrimSuffix(filepath.Base(file), ".txtar")] = s
	}
	return all
}

func TestScenarios(t *testing.T) {
	faults := 0
	for name, s := range scenarios(t) {
		t.Run(name, func(t *testing.T) {
			r, found := diagnose.Diagnose(s.in)
			require.True(t, found)
			got := map[string]string{"kind": string(r.Kind), "since": "none", "cause": "none", "next": "none"}
			if !r.Since.IsZero() {
				got["since"] = r.Since.Format("2006-01-02 15:04 UTC")
			}
			if len(r.Causes) > 0 && r.Causes[0].ID != "" {
				got["cause"] = r.Causes[0].ID
			}
			if len(r.Next) > 0 {
				got["next"] = r.Next[0]
			}
			if want := s.want["next"]; strings.HasPrefix(got["next"], want) {
				got["next"] = want // the scenario states the beginning
			}
			for _, key := range []string{"says", "silent"} { // a part of the text
				if want, set := s.want[key]; set && strings.Contains(r.Text(), want) == (key == "says") {
					got[key] = want
				}
			}
			assert.Equal(t, s.want, got, "%s", r.Text())
			assert.NotContains(t, r.Text(), "0a1b2c", "httpSecret")
			assert.False(t, r.Wrong() && !strings.Contains(strings.Join(r.Next, "\n"), "oc "), "no oc command: %s", r.Next)
			if r.Wrong() {
				faults++
				assert.NotEmpty(t, r.Causes)
			} else {
				assert.Empty(t, r.Causes)
			}
		})
	}
	assert.GreaterOrEqual(t, faults, 25)
}
