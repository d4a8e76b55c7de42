package fn

import (
	"fmt"
	"slices"
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// Wanted returns the objects that a profile asks for, in a fixed order and
// field by field with the reasons, and what there is to say about it. There is
// nothing if a result is an error.
func Wanted(node *yaml.RNode) ([]*manifest.Object, sdk.Results) {
	p, results := Check(node)
	if results.ExitCode() != 0 {
		return nil, results
	}
	return generators.Generate(desired.New(p)), results
}

// Render returns the objects that a profile asks for where there are none yet,
// and what there is to say about it.
func Render(node *yaml.RNode) ([]*manifest.Object, sdk.Results) {
	p, results := Check(node)
	if results.ExitCode() != 0 {
		return nil, results
	}
	objects, items := made(p)
	found := validators.CheckItems(validators.Input{RegistryProfile: p, Items: items, Now: time.Now()})
	results = append(results, fromFindings(refTo(node), Unsaid(validators.Except(found, nil, node), results))...)
	if results.ExitCode() != 0 {
		return nil, results
	}
	return objects, append(results, byHand(p, node, objects)...)
}

// Made returns what a profile that breaks no rule comes to, as it is written.
func Made(p *resolve.RegistryProfile) []*yaml.RNode {
	_, items := made(p)
	return items
}

func made(p *resolve.RegistryProfile) ([]*manifest.Object, []*yaml.RNode) {
	objects := generators.Generate(desired.New(p))
	items := make([]*yaml.RNode, len(objects))
	for i, object := range objects {
		object.Mark(manifest.Mark{Profile: p.Name, Created: true, ID: object.ID()})
		items[i] = object.Node()
	}
	return objects, items
}

// Former returns the objects that a profile asked for when it was applied. The
// rules of today, which may be stricter, have no say in that.
func Former(node *yaml.RNode) ([]*manifest.Object, sdk.Results) {
	p, errs := resolve.Parse(node.YNode())
	if len(errs) > 0 {
		return nil, fromErrors(refTo(node), errs)
	}
	return generators.Generate(desired.New(p)), nil
}

// byHand says what nobody else does on the cluster, before the objects are
// applied.
func byHand(p *resolve.RegistryProfile, node *yaml.RNode, objects []*manifest.Object) sdk.Results {
	change := p.Spec.Delivery.StorageChange
	if change == nil || p.Spec.Delivery.Tool != resolve.Plain {
		return nil
	}
	at := slices.IndexFunc(objects, func(o *manifest.Object) bool { return o.Kind == openshift.Config })
	return sdk.Results{{
		Severity: sdk.Warning, ResourceRef: refTo(node),
		Field:   &sdk.Field{Path: "spec.delivery.storageChange"},
		Message: fmt.Sprintf("an apply leaves %s beside the new type, and the operator refuses two; run this right before it, once: %s", change.From, generators.StorageCommand(objects[at], change.From)),
	}}
}

// Check parses a profile and holds it against the rules. The profile is
// complete only if no result is an error.
func Check(node *yaml.RNode) (*resolve.RegistryProfile, sdk.Results) {
	return CheckWith(node, nil, false)
}

// CheckWith does so with the overrides of a policy; lint tells that no build
// depends on it.
func CheckWith(node *yaml.RNode, overrides []resolve.RuleOverride, lint bool) (*resolve.RegistryProfile, sdk.Results) {
	ref := refTo(node)
	if bytes := size(node.YNode()); bytes > resolve.MaxBytes {
		return nil, failure("%s: more than %d bytes; move what does not belong into the profile out of it", nameOf(ref), resolve.MaxBytes)
	}
	p, errs := resolve.Parse(node.YNode())
	results := fromErrors(ref, errs)
	if p == nil {
		return nil, results
	}
	found := validators.Check(validators.Input{RegistryProfile: p, Now: time.Now(), Lint: lint})
	return p, append(results, fromFindings(ref, validators.Except(unexplained(errs, found), overrides, node))...)
}

// WithRelease returns a profile as if it were for another release; for the
// zero Release, the profile itself.
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

// unexplained leaves out findings that are the consequence of errors.
func unexplained(errs field.ErrorList, findings []validators.Finding) []validators.Finding {
	var kept []validators.Finding
	for _, f := range findings {
		if len(resolve.NotCausedBy(errs, field.ErrorList{{Type: field.ErrorTypeRequired, Field: f.Field}})) > 0 {
			kept = append(kept, f)
		}
	}
	return kept
}

// size is the number of bytes of all values of a node. Aliases count nothing.
func size(node *yaml.Node) int {
	n := len(node.Value)
	for _, child := range node.Content {
		n += size(child)
	}
	return n
}
