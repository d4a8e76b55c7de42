package importer

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// tree is a map as encoding/json decodes it.
type tree = map[string]any

// state is what a cluster has: objects by their IDs.
type state map[string]object

type object struct {
	kind    schema.GroupVersionKind
	content tree
}

// kinds are those whose objects a profile asks for, as far as the live ones are
// read. Of a Secret the name alone is.
var kinds = []schema.GroupVersionKind{
	openshift.Config, openshift.Image, openshift.ImagePruner, openshift.PersistentVolumeClaim,
	openshift.ObjectBucketClaim, openshift.ConfigMap, openshift.ExternalSecret,
}

var (
	clusterVersion = schema.FromAPIVersionAndKind("config.openshift.io/v1", "ClusterVersion")
	infrastructure = schema.FromAPIVersionAndKind("config.openshift.io/v1", "Infrastructure")
	secret         = schema.FromAPIVersionAndKind("v1", "Secret")
)

// read sorts objects into those of a state, and the names of the others. It
// fails on two that have one name and are not the same, which are those of two
// clusters.
func read(nodes []*yaml.RNode, files map[*yaml.RNode]string) (s state, others []string, err error) {
	s = state{}
	from := map[string]string{}
	for _, node := range nodes {
		if err := decode.Object(node.YNode()); err != nil {
			return nil, nil, err
		}
		kind := schema.FromAPIVersionAndKind(node.GetApiVersion(), node.GetKind())
		id := provenance.IDOf(node)
		switch {
		case kind == secret:
			s[id] = object{kind: kind} // never its content
			continue
		case kind.Group == openshift.ExternalSecret.Group && kind.Kind == openshift.ExternalSecret.Kind:
			kind = openshift.ExternalSecret // older versions have the same fields
		case !slices.Contains(kinds, kind) && kind != clusterVersion && kind != infrastructure:
			others = append(others, id)
			continue
		}
		content, err := decode.Plain(node.YNode())
		if err != nil {
			return nil, nil, err
		}
		o := object{kind, content.(tree)}
		if former, twice := s[id]; twice && !reflect.DeepEqual(decisions(former), decisions(o)) {
			return nil, nil, fmt.Errorf("%s stands here twice, and not the same (in %s and %s); import the objects of one cluster at a time",
				provenance.NameOf(id), from[id], files[node])
		}
		s[id], from[id] = o, files[node]
	}
	return s, others, nil
}

// decisions are what tells two objects of one name from each other: what
// somebody has decided, and of which cluster it is.
func decisions(o object) []any {
	return []any{values(o.kind, o.content), at(o.content, "status", "infrastructureName"), at(o.content, "status", "desired", "version")}
}

// one returns the object of a kind that there is one of, nil if there is none.
func (s state) one(kind schema.GroupVersionKind, namespace, name string) tree {
	return s[kind.Kind+"/"+namespace+"/"+name].content
}

func (s state) config() tree { return s.one(openshift.Config, "", openshift.ClusterName) }

// of returns the objects of a kind, by name.
func (s state) of(kind schema.GroupVersionKind) []tree {
	var some []tree
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if s[id].kind == kind && s[id].content != nil {
			some = append(some, s[id].content)
		}
	}
	return some
}

// at returns the value at a path, nil if there is none.
func at(value any, path ...string) any {
	for _, key := range path {
		m, _ := value.(tree)
		value = m[key]
	}
	return value
}

func text(value any, path ...string) string {
	s, _ := at(value, path...).(string)
	return s
}

// values returns what an administrator decides about an object: its fields by
// their paths, without what its controller writes, and without what is there
// by default.
func values(kind schema.GroupVersionKind, content tree) map[string]any {
	v := view{objectRules[kind], map[string]any{}}
	part := "spec"
	if kind == openshift.ConfigMap {
		part = "data"
	}
	v.add("", part, content[part])
	if v.found["spec.storage.managementState"] == openshift.Managed {
		delete(v.found, "spec.storage.s3.encrypt") // the operator sets it
	}
	return v.found
}

// view collects the values of an object by their paths.
type view struct {
	rules rules
	found map[string]any
}

// add adds the values at and below a key of the map at a path. An empty value
// means nothing, unless a rule says otherwise.
func (v view) add(path, key string, value any) {
	rule := v.rules.of(path, key)
	path = child(path, key)
	if rule.canonical != nil {
		value = rule.canonical(value)
	}
	if value == nil || rule.ignored || rule.preset != nil && reflect.DeepEqual(rule.preset, value) {
		return
	}
	fields, isMap := value.(tree)
	switch {
	case isMap && rule.whole:
		if len(fields) > 0 || rule.bare {
			v.found[path] = fields
		}
	case isMap:
		if rule.bare {
			v.found[path] = key // a storage type has a meaning without fields
		}
		for key, item := range fields {
			v.add(path, key, item)
		}
	case !empty(value) && value != false || rule.bare && value == false:
		v.found[path] = value
	}
}
