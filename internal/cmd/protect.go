package cmd

import (
	"path/filepath"
	"slices"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// protecting returns a function that writes the objects of a profile to its files. If the
// profile does not name a tool, it first checks whether an object in the repository gives
// the output folder to one. Only then, the repository is read.
func (o *outputOptions) protecting(f pipeline.Function) func(*rendered) error {
	if o.dir == "" {
		return (*rendered).write
	}
	appliers := sync.OnceValue(func() *repository.Appliers {
		found, err := repository.ReadAppliers(o.dir)
		if err != nil {
			return &repository.Appliers{} // lint reports what cannot be read
		}
		return found
	})
	return func(r *rendered) error {
		if !r.elsewhere && r.isPlain() {
			r.unprotected = r.check(f, appliers().Of(filepath.Join(o.dir, r.name)))
		}
		return r.write()
	}
}

// isPlain reports whether the profile names no tool.
func (r *rendered) isPlain() bool {
	if r.profile == nil {
		return false
	}
	tool, err := r.profile.Pipe(yaml.Lookup("spec", "delivery", "tool"))
	return err == nil && (tool == nil || slices.Contains([]string{"", v1alpha1.Plain}, yaml.GetValue(tool)))
}

// check returns the diagnostics about the tools that apply the manifests.
func (r *rendered) check(f pipeline.Function, appliers []validators.Applier) []v1alpha1.Diagnostic {
	if len(appliers) == 0 {
		return nil
	}
	in := validators.Input{AppliedBy: appliers, CRDs: f.CRDs}
	for _, o := range r.manifests {
		in.Items = append(in.Items, o.Node())
	}
	found := slices.DeleteFunc(validators.CheckItems(in), func(d v1alpha1.Diagnostic) bool { return d.Rule != validators.UnknownApplier.ID })
	return f.Exceptions.Apply(found, r.profile)
}
