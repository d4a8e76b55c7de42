package lint

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// Finding is a place in a file that breaks a rule.
type Finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Severity string `json:"severity"`
	// Rule is empty for what is wrong with the form of a profile.
	Rule   string `json:"rule,omitempty"`
	Object string `json:"object,omitempty"`
	Field  string `json:"field,omitempty"`
	// Current and Proposed are values of the field.
	Current  any    `json:"current,omitempty"`
	Proposed any    `json:"proposed,omitempty"`
	Message  string `json:"message"`
}

// Options say how to lint.
type Options struct {
	// Release to hold everything against, instead of what files say; the zero
	// Release for none.
	Release openshift.Release
	// Now decides whether a certificate has expired.
	Now time.Time

	// profiles are all that are read, by their names.
	profiles map[string]*yaml.RNode
}

// Run lints files and folders, and returns the findings by file and line. It
// fails if one of them cannot be read.
func Run(paths []string, stdin io.Reader, options Options) ([]Finding, error) {
	files, err := read(paths, stdin)
	if err != nil {
		return nil, err
	}
	options.profiles = map[string]*yaml.RNode{}
	for _, f := range files {
		for _, object := range f.objects {
			if object.GetKind() == resolve.Kind && object.GetApiVersion() == resolve.APIVersion {
				options.profiles[object.GetName()] = object
			}
		}
	}
	var findings []Finding
	for _, s := range scopes(files) {
		findings = append(findings, s.lint(options)...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return findings, nil
}

func (s scope) lint(options Options) []Finding {
	var findings []Finding
	where := map[*yaml.RNode]place{}
	in := validators.Input{Now: options.Now, Lint: true}
	var profiles []*yaml.RNode
	whole := map[*yaml.RNode]bool{}
	var overrides []resolve.RuleOverride
	for _, f := range s.files {
		if f.err != nil {
			findings = append(findings, malformed(f))
		}
		for _, object := range f.objects {
			where[object] = place{file: f.path}
			switch {
			case object.GetApiVersion() != resolve.APIVersion:
				in.Items = append(in.Items, object)
			case object.GetKind() == resolve.PolicyKind:
				policy, errs := resolve.ParsePolicy(object.YNode())
				findings = append(findings, fromResults(where[object], object, fn.FromErrors(object, errs))...)
				in.Cluster = validators.ClusterOfPolicy(policy)
				overrides = append(overrides, policy.Spec.Rules...)
			default:
				profiles = append(profiles, object)
				whole[object] = f.whole
			}
		}
	}
	if options.Release != (openshift.Release{}) {
		in.Cluster.Release = options.Release
	}
	for _, object := range profiles {
		p, results := fn.CheckWith(fn.WithRelease(object, options.Release), overrides, true)
		findings = append(findings, fromResults(where[object], object, results)...)
		beside := validators.Input{RegistryProfile: p, Now: options.Now, Lint: true}
		if len(profiles) == 1 { // of several, which are the manifests'?
			in.RegistryProfile, beside.Items = p, in.Items
		}
		if whole[object] && results.ExitCode() == 0 {
			comes := place{where[object].file, object.YNode().Line}
			for _, f := range fn.Unsaid(made(beside, object, overrides), results) {
				findings = append(findings, fromResults(comes, f.Object, fn.FromFindings(f.Object, f))...)
			}
		}
	}
	for _, f := range validators.CheckItems(in) {
		mark, _ := manifest.MarkOf(f.Object)
		f = validators.Except([]validators.Finding{f}, overrides, options.profiles[mark.Profile])[0]
		findings = append(findings, fromResults(where[f.Object], f.Object, fn.FromFindings(f.Object, f))...)
	}
	return findings
}

// made returns what there is to say about the objects that a profile comes to,
// beside manifests of which some may be these objects, written out.
func made(in validators.Input, object *yaml.RNode, overrides []resolve.RuleOverride) []validators.Finding {
	written := map[string]bool{}
	for _, item := range in.Items {
		written[manifest.IDOf(item)] = true
	}
	fresh := map[*yaml.RNode]bool{}
	for _, item := range fn.Made(in.RegistryProfile) {
		if !written[manifest.IDOf(item)] {
			in.Items = append(slices.Clip(in.Items), item)
			fresh[item] = true
		}
	}
	found := validators.Except(validators.CheckItems(in), overrides, object)
	return slices.DeleteFunc(found, func(f validators.Finding) bool { return !fresh[f.Object] })
}

// place is where an object stands. What stands nowhere, because a profile only
// comes to it, has the line of the profile.
type place struct {
	file string
	line int
}

// fromResults turns results about an object of a file into findings.
func fromResults(at place, object *yaml.RNode, results sdk.Results) []Finding {
	var findings []Finding
	for _, r := range results {
		f := Finding{
			File: at.file, Line: object.YNode().Line, Severity: string(r.Severity), Rule: r.Tags[fn.RuleTag],
			Object: fn.NameOf(object), Message: r.Message,
		}
		if r.Field != nil {
			f.Field, f.Current, f.Proposed = r.Field.Path, r.Field.CurrentValue, r.Field.ProposedValue
			f.Line = lineOf(object.YNode(), r.Field.Path)
		}
		f.Line = cmp.Or(f.Line, at.line)
		findings = append(findings, f)
	}
	return findings
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// malformed is the finding that a file is no YAML. The parser's message names
// the line.
func malformed(f file) Finding {
	line := 1
	if m := yamlLine.FindStringSubmatch(f.err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	rule := validators.Malformed
	return Finding{
		File: f.path, Line: line, Severity: string(rule.Severity), Rule: rule.ID,
		Message: fmt.Sprintf("%s (%v): %s %s", rule.Title, f.err, rule.Why, rule.Remedy),
	}
}

// Counts returns how many findings there are of each severity.
func Counts(findings []Finding) map[string]int {
	counts := map[string]int{}
	for _, f := range findings {
		counts[f.Severity]++
	}
	return counts
}
