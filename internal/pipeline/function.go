package pipeline

import (
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// Rules selects the rules that a Function applies.
type Rules int

const (
	// AllRules applies the rules for profiles and the rules for manifests.
	AllRules Rules = iota
	// ProfileRules applies the rules for profiles.
	ProfileRules
	// NoRules applies no rules. Use it for manifests that are already applied:
	// newer, stricter rules must not reject them.
	NoRules
)

// Function is the function with all of its dependencies besides its input. The
// zero Function does not check validity periods.
type Function struct {
	// Now returns the time at which certificates must be valid; nil disables
	// the check of validity periods.
	Now func() time.Time
	// Release replaces spec.openshift.version; the zero Release keeps it.
	Release openshift.Release
	// Tool applies the manifests: it is the default of spec.delivery.tool, and another
	// tool is an error, except one of a hub, whose objects any tool can apply. It is
	// empty if the tool is not known.
	Tool string
	// Rules to apply.
	Rules Rules
	// CRDs replace the schemas of the release for their kinds; nil replaces none.
	CRDs *validators.CRDs
	// Exceptions of policies.
	Exceptions validators.Exceptions
	// Lint reports that the input is checked for a user, and that no build
	// depends on it.
	Lint bool
}

// Time returns the time at which certificates must be valid, and the zero time
// without a clock.
func (f Function) Time() time.Time {
	if f.Now == nil {
		return time.Time{}
	}
	return f.Now()
}

// input returns the input of the rules: the function sees all objects.
func (f Function) input(p *resolve.Profile, items []*yaml.RNode) validators.Input {
	in := validators.Input{Items: items, Whole: true, Lint: f.Lint, Now: f.Time(), CRDs: f.CRDs}
	if p != nil {
		in.Profile = p.Written
	}
	return in
}

// Profile parses a profile and applies the rules for profiles. The objects beside
// it are those that are applied together with it, as far as they are known. The
// profile is complete only if no diagnostic is an error; it is nil if the node is
// not a RegistryProfile.
func (f Function) Profile(node *yaml.RNode, beside ...*yaml.RNode) (*resolve.Profile, []v1alpha1.Diagnostic) {
	if bytes := krm.Size(node.YNode()); bytes > resolve.MaxBytes {
		return nil, []v1alpha1.Diagnostic{failure("more than %d bytes; move unrelated data out of the profile", resolve.MaxBytes).On(node)}
	}
	node = withTool(WithRelease(node, f.Release), f.Tool)
	p, errs := resolve.Parse(node.YNode())
	errs = append(errs, f.checkTool(p)...)
	found := fromErrors(node, errs)
	if p == nil || f.Rules == NoRules || decode.AreUnknown(errs) {
		return p, found
	}
	broken := withoutConsequences(errs, validators.CheckProfile(f.input(p, beside)))
	for _, d := range f.Exceptions.Apply(broken, node) {
		found = append(found, at(d, node))
	}
	return p, found
}

// Rendered is the result of rendering a profile.
type Rendered struct {
	// Profile, resolved.
	Profile *resolve.Profile
	// Objects of the cluster in kustomize's sort order, field by field with the
	// origin of each value.
	Objects []*generators.Object
}

// Manifests returns the objects that the tool of the profile applies: the objects of
// the cluster, or those of a hub that contain them.
func (r Rendered) Manifests() []*generators.Object {
	if r.Profile == nil || !resolve.OnHub(r.Profile.Spec.Delivery.Tool) {
		return r.Objects
	}
	var contents []map[string]any
	for _, object := range r.Objects {
		contents = append(contents, object.Content())
	}
	manifests := generators.Hub(r.Profile.Written, contents)
	for _, object := range manifests {
		object.MarkCreated(r.Profile.Name)
	}
	return manifests
}

// Render returns the desired objects of a profile, without existing objects. It
// returns none if a diagnostic is an error.
func (f Function) Render(node *yaml.RNode) (Rendered, []v1alpha1.Diagnostic) {
	p, found := f.Profile(node)
	if v1alpha1.HasErrors(found) {
		return Rendered{}, found
	}
	r := Rendered{p, generate(p)}
	if f.Rules != AllRules {
		return r, found
	}
	for _, object := range r.Objects {
		object.MarkCreated(p.Name)
	}
	broken := SetBy(validators.CheckItems(f.input(p, Nodes(r.Objects))), r.Objects)
	found = append(found, WithoutReported(f.Exceptions.Apply(broken, node), found)...)
	if v1alpha1.HasErrors(found) {
		return Rendered{}, found
	}
	return r, append(found, manualSteps(p, node, r.Objects)...)
}

// generate returns the objects of a profile without errors.
func generate(p *resolve.Profile) []*generators.Object {
	objects, errs := generators.Generate(p.Written)
	if len(errs) > 0 {
		panic(errs.ToAggregate()) // the caller has checked the profile
	}
	return objects
}

// Nodes returns objects as YAML nodes.
func Nodes(objects []*generators.Object) []*yaml.RNode {
	nodes := make([]*yaml.RNode, len(objects))
	for i, object := range objects {
		nodes[i] = object.Node()
	}
	return nodes
}

// manualSteps returns what the user must do on the cluster before the apply.
func manualSteps(p *resolve.Profile, node *yaml.RNode, objects []*generators.Object) []v1alpha1.Diagnostic {
	change := p.Spec.Delivery.StorageChange
	if change == nil || p.Spec.Delivery.Tool != v1alpha1.Plain || p.CopiesImages() {
		return nil
	}
	config := slices.IndexFunc(objects, func(o *generators.Object) bool { return o.Kind == openshift.Config })
	remains := fmt.Sprintf("an apply keeps %s beside the new storage type, and the operator rejects two types", change.From)
	if backend, _ := p.Backend(); backend.Facts().ConfigKey == change.From {
		remains = "an apply keeps fields of the old store that the new store does not have"
	}
	d := v1alpha1.Diagnostic{
		Severity: v1alpha1.SeverityWarning, Field: "spec.delivery.storageChange",
		Message: fmt.Sprintf("%s; run this command once, directly before the apply: %s", remains, generators.StorageCommand(objects[config], change.From)),
	}
	return []v1alpha1.Diagnostic{at(d, node)}
}

// WithRelease returns a copy of a profile for another release; for the zero
// Release, it returns the profile itself.
func WithRelease(node *yaml.RNode, release openshift.Release) *yaml.RNode {
	version, err := node.Pipe(yaml.Lookup("spec", "openshift", "version"))
	if release == (openshift.Release{}) || err != nil || version == nil {
		return node
	}
	node = node.Copy()
	if version, err = node.Pipe(yaml.Lookup("spec", "openshift", "version")); err == nil {
		version.YNode().SetString(release.String())
		version.YNode().Style = yaml.DoubleQuotedStyle
	}
	return node
}

// withTool returns a copy of a profile with a tool, unless the profile names one.
func withTool(node *yaml.RNode, tool string) *yaml.RNode {
	spec := node.Field("spec")
	if tool == "" || node.GetKind() != v1alpha1.Kind || spec == nil || spec.Value.YNode().Kind != yaml.MappingNode {
		return node
	}
	if delivery := spec.Value.Field("delivery"); delivery != nil && (delivery.Value.YNode().Kind != yaml.MappingNode || delivery.Value.Field("tool") != nil) {
		return node
	}
	node = node.Copy()
	// An error of the path is one of the profile, which parsing reports.
	_ = node.PipeE(yaml.LookupCreate(yaml.MappingNode, "spec", "delivery"), yaml.SetField("tool", yaml.NewStringRNode(tool)))
	return node
}

// checkTool returns an error if another tool applies the manifests.
func (f Function) checkTool(p *resolve.Profile) field.ErrorList {
	if f.Tool == "" || p == nil {
		return nil
	}
	switch tool := p.Spec.Delivery.Tool; {
	case tool == "", tool == f.Tool, resolve.OnHub(tool):
		return nil
	default:
		return field.ErrorList{field.Invalid(field.NewPath("spec", "delivery", "tool"), tool,
			fmt.Sprintf("%s applies these manifests, and ignores what protects images in those for %[2]s; set %[1]s, or remove the field", f.Tool, tool))}
	}
}

// withoutConsequences removes diagnostics that are the consequence of errors.
func withoutConsequences(errs field.ErrorList, found []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool {
		return len(resolve.NotCausedBy(errs, field.ErrorList{{Type: field.ErrorTypeRequired, Field: d.Field}})) == 0
	})
}

// Node returns the content of an object, as encoding/json decodes it, as a YAML
// node without nulls.
func Node(content map[string]any) *yaml.RNode {
	return yaml.NewRNode(decode.Node(decode.WithoutNulls(content)))
}
