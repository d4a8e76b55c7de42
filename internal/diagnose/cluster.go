package diagnose

import (
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// cluster contains the decoded objects about the registry.
type cluster struct {
	nodes []*yaml.RNode // undecoded, for the rules
	all   []object
	kinds map[string]bool // of the objects
	logs  []Log
	clock

	config, pruner, operator, deployment *object
}

// object is a decoded object.
type object struct {
	kind, group, namespace, name string
	content                      map[string]any
}

// String returns the kind and the name.
func (o object) String() string { return o.kind + "/" + o.name }

// condition is a condition of an object.
type condition struct {
	kind, status, reason, message string
	since                         time.Time
}

// read lists the kinds that the diagnosis reads, outside of the namespace of the
// registry.
var read = []string{"ClusterOperator", "ClusterSecretStore", "ClusterVersion", "Config", "ImagePruner", "Infrastructure", "Node", "PersistentVolume", "StorageClass"}

func newCluster(in Input) *cluster {
	c := &cluster{kinds: map[string]bool{}, logs: in.Logs}
	seen := map[string]bool{}
	for _, node := range in.Objects {
		o := object{kind: node.GetKind(), group: openshift.GroupOf(node.GetApiVersion()), namespace: node.GetNamespace(), name: node.GetName()}
		if o.namespace != openshift.RegistryNamespace && (!slices.Contains(read, o.kind) || o.namespace != "") {
			continue
		}
		if key := o.kind + "." + o.group + "/" + o.namespace + "/" + o.name; seen[key] {
			continue // archives contain some objects twice
		} else {
			seen[key] = true
		}
		content, err := decode.Plain(node.YNode())
		if err != nil {
			continue
		}
		o.content, _ = content.(map[string]any)
		c.nodes = append(c.nodes, node)
		c.all = append(c.all, o)
		c.kinds[o.kind] = true
		c.see(o.kind, o.content)
	}
	if !in.Collected.IsZero() {
		c.collected(in.Collected.UTC())
	}
	for i := range c.all {
		switch o := &c.all[i]; {
		case o.kind == openshift.Config.Kind && o.group == openshift.Config.Group && o.name == openshift.ClusterName:
			c.config = o
		case o.kind == openshift.ImagePruner.Kind && o.group == openshift.ImagePruner.Group && o.name == openshift.ClusterName:
			c.pruner = o
		case o.kind == "ClusterOperator" && o.name == "image-registry":
			c.operator = o
		case o.kind == "Deployment" && o.name == "image-registry":
			c.deployment = o
		}
	}
	return c
}

// concernsRegistry reports whether an object states something about the registry.
func (c *cluster) concernsRegistry() bool {
	return c.config != nil || c.pruner != nil || c.operator != nil || slices.ContainsFunc(c.all, func(o object) bool {
		return o.namespace == openshift.RegistryNamespace && slices.Contains([]string{"Deployment", "ReplicaSet", "Pod", "Event", "PersistentVolumeClaim", "Job", "Route", "ExternalSecret", "ObjectBucketClaim"}, o.kind)
	})
}

// of returns the objects of a kind.
func (c *cluster) of(kind string) []object {
	var found []object
	for _, o := range c.all {
		if o.kind == kind {
			found = append(found, o)
		}
	}
	return found
}

// named reports whether an object of a kind exists.
func (c *cluster) named(kind, name string) bool {
	return slices.ContainsFunc(c.all, func(o object) bool { return o.kind == kind && o.name == name })
}

// state returns the management state of the registry; empty if it is unknown.
func (c *cluster) state() string {
	if c.config == nil {
		return ""
	}
	return text(c.config.content, "spec", "managementState")
}

// at returns the value at a path, nil if it does not exist.
func at(value any, path ...string) any {
	for _, key := range path {
		m, _ := value.(map[string]any)
		value = m[key]
	}
	return value
}

func text(value any, path ...string) string {
	s, _ := at(value, path...).(string)
	return s
}

func list(value any, path ...string) []map[string]any {
	items, _ := at(value, path...).([]any)
	var found []map[string]any
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			found = append(found, m)
		}
	}
	return found
}

func number(value any, path ...string) int {
	switch n := at(value, path...).(type) {
	case int:
		return n
	case int64:
		return int(n)
	case uint64:
		return int(n)
	case float64:
		return int(n)
	}
	return 0
}

// instant returns a time; the zero time if there is none.
func instant(value any, path ...string) time.Time {
	t, err := time.Parse(time.RFC3339, text(value, path...))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// conditions returns the conditions in a list of an object.
func conditions(value any, path ...string) []condition {
	var found []condition
	for _, c := range list(value, path...) {
		found = append(found, condition{text(c, "type"), text(c, "status"), text(c, "reason"), text(c, "message"), instant(c, "lastTransitionTime")})
	}
	return found
}

// conditionOf returns a condition of the status of an object.
func conditionOf(o *object, kind string) condition {
	if o == nil {
		return condition{}
	}
	for _, c := range conditions(o.content, "status", "conditions") {
		if c.kind == kind {
			return c
		}
	}
	return condition{}
}

// isRegistryPod reports whether an object is a pod of the registry itself.
func isRegistryPod(o object) bool {
	return o.kind == "Pod" && strings.HasPrefix(o.name, "image-registry-")
}
