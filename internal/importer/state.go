package importer

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

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
	found := map[string]any{}
	if kind == openshift.ConfigMap {
		flatten(content["data"], "data", found)
		for path, value := range found {
			if text, isText := value.(string); isText {
				found[path] = strings.TrimRight(text, "\n") // of certificates, it says nothing
			}
		}
	} else {
		flatten(content["spec"], "spec", found)
	}
	managed := found["spec.storage.managementState"] == "Managed"
	maps.DeleteFunc(found, func(path string, value any) bool {
		preset, has := presets[kind][path]
		return has && (preset == nil || reflect.DeepEqual(preset, value)) ||
			kind == openshift.Config && strings.HasPrefix(path, "spec.observedConfig.") ||
			managed && path == "spec.storage.s3.encrypt" // the operator sets it
	})
	return found
}

// presets are the fields that a controller writes, with nil, and the values
// that stand there by default.
var presets = map[schema.GroupVersionKind]map[string]any{
	openshift.Config: {
		"spec.httpSecret": nil, "spec.observedConfig": nil,
		"spec.logLevel": "Normal", "spec.operatorLogLevel": "Normal", "spec.rolloutStrategy": "RollingUpdate",
		"spec.requests.read.maxWaitInQueue": "0s", "spec.requests.write.maxWaitInQueue": "0s",
		"spec.storage.azure.networkAccess.type": "External", "spec.storage.azure.cloudName": "AzurePublicCloud",
	},
	openshift.ImagePruner: {
		"spec.suspend": false, "spec.keepTagRevisions": float64(openshift.KeepTagRevisions), "spec.successfulJobsHistoryLimit": 3.0, "spec.failedJobsHistoryLimit": 3.0,
		"spec.ignoreInvalidImageReferences": true, "spec.logLevel": "Normal", "spec.keepYoungerThanDuration": openshift.KeepYoungerThan.String(),
	},
	openshift.PersistentVolumeClaim: {"spec.volumeName": nil, "spec.volumeMode": "Filesystem"},
	openshift.ObjectBucketClaim:     {"spec.objectBucketName": nil},
	openshift.ExternalSecret: {
		"spec.target.creationPolicy": nil, "spec.target.deletionPolicy": nil, "spec.refreshInterval": "1h0m0s",
		"spec.target.template": nil, "spec.refreshPolicy": nil,
	},
}

// whole are fields that are taken as they are: in them, empty texts and maps say
// something.
var whole = map[string]bool{
	"nodeSelector": true, "matchLabels": true, "affinity": true, "tolerations": true, "topologySpreadConstraints": true,
}

// durations are fields that hold one.
var durations = map[string]bool{"refreshInterval": true, "keepYoungerThanDuration": true, "maxWaitInQueue": true, "duration": true}

// flatten adds the leaves of a value, and the storage type. What is empty says
// nothing.
func flatten(value any, path string, into map[string]any) {
	switch v := value.(type) {
	case tree:
		if storage, key, _ := cutLast(path); storage == "spec.storage" {
			into[path] = key // the type alone says something
		}
		if _, key, _ := cutLast(path); whole[key] && (len(v) > 0 || key == "affinity") {
			into[path] = v
			return
		}
		for key, item := range v {
			flatten(item, path+"."+key, into)
		}
	case []any:
		if len(v) > 0 {
			into[path] = v
		}
	case nil:
	case bool:
		if v || strings.HasSuffix(path, ".ignoreInvalidImageReferences") {
			into[path] = v
		}
	case string:
		if _, key, _ := cutLast(path); durations[key] {
			if d, err := time.ParseDuration(v); err == nil {
				v = d.String() // 1h and 1h0m0s are one
			}
		}
		if v != "" {
			into[path] = v
		}
	default:
		into[path] = v
	}
}

func cutLast(path string) (before, last string, found bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}
