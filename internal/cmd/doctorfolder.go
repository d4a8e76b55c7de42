package cmd

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/doctor"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// doctorSources returns what doctor checks in a folder: its kustomization, and the
// profiles below it.
func doctorSources(dir string) ([]string, error) {
	dir = filepath.Clean(dir)
	file, err := kustomize.FileIn(dir)
	if err != nil {
		return nil, err
	}
	sources, err := fleet.Find(dir)
	if err != nil && !errors.Is(err, fleet.ErrNoProfile) {
		return nil, err
	}
	if file != "" && !slices.Contains(sources, dir) {
		sources = append([]string{dir}, sources...)
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("%s does not contain a kustomization, a %s or objects of a running cluster; see registry-profile doctor --help", dir, v1alpha1.Kind)
	}
	return sources, nil
}

// maxPlaces is the number of files that are printed for one finding.
const maxPlaces = 10

// printFindings prints findings. It fails if one is wrong.
func printFindings(findings []doctor.Finding, s Streams) error {
	code := exitOK
	for _, f := range findings {
		line := string(f.Level) + ": "
		if len(f.Places) == 1 {
			line += printable.Line(f.Places[0]) + ": "
		}
		line += printable.Line(f.Text)
		if f.Fix != "" {
			line += "\n  " + f.Fix
		}
		if n := len(f.Places); n > 1 {
			line += fmt.Sprintf("\n  in %d places: %s", n, printable.Line(strings.Join(f.Places[:min(n, maxPlaces)], ", ")))
			if n > maxPlaces {
				line += fmt.Sprintf(" and %d more", n-maxPlaces)
			}
		}
		if _, err := fmt.Fprintln(s.Out, line); err != nil {
			return usageError(err)
		}
		if f.Level == doctor.Wrong {
			code = exitInvalid
		}
	}
	if code != exitOK {
		return reported(code)
	}
	return nil
}
