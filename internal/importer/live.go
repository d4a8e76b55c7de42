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
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// Options say what the objects may not.
type Options struct {
	// Name of the profile; left out, that of the Infrastructure.
	Name string
	// Version and Platform of the cluster, where its ClusterVersion and
	// Infrastructure are not among the objects.
	Version, Platform string
	// Files are where objects come from, for messages.
	Files map[*yaml.RNode]string
}

// Profile is a profile that was made of a cluster's objects.
type Profile struct {
	// Text is the profile with its comments.
	Text []byte
	// Left are the fields and objects that the profile does not ask for.
	Left []string
}

// Import returns the profile that asks for what a cluster has. It fails
// without a Config, or if nobody says what cluster it is.
func Import(nodes []*yaml.RNode, o Options) (*Profile, error) {
	s, others, err := read(nodes, o.Files)
	if err != nil {
		return nil, err
	}
	if s.config() == nil {
		return nil, errors.New("no Config of the registry among the objects; add what this prints: oc get configs.imageregistry.operator.openshift.io cluster -o yaml")
	}
	cluster, name, err := s.cluster(o)
	if err != nil {
		return nil, err
	}
	r := renderer{name: name, state: s}
	if _, found := asApplied.Render(yaml.NewRNode(decode.Node(document(name, tree{"openshift": cleaned(cluster, "openshift")})))); v1alpha1.HasErrors(found) {
		return nil, fmt.Errorf("%s: %s", found[0].Field, found[0].Message)
	}
	spec := r.closest(s.drafts(cluster))
	if spec == nil {
		return nil, errors.New("what the objects say cannot be said in a profile; please report it with the objects, without their secrets")
	}
	spec = r.reduced(spec)
	left := slices.Concat(s.contradictions(spec), r.missing(spec), r.added(spec, others), r.unread(spec, others))
	return &Profile{Text: s.written(name, spec), Left: left}, nil
}

// cluster returns spec.openshift, and the name of the profile.
func (s state) cluster(o Options) (tree, string, error) {
	version, platform := o.Version, o.Platform
	name, topology := o.Name, ""
	for _, v := range s.of(clusterVersion) {
		parts := strings.SplitN(text(v, "status", "desired", "version"), ".", 3)
		if len(parts) >= 2 && version == "" {
			version = parts[0] + "." + parts[1]
		}
	}
	for _, i := range s.of(infrastructure) {
		platform = cmp.Or(platform, text(i, "status", "platformStatus", "type"), text(i, "status", "platform"))
		if value := text(i, "status", "infrastructureTopology"); value == v1alpha1.SingleReplica {
			topology = value // every other topology is the default of a profile
		}
		name = cmp.Or(name, text(i, "status", "infrastructureName"))
	}
	if version == "" || platform == "" {
		return nil, "", errors.New("nobody says what cluster it is; add what this prints, or use --openshift-version and --platform: oc get clusterversion version -o yaml; oc get infrastructure cluster -o yaml")
	}
	return tree{"version": version, "platform": platform, "infrastructureTopology": topology}, cmp.Or(name, "cluster"), nil
}

// asApplied renders a profile whatever the rules of today say about it: what a
// cluster has, it has.
var asApplied = pipeline.Function{Rules: pipeline.NoRules}

// renderer measures how close a draft comes to a state.
type renderer struct {
	name  string
	state state
}

// far is the distance of what is no profile.
const far = 1 << 30

// closest returns the first of the drafts that come closest.
func (r renderer) closest(drafts []tree) tree {
	var best tree
	least := far
	for _, draft := range drafts {
		r.mend(draft)
		if d := r.distance(draft); d < least {
			best, least = draft, d
		}
	}
	return best
}

// reduced leaves out of a draft what changes nothing, from the outside in.
func (r renderer) reduced(spec tree) tree {
	least := r.distance(spec)
	var reduce func(fields tree, path string)
	reduce = func(fields tree, path string) {
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			value, at := fields[key], child(path, key)
			if !keeps(path, key, value) {
				delete(fields, key)
				if d := r.distance(spec); d <= least {
					least = d
					continue
				}
				fields[key] = value
			}
			if profileRules.of(path, key).whole {
				continue
			}
			if _, isList := value.([]any); isList {
				at += inList
			}
			for _, below := range trees(value) {
				reduce(below, at)
			}
		}
	}
	reduce(spec, "")
	return spec
}

// keeps reports whether a field, or one below it, stays in the profile although
// it changes no object.
func keeps(path, key string, value any) bool {
	if profileRules.of(path, key).kept {
		return true
	}
	fields, _ := value.(tree)
	for below, item := range fields {
		if keeps(child(path, key), below, item) {
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

// distance counts the fields in which what a draft comes to differs from the
// state, in the objects that are read.
func (r renderer) distance(spec tree) int {
	rendered, ok := r.render(spec)
	if !ok {
		return far
	}
	n := 0
	for id, o := range r.state {
		if o.content == nil || !slices.Contains(kinds, o.kind) {
			continue
		}
		want, got := values(o.kind, o.content), rendered[id]
		for path, value := range want {
			if difference := differences(value, got[path]); difference > 0 {
				n += 1 + difference // worse than to say more than there is
			}
		}
		for path := range got {
			if _, there := want[path]; !there {
				n++
			}
		}
	}
	for id, got := range rendered {
		if _, there := r.state[id]; !there && isRead(id) {
			n += 2 + len(got) // an object that the cluster does not have
		}
	}
	return n
}

// differences counts the values in which two values differ. A value that is
// missing counts once, so that none is nearer than a wrong one.
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
			if _, there := w[key]; !there {
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

// isRead reports whether objects of this kind are read.
func isRead(id string) bool {
	kind, _, _ := strings.Cut(id, "/")
	return slices.ContainsFunc(kinds, func(k schema.GroupVersionKind) bool { return k.Kind == kind })
}

// render returns the fields of what a draft comes to, by object.
func (r renderer) render(spec tree) (map[string]map[string]any, bool) {
	applied, found := asApplied.Render(yaml.NewRNode(decode.Node(document(r.name, spec))))
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
	}
	return rendered, true
}

func document(name string, spec tree) tree {
	return tree{"apiVersion": v1alpha1.APIVersion, "kind": v1alpha1.Kind, "metadata": tree{"name": name}, "spec": spec}
}
