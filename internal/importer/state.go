package importer

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/validators"
)

// tree is a map in the form that encoding/json decodes.
type tree = map[string]any

// state contains the objects of a cluster by ID.
type state map[string]object

type object struct {
	kind    schema.GroupVersionKind
	content tree
	file    string
}

// kinds are the kinds that a profile generates and import reads. Import only reads
// the name of a Secret.
var kinds = []schema.GroupVersionKind{
	openshift.Config, openshift.Image, openshift.ImagePruner, openshift.PersistentVolumeClaim, openshift.PersistentVolume,
	openshift.ObjectBucketClaim, openshift.ConfigMap, openshift.ExternalSecret, openshift.Certificate,
}

var (
	clusterVersion = schema.FromAPIVersionAndKind("config.openshift.io/v1", "ClusterVersion")
	infrastructure = schema.FromAPIVersionAndKind("config.openshift.io/v1", "Infrastructure")
	secret         = schema.FromAPIVersionAndKind("v1", "Secret")
)

// other is an object that import does not read.
type other struct {
	id, kind string
	// ours reports whether it may belong to the registry, live whether a cluster
	// has written it, and owned whether a controller manages it.
	ours, live, owned bool
}

// read returns the state, and the objects that import does not read. It fails if
// two different objects have the same ID, because they belong to two clusters. It
// skips CRDs; see crdsAmong.
func read(nodes []*yaml.RNode, files map[*yaml.RNode]string) (s state, others []other, err error) {
	s = state{}
	for _, node := range nodes {
		if err := decode.Object(node.YNode()); err != nil {
			return nil, nil, err
		}
		kind := schema.FromAPIVersionAndKind(node.GetApiVersion(), node.GetKind())
		id := provenance.IDOf(node)
		switch {
		case validators.IsCRD(node.GetApiVersion(), node.GetKind()):
			continue
		case isTemporary(node.GetKind(), node.GetNamespace(), node.GetName()):
			continue
		case kind == secret:
			s[id] = object{kind: kind} // without its content
			if manifest := otherOf(node); !manifest.live {
				manifest.ours = manifest.ours || node.GetName() == openshift.CredentialsSecret
				others = append(others, manifest)
			}
			continue
		case isBucketJob(kind.Kind, node.GetNamespace(), node.GetName()):
		case kind.Group == openshift.ExternalSecret.Group && kind.Kind == openshift.ExternalSecret.Kind:
			kind = openshift.ExternalSecret // older versions have the same fields
		case !isBinding(kind) && !slices.Contains(kinds, kind) && kind != clusterVersion && kind != infrastructure:
			others = append(others, otherOf(node))
			continue
		}
		if clusterScoped[kind.Kind] {
			id = kind.Kind + "//" + node.GetName() // the API server ignores the namespace
		}
		content, err := decode.Plain(node.YNode())
		if err != nil {
			return nil, nil, err
		}
		o := object{kind, content.(tree), files[node]}
		if isBinding(kind) && (byOpenShift(o) || !grantsImages(o)) {
			_, known := openshift.FindImageRole(text(o.content, "roleRef", "name"))
			unread := otherOf(node)
			unread.ours = known && !byOpenShift(o)
			others = append(others, unread)
			continue
		}
		if previous, duplicate := s[id]; duplicate && !reflect.DeepEqual(decisions(previous), decisions(o)) {
			return nil, nil, conflict(id, previous, o)
		}
		s[id] = o
	}
	return s, others, nil
}

// conflict returns the error of two different objects with one ID.
func conflict(id string, a, b object) error {
	return fmt.Errorf("conflicting copies of %s (in %s and %s); import the objects of one cluster at a time", provenance.NameOf(id), a.file, b.file)
}

// clusterScoped lists the kinds without a namespace.
var clusterScoped = map[string]bool{
	openshift.Config.Kind: true, openshift.Image.Kind: true, openshift.ImagePruner.Kind: true, clusterVersion.Kind: true, infrastructure.Kind: true,
}

func otherOf(node *yaml.RNode) other {
	meta := func(field string) bool {
		value, err := node.Pipe(yaml.Lookup("metadata", field))
		return err == nil && !yaml.IsMissingOrNull(value)
	}
	o := other{id: provenance.IDOf(node), kind: node.GetKind(), live: meta("uid"), owned: meta("ownerReferences")}
	o.ours = node.GetNamespace() == openshift.RegistryNamespace || !o.live && namesRegistry(node.YNode())
	return o
}

// namesRegistry reports whether a manifest names the registry or its operator.
func namesRegistry(node *yaml.Node) bool {
	if strings.Contains(node.Value, "image-registry") || strings.Contains(node.Value, "imageregistry") {
		return true
	}
	return slices.ContainsFunc(node.Content, namesRegistry)
}

// decisions returns the values that distinguish two objects with the same ID: the
// values that an administrator set, and the identity of the cluster.
func decisions(o object) []any {
	set := values(o.kind, o.content)
	maps.DeleteFunc(set, func(path string, _ any) bool {
		return path == "spec.volumeName" || strings.HasPrefix(path, "metadata.")
	})
	return []any{set, at(o.content, "status", "infrastructureName"), at(o.content, "status", "desired", "version"), at(o.content, "roleRef"), at(o.content, "subjects")}
}

// one returns an object by kind, namespace and name, nil if it does not exist.
func (s state) one(kind schema.GroupVersionKind, namespace, name string) tree {
	return s[kind.Kind+"/"+namespace+"/"+name].content
}

func (s state) config() tree { return s.one(openshift.Config, "", openshift.ClusterName) }

// of returns the objects of a kind, sorted by ID.
func (s state) of(kind schema.GroupVersionKind) []tree {
	var some []tree
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if s[id].kind == kind && s[id].content != nil {
			some = append(some, s[id].content)
		}
	}
	return some
}

// at returns the value at a path, nil if it does not exist.
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

// values returns the values that an administrator set in an object, by path. It
// omits fields of controllers and defaults.
func values(kind schema.GroupVersionKind, content tree) map[string]any {
	v := view{objectRules[kind], map[string]any{}}
	part := "spec"
	if kind == openshift.ConfigMap {
		part = "data"
	}
	v.add("", part, content[part])
	if kind == openshift.PersistentVolumeClaim {
		v.addMetadata(content)
	}
	if v.found["spec.storage.managementState"] == openshift.Managed {
		delete(v.found, "spec.storage.s3.encrypt") // the operator sets it
	}
	return v.found
}

// view collects the values of an object by path.
type view struct {
	rules rules
	found map[string]any
}

// add adds the values at and below a key of the map at a path. It ignores empty
// values unless a rule makes them significant.
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
			v.found[path] = key // a storage type without fields is significant
		}
		for key, item := range fields {
			v.add(path, key, item)
		}
	case !empty(value) && value != false || rule.bare && value == false:
		v.found[path] = value
	}
}
