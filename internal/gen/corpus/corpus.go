package corpus

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/lint"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/report"
)

// Dir is the folder of the corpus, relative to the root of the module.
const Dir = "internal/lint/testdata/corpus"

// Finding is a finding, as the expectations name it. An empty object or field is a
// hyphen.
type Finding struct {
	Severity                  v1alpha1.Severity
	Rule, File, Object, Field string
}

// Silence is an object about which a rule must not report anything. The object "*"
// means all objects of the file.
type Silence struct{ Rule, File, Object string }

// Repository is a repository of the corpus.
type Repository struct {
	Name     string
	Files    []txtar.File
	Release  openshift.Release
	Clusters int // -1 if any number is right
	Skipped  []string
	Expected []Finding
	Silent   []Silence
}

// Load reads the corpus in a folder.
func Load(dir string) ([]Repository, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	var all []Repository
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			return nil, err
		}
		r := Repository{Name: strings.TrimSuffix(filepath.Base(file), ".txtar"), Files: archive.Files, Clusters: -1}
		for _, line := range strings.Split(string(archive.Comment), "\n") {
			if err := r.expect(line); err != nil {
				return nil, fmt.Errorf("%s: %q: %w", file, line, err)
			}
		}
		all = append(all, r)
	}
	return all, nil
}

// expect parses one line of expectations. A comment begins with a number sign.
func (r *Repository) expect(line string) error {
	line, _, _ = strings.Cut(line, " #")
	words := strings.Fields(line)
	if len(words) == 0 || strings.HasPrefix(words[0], "#") {
		return nil
	}
	number := len(words) - 1
	switch kind := words[0]; {
	case kind == "args" && number == 2 && words[1] == "--openshift-version":
		var err error
		r.Release, err = openshift.ParseRelease(words[2])
		return err
	case kind == "clusters" && number == 1:
		var err error
		r.Clusters, err = strconv.Atoi(words[1])
		return err
	case kind == "skipped" && number >= 1:
		r.Skipped = append(r.Skipped, words[1])
	case slices.Contains([]string{"error", "warning", "info"}, kind) && number >= 4:
		r.Expected = append(r.Expected, Finding{v1alpha1.Severity(kind), words[1], words[2], words[3], strings.Join(words[4:], "_")})
	case kind == "silent" && number == 3:
		r.Silent = append(r.Silent, Silence{words[1], words[2], words[3]})
	default:
		return errors.New("unknown expectation")
	}
	return nil
}

// now is the time of the measurement: some certificates of the corpus are valid
// then, and others are not.
func now() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

// Lint lints the files of the repository in a new folder, and returns the report
// with the findings as expectations name them.
func (r Repository) Lint() ([]Finding, report.Report, error) {
	dir, err := os.MkdirTemp("", "corpus-")
	if err != nil {
		return nil, report.Report{}, err
	}
	defer os.RemoveAll(dir)
	if err := txtar.Write(&txtar.Archive{Files: r.Files}, dir); err != nil {
		return nil, report.Report{}, err
	}
	result, err := lint.Run([]string{dir}, nil, lint.Options{Release: r.Release, Now: now})
	if err != nil {
		return nil, result, err
	}
	inside := func(path string) string {
		return filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator)))
	}
	var found []Finding
	for _, d := range result.Findings {
		found = append(found, Finding{d.Severity, orHyphen(d.Rule), inside(d.File), orHyphen(d.Object), orHyphen(d.Field)})
	}
	for i := range result.Summary.NotLookedInto {
		result.Summary.NotLookedInto[i].Path = inside(result.Summary.NotLookedInto[i].Path)
	}
	return found, result, nil
}

func orHyphen(text string) string {
	if text == "" {
		return "-"
	}
	return strings.ReplaceAll(text, " ", "_")
}
