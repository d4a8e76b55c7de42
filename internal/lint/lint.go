package lint

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/validators"
)

// Options configure lint.
type Options struct {
	// Release is the release to check against. The zero Release selects the releases
	// in the files.
	Release openshift.Release
	// Now returns the time at which certificates must be valid.
	Now func() time.Time

	// profiles are all profiles in the files, by name.
	profiles map[string]*yaml.RNode
}

// Run lints files and folders, and returns the diagnostics sorted by file and line.
// It fails if it cannot read one of them.
func Run(paths []string, stdin io.Reader, options Options) ([]v1alpha1.Diagnostic, error) {
	files, err := read(paths, stdin)
	if err != nil {
		return nil, err
	}
	options.profiles = map[string]*yaml.RNode{}
	for _, f := range files {
		for _, object := range f.objects {
			if object.GetKind() == v1alpha1.Kind && object.GetApiVersion() == v1alpha1.APIVersion {
				options.profiles[object.GetName()] = object
			}
		}
	}
	var found []v1alpha1.Diagnostic
	for _, s := range scopes(files) {
		found = append(found, s.lint(options)...)
	}
	slices.SortStableFunc(found, func(a, b v1alpha1.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return found, nil
}

func (s scope) lint(options Options) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	where := map[*yaml.RNode]place{}
	f := pipeline.Function{Now: options.Now, Release: options.Release, Lint: true}
	in := validators.Input{Now: f.Time(), Lint: true}
	var profiles []*yaml.RNode
	whole := map[*yaml.RNode]bool{}
	for _, file := range s.files {
		if file.err != nil {
			found = append(found, malformed(file))
		}
		for _, object := range file.objects {
			where[object] = place{file: file.path}
			switch {
			case object.GetApiVersion() != v1alpha1.APIVersion:
				in.Items = append(in.Items, object)
			case object.GetKind() == v1alpha1.PolicyKind:
				policy, errs := pipeline.Policy(object)
				found = append(found, where[object].locate(errs)...)
				in.Cluster = policy.Spec.OpenShift
				f.Overrides = append(f.Overrides, policy.Spec.Rules...)
			default:
				profiles = append(profiles, object)
				whole[object] = file.whole
			}
		}
	}
	if options.Release != (openshift.Release{}) {
		in.Cluster.Version = options.Release.String()
	}
	for _, object := range profiles {
		p, broken := f.Profile(object)
		for i := range broken { // Profile may return a copy of the node
			broken[i].Node = object
		}
		found = append(found, where[object].locate(broken)...)
		if p == nil {
			continue
		}
		related := validators.Input{Profile: p.Written, Now: in.Now, Lint: true}
		if len(profiles) == 1 { // with several profiles, the profile of the manifests is unknown
			in.Profile, related.Items = p.Written, in.Items
		}
		if whole[object] && !v1alpha1.HasErrors(broken) {
			emitted := place{where[object].file, object.YNode().Line}
			found = append(found, emitted.locate(pipeline.WithoutReported(generated(f, related, object), broken))...)
		}
	}
	for _, d := range validators.CheckItems(in) {
		mark, _ := provenance.MarkOf(d.Node)
		d = validators.Suppress([]v1alpha1.Diagnostic{d}, f.Overrides, options.profiles[mark.Profile])[0]
		found = append(found, where[d.Node].locate([]v1alpha1.Diagnostic{d})...)
	}
	return found
}

// generated returns the diagnostics about the desired objects of a profile. It
// checks them together with the manifests of the scope, and skips those that are
// already among the manifests.
func generated(f pipeline.Function, in validators.Input, object *yaml.RNode) []v1alpha1.Diagnostic {
	written := map[string]bool{}
	for _, item := range in.Items {
		written[provenance.IDOf(item)] = true
	}
	f.Rules = pipeline.NoRules
	rendered, _ := f.Render(object) // the profile is valid
	fresh := map[*yaml.RNode]bool{}
	for _, o := range rendered.Objects {
		o.MarkCreated(rendered.Profile.Name)
		item := o.Node()
		if !written[provenance.IDOf(item)] {
			in.Items = append(slices.Clip(in.Items), item)
			fresh[item] = true
		}
	}
	found := validators.Suppress(validators.CheckItems(in), f.Overrides, object)
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool { return !fresh[d.Node] })
}

// place is the location of an object. A desired object that no file contains has
// the line of its profile.
type place struct {
	file string
	line int
}

// locate sets the file and the line of diagnostics about an object.
func (p place) locate(list []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	for i := range list {
		d := &list[i]
		d.File, d.Line = p.file, d.Node.YNode().Line
		if d.Field != "" {
			d.Line = lineOf(d.Node.YNode(), d.Field)
		}
		d.Line = cmp.Or(d.Line, p.line)
	}
	return list
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// malformed returns the diagnostic about a file that is not YAML. The message of
// the parser contains the line.
func malformed(f file) v1alpha1.Diagnostic {
	line := 1
	if m := yamlLine.FindStringSubmatch(f.err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	rule := validators.Malformed
	return v1alpha1.Diagnostic{
		File: f.path, Line: line, Severity: rule.Severity, Rule: rule.ID,
		Message: fmt.Sprintf("%s (%v): %s %s", rule.Title, f.err, rule.Why, rule.Remedy),
	}
}
