package importer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/validators"
)

// Options supply values that the objects do not contain.
type Options struct {
	// Name is the name of the profile. The default is the infrastructure name of
	// the Infrastructure.
	Name string
	// DefaultName is the name if the objects do not contain the Infrastructure. The
	// default is cluster.
	DefaultName string
	// Tool that applies the manifests, a value of spec.delivery.tool. The default is
	// the tool that the objects name, if any.
	Tool string
	// Version and Platform are the release and the platform of the cluster. They
	// override its ClusterVersion and Infrastructure.
	Version, Platform string
	// Files contains the file of each object, for messages.
	Files map[*yaml.RNode]string
}

// Profile is a profile that Import generated from the objects of a cluster.
type Profile struct {
	// Name of the profile.
	Name string
	// Text is the profile as YAML with comments.
	Text []byte
	// Notes are the differences between the profile and the cluster, one line each.
	Notes []string
}

// ErrNoConfig is the error of objects without a Config.
var ErrNoConfig = errors.New("the objects do not include the Config of the registry; add the output of: oc get configs.imageregistry.operator.openshift.io cluster -o yaml")

// Import returns the profile that generates the objects of a cluster. It fails if
// the objects do not include a Config (ErrNoConfig), if it cannot determine the release and the
// platform, and with Unreadable if it cannot read a value.
func Import(nodes []*yaml.RNode, o Options) (*Profile, error) {
	nodes, delivery := fromHub(nodes, o.Files)
	s, others, err := read(nodes, o.Files)
	if err != nil {
		return nil, err
	}
	unread, located, err := s.selectRelated()
	if err != nil {
		return nil, err
	}
	others = append(others, unread...)
	cluster, name, err := cluster(nodes, o)
	if problems := s.unreadable(releaseOf(cluster)); len(problems) > 0 {
		return nil, &Unreadable{problems}
	}
	if s.config() == nil {
		return nil, ErrNoConfig
	}
	if err != nil {
		return nil, err
	}
	placeholders, err := s.placeholders()
	if err != nil {
		return nil, err
	}
	crds, notes, err := crdsAmong(nodes, o.Files)
	if err != nil {
		return nil, err
	}
	notes = slices.Concat(notes, located, s.replaceDeprecated())
	r := renderer{name: name, state: s}
	if _, found := asApplied.Render(yaml.NewRNode(profileNode(name, tree{"openshift": cleaned(cluster, "openshift")}))); v1alpha1.HasErrors(found) {
		return nil, fmt.Errorf("%s: %s", found[0].Field, found[0].Message)
	}
	drafts := s.drafts(cluster)
	for _, draft := range drafts {
		withPlaceholders(draft, placeholders)
	}
	spec := r.closest(drafts)
	if problems := r.lostStores(spec); len(problems) > 0 {
		return nil, &Unreadable{problems}
	}
	if spec == nil {
		return nil, errors.New("these objects cannot be expressed as a RegistryProfile; report a bug with the objects, without their secrets")
	}
	spec = r.reduced(spec)
	notes = slices.Concat(notes, newer(cluster), s.contradictions(spec), s.activeChange(), s.bucketJobNotes(spec), s.defaultPruner(), r.missing(spec), r.added(spec, others), s.superseded(), r.rejected(spec, crds), r.unread(spec, others))
	notes = append(notes, r.delivered(spec, delivery)...)
	delivered, err := r.deliver(spec, o.Tool)
	if err != nil {
		return nil, err
	}
	return &Profile{Name: name, Text: s.written(name, spec), Notes: withoutCredentials(append(notes, delivered...))}, nil
}

// releaseOf returns the release whose schemas the objects must match: the newest if
// it is unknown.
func releaseOf(cluster tree) openshift.Release {
	version, _ := cluster["version"].(string)
	release, err := openshift.ParseRelease(version)
	if err != nil {
		return openshift.LastRelease
	}
	return release.Nearest()
}

// cluster returns spec.openshift and the name of the profile.
func cluster(nodes []*yaml.RNode, o Options) (tree, string, error) {
	facts, name := validators.ClusterFacts(nodes)
	if strings.HasPrefix(name, "xxx") {
		name = "" // masked by the Insights Operator
	}
	if facts.InfrastructureTopology != v1alpha1.SingleReplica {
		facts.InfrastructureTopology = "" // the default of a profile
	}
	if facts.ControlPlaneTopology != v1alpha1.ControlPlaneExternal {
		facts.ControlPlaneTopology = "" // no rule depends on any other topology
	}
	version, platform := cmp.Or(o.Version, facts.Version), cmp.Or(o.Platform, facts.Platform)
	if version == "" || platform == "" {
		return nil, "", errors.New("cannot determine the release and platform; set --openshift-version and --platform, or add the output of: oc get clusterversion version -o yaml; oc get infrastructure cluster -o yaml")
	}
	return tree{
		"version": version, "platform": platform, "infrastructureTopology": facts.InfrastructureTopology,
		"controlPlaneTopology": facts.ControlPlaneTopology, "managedBy": facts.ManagedBy,
	}, cmp.Or(o.Name, name, o.DefaultName, "cluster"), nil
}

// asApplied renders a profile without the rules, because the cluster already has
// the settings.
var asApplied = pipeline.Function{Rules: pipeline.NoRules}

// renderer compares drafts with a state.
type renderer struct {
	name  string
	state state
}

// maxDistance is the distance of an invalid profile.
const maxDistance = 1 << 30

// closest returns the draft with the smallest distance, the first one if several
// have it.
func (r renderer) closest(drafts []tree) tree {
	var best tree
	least := maxDistance
	for _, draft := range drafts {
		r.mend(draft)
		if d := r.distance(draft); d < least {
			best, least = draft, d
		}
	}
	return best
}

// reduced removes the fields of a draft that do not change the distance, from the
// outermost to the innermost.
func (r renderer) reduced(spec tree) tree {
	least := r.distance(spec)
	var reduce func(fields tree, path string)
	reduce = func(fields tree, path string) {
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			value, at := fields[key], child(path, key)
			if !retains(path, key, value) {
				delete(fields, key)
				if d := r.distance(spec); d <= least {
					least = d
					continue
				}
				fields[key] = value
			}
			if profileRules().of(path, key).whole {
				continue
			}
			if _, isList := value.([]any); isList {
				at += inList
			}
			for _, nested := range trees(value) {
				reduce(nested, at)
			}
		}
	}
	reduce(spec, "")
	return spec
}

// retains reports whether a field, or one below it, remains in the profile even if
// it does not change an object.
func retains(path, key string, value any) bool {
	if profileRules().of(path, key).retained {
		return true
	}
	fields, _ := value.(tree)
	for nested, item := range fields {
		if retains(child(path, key), nested, item) {
			return true
		}
	}
	return false
}

// trees returns a map, or the maps in a list.
func trees(value any) []tree {
	switch v := value.(type) {
	case tree:
		return []tree{v}
	case []any:
		var some []tree
		for _, item := range v {
			some = append(some, trees(item)...)
		}
		return some
	}
	return nil
}

// distance counts the fields in which the objects of a draft differ from the state.
// It only compares kinds that import reads.
func (r renderer) distance(spec tree) int {
	rendered, ok := r.render(spec)
	if !ok {
		return maxDistance
	}
	n := 0
	for id, o := range r.state {
		if o.content == nil || !slices.Contains(kinds, o.kind) {
			continue
		}
		want, got := values(o.kind, o.content), rendered[id]
		for path, value := range want {
			if difference := differences(value, got[path]); difference > 0 {
				n += 1 + difference // worse than an additional field
			}
		}
		for path := range got {
			if _, exists := want[path]; !exists {
				n++
			}
		}
	}
	for id, got := range rendered {
		if _, exists := r.state[id]; !exists && isRead(id) {
			n += 2 + len(got) // an object that the cluster does not have
		}
	}
	return n
}

// differences counts the values in which two values differ. A missing value counts
// once, so a missing value is closer than a wrong one.
func differences(want, got any) int {
	n := 0
	switch w := want.(type) {
	case tree:
		g, ok := got.(tree)
		if !ok {
			return 1
		}
		for key, value := range w {
			n += differences(value, g[key])
		}
		for key := range g {
			if _, exists := w[key]; !exists {
				n++
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok {
			return 1
		}
		for i := range min(len(w), len(g)) {
			n += differences(w[i], g[i])
		}
		n += max(len(w), len(g)) - min(len(w), len(g))
	default:
		if !reflect.DeepEqual(want, got) {
			return 1
		}
	}
	return n
}

// isRead reports whether import reads objects of this kind.
func isRead(id string) bool {
	kind, _, _ := strings.Cut(id, "/")
	return slices.ContainsFunc(kinds, func(k schema.GroupVersionKind) bool { return k.Kind == kind })
}

// render returns the fields of the objects of a draft, by object ID.
func (r renderer) render(spec tree) (map[string]map[string]any, bool) {
	applied, found := asApplied.Render(yaml.NewRNode(profileNode(r.name, spec)))
	if v1alpha1.HasErrors(found) {
		return nil, false
	}
	rendered := map[string]map[string]any{}
	for _, o := range applied.Objects {
		content, err := decode.Plain(o.Node().YNode())
		if err != nil {
			return nil, false
		}
		rendered[o.ID()] = values(o.Kind, content.(tree))
		encrypt := []string{"spec", "storage", "s3", "encrypt"}
		if at(content, encrypt...) == false && at(r.state[o.ID()].content, encrypt...) == true {
			rendered[o.ID()][strings.Join(encrypt, ".")] = false // it replaces the value on the cluster
		}
	}
	return rendered, r.storageOfJob(spec, rendered)
}

// profileNode returns a profile.
func profileNode(name string, spec tree) *yaml.Node {
	return decode.Node(tree{"apiVersion": v1alpha1.APIVersion, "kind": v1alpha1.Kind, "metadata": tree{"name": name}, "spec": spec})
}
