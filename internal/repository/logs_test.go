package repository_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/repository"
)

// writeFiles writes files below a new folder, and returns it.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return dir
}

// TestLogs reads the logs of the registry's namespace, and of a long one its end.
func TestLogs(t *testing.T) {
	const pods = "q/namespaces/openshift-image-registry/pods/"
	dir := writeFiles(t, map[string]string{
		pods + "image-registry-5d-a/registry/registry/logs/previous.log":       "panic\n",
		pods + "image-registry-5d-a/registry/registry/logs/current.log":        strings.Repeat("first line\n", 200_000) + "last line\n",
		pods + "node-ca-x/node-ca/node-ca/logs/current.log":                    "other\n",
		"q/namespaces/team/pods/image-registry-1/registry/logs/current.log":    "other\n",
		"config/pod/openshift-image-registry/logs/image-pruner-9/registry.log": "error\n",
	})
	logs := repository.Logs([]string{dir})
	require.Len(t, logs, 3)
	assert.Equal(t, repository.Log{Pod: "image-pruner-9", File: "registry.log", Text: "error\n"}, logs[0])
	assert.Equal(t, "image-registry-5d-a", logs[1].Pod)
	assert.LessOrEqual(t, len(logs[1].Text), 1<<20)
	assert.True(t, strings.HasPrefix(logs[1].Text, "first line\n") && strings.HasSuffix(logs[1].Text, "\nlast line\n"))
	assert.Equal(t, "previous.log", logs[2].File)
}

func TestCollected(t *testing.T) {
	dir := writeFiles(t, map[string]string{"a.yaml": "a", "b.yaml": "b"})
	at := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "a.yaml"), at, at))
	require.NoError(t, os.Chtimes(filepath.Join(dir, "b.yaml"), at.Add(-time.Hour), at.Add(-time.Hour)))
	assert.True(t, repository.Collected(dir, false).IsZero(), "copies have other times")
	assert.True(t, repository.Collected(dir, true).Equal(at))

	stamp := "2026-11-20 05:10:33.412 +0200 CEST m=+0.164\n2026-11-20 05:12:00 +0200 CEST m=+87.2\nno time\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "timestamp"), []byte(stamp), 0o600))
	assert.True(t, repository.Collected(dir, true).Equal(time.Date(2026, 11, 20, 3, 12, 0, 0, time.UTC)))
}

// TestPasted skips the lines of a terminal before the objects, and keeps line numbers.
func TestPasted(t *testing.T) {
	read := func(text string) (int, error) {
		dump, err := repository.ReadDump([]string{filepath.Join(writeFiles(t, map[string]string{"a": text}), "a")}, nil, repository.Options{})
		if err != nil {
			return 0, err
		}
		return len(dump.Objects), nil
	}
	const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
	for _, before := range []string{
		"$ oc get co image-registry -o yaml\n", "[me@host ~]$ oc get co -o yaml\n\n", "# oc get co\n", "me@host:~/dump$ oc get co\r\n",
		"W1120 10:00:00.123456   12 warnings.go:70] deprecated\nWarning: deprecated\n",
	} {
		n, err := read(before + object)
		require.NoError(t, err, before)
		assert.Equal(t, 1, n, before)
	}
	_, err := read("$ oc get a\n" + object + "data: {a: [}\n")
	assert.ErrorContains(t, err, "line 4") // yaml counts from 0; without the first line it is line 3
	for _, text := range []string{"NAME    AGE\na       1d\n", "$ oc describe co a\nName:         a\nNamespace:    \n"} {
		_, err := read(text)
		assert.ErrorContains(t, err, "table or description", text)
	}
	n, err := read("Name: a\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n")
	require.NoError(t, err)
	assert.Equal(t, 1, n)
}
