package repository

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Bounds of the logs of an archive.
const (
	// logEnd is the size of the end of a log that is read.
	logEnd  = 1 << 20
	maxLogs = 24
)

// Log is the end of the log of a container of the registry.
type Log struct {
	Pod, File, Text string
}

// Logs returns the logs of the registry, its operator and its pruner in the folders of
// must-gather and Insights archives. It omits logs that cannot be read.
func Logs(paths []string) []Log {
	var found []Log
	for _, path := range paths {
		_ = kustomize.Walk(path, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return nil
			}
			if pod := podOfLog(file); pod != "" && entry.Type().IsRegular() && len(found) < maxLogs {
				if text, err := endOf(file); err == nil && text != "" {
					found = append(found, Log{pod, filepath.Base(file), text})
				}
			}
			return nil
		})
	}
	return found
}

// podOfLog returns the pod of a log file in an archive, empty for any other file.
func podOfLog(file string) string {
	parts := strings.Split(filepath.ToSlash(file), "/")
	i := slices.Index(parts, openshift.RegistryNamespace)
	if i < 0 || filepath.Ext(file) != ".log" {
		return ""
	}
	for _, part := range parts[i+1 : len(parts)-1] {
		for _, prefix := range []string{"image-registry-", "cluster-image-registry-operator-", "image-pruner-"} {
			if strings.HasPrefix(part, prefix) {
				return part
			}
		}
	}
	return ""
}

// endOf returns the last lines of a file.
func endOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	start := max(0, info.Size()-logEnd)
	text, err := io.ReadAll(io.NewSectionReader(f, start, logEnd))
	if _, whole, cut := strings.Cut(string(text), "\n"); cut && start > 0 {
		return whole, err
	}
	return string(text), err
}

// timestamp is the file of a must-gather with the times at which it began and ended.
const timestamp = "timestamp"

// Collected returns when the objects in a folder were collected: the time that a
// must-gather states or, for an unpacked archive, the newest one of its files. It
// returns the zero time if both are unknown.
func Collected(dir string, unpacked bool) time.Time {
	var stated, newest time.Time
	_ = kustomize.Walk(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		if info, err := entry.Info(); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
		if filepath.Base(file) != timestamp || !entry.Type().IsRegular() {
			return nil
		}
		if text, err := endOf(file); err == nil {
			for line := range strings.Lines(text) {
				if t := stampOf(line); t.After(stated) {
					stated = t
				}
			}
		}
		return nil
	})
	if stated.IsZero() && unpacked {
		return newest
	}
	return stated
}

// stampOf returns the time in a line that begins with one as Go prints it.
func stampOf(line string) time.Time {
	words := strings.Fields(line)
	if len(words) < 3 {
		return time.Time{}
	}
	t, err := time.Parse("2006-01-02 15:04:05 -0700", strings.Join(words[:3], " "))
	if err != nil {
		return time.Time{}
	}
	return t
}
