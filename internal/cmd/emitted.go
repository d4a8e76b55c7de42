package cmd

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/printable"
)

func explainEmitted(args []string, policy policyOptions, s Streams) error {
	all, err := emitted(args, policy, s)
	if err != nil {
		return err
	}
	var b strings.Builder
	for i, r := range all {
		if len(all) > 1 {
			b.WriteString(strings.Repeat("\n", min(i, 1)))
			printable.Fprintf(&b, "%s/%s\n\n", v1alpha1.Kind, r.name)
		}
		if err := explain(&b, r.ours(), s.Width); err != nil {
			return usageError(err)
		}
	}
	if _, err := io.WriteString(s.Out, b.String()); err != nil {
		return usageError(err)
	}
	return nil
}

// emitted returns the objects of the profiles of arguments, without the rules for
// manifests.
func emitted(args []string, policy policyOptions, s Streams) ([]rendered, error) {
	f := s.function()
	f.Rules = pipeline.ProfileRules
	spec, err := policy.apply(&f, s)
	if err != nil {
		return nil, err
	}
	s.onlyLint(policy.file, spec)
	sources, _, err := s.sources(args)
	if err != nil {
		return nil, err
	}
	return renderAll(sources, f, func(*rendered) error { return nil }, s)
}

// explain lists the fields of each object with their values and origins.
func explain(w io.Writer, objects []*generators.Object, width int) error {
	for _, object := range objects {
		if _, err := printable.Fprintf(w, "%s\n", object.ID()); err != nil {
			return err
		}
		var rows [][3]string
		for _, f := range object.Fields {
			row := [3]string{strings.Join(f.Path, "."), "(absent)", f.Origin.Reason}
			if !f.Absent {
				value, err := json.Marshal(f.Value)
				if err != nil {
					return err
				}
				row[1], row[2] = string(value), originText(f.Origin)
			}
			for i, cell := range row {
				row[i] = printable.Line(cell)
			}
			rows = append(rows, row)
		}
		if err := writeRows(w, rows, width); err != nil {
			return err
		}
	}
	return nil
}

func originText(o v1alpha1.Origin) string {
	switch o.By {
	case v1alpha1.ByProfile:
		return "set by " + o.Path
	case v1alpha1.ByBackend:
		return "required by the storage: " + o.Reason
	case v1alpha1.ByDefault:
		return strings.TrimSuffix("default: "+o.Reason, ": ")
	case v1alpha1.ByManifest:
		return "set by a manifest or a patch"
	default:
		return ""
	}
}
