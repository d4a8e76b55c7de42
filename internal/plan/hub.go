package plan

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// resources are the names of the objects of the operator on a command line.
var resources = map[string]string{
	openshift.Config.Kind:      "configs.imageregistry.operator.openshift.io/cluster",
	openshift.ImagePruner.Kind: "imagepruners.imageregistry.operator.openshift.io/cluster",
	openshift.Image.Kind:       "images.config.openshift.io/cluster",
}

// kept returns the effects of fields that leave the manifests, and that a Policy keeps
// on the cluster, and adds their values to the new objects: all other effects are
// those of the values on the cluster.
func (c *change) kept() []Effect {
	if c.Tool != v1alpha1.ACM {
		return nil
	}
	var effects []Effect
	after := maps.Clone(c.after)
	for _, id := range slices.Sorted(maps.Keys(after)) {
		a, b := c.before[id], after[id]
		if a.id == "" || generators.ReplacedByPolicy(b.kind) {
			continue
		}
		values := maps.Clone(b.values)
		for _, field := range a.manifest.Fields {
			path := strings.Join(field.Path, ".")
			value, known := a.values[path]
			if _, set := b.values[path]; !known || set || has(b, path) || c.replaces(path) {
				continue
			}
			values[path] = value
			if e, ok := keptField(b, field.Path, value); ok {
				effects = append(effects, e)
			}
		}
		b.values = values
		after[id] = b
	}
	c.after = after
	return effects
}

// replaces reports whether a field belongs to the storage that the change replaces.
func (c change) replaces(path string) bool {
	return c.Replaces != "" && strings.HasPrefix(path+".", "spec.storage."+c.Replaces+".")
}

// keptField returns the effect of a field that a Policy keeps, and false if it has
// none, such as a label, or if the storage effects describe it.
func keptField(current object, path []string, value any) (Effect, bool) {
	e := Effect{Level: Warning, Object: current.id, Field: strings.Join(path, "."), Old: value, Text: "is no longer set, but remains on the cluster: a Policy does not remove fields"}
	switch resource := resources[current.kind.Kind]; {
	case path[0] == "metadata":
		return e, false
	case current.kind == openshift.Config && len(path) > 2 && path[1] == "storage" && path[2] != "managementState":
		if storageType(current) != path[2] {
			return e, storageType(current) == ""
		}
		e.Text += ". With spec.delivery.storageChange.from: " + path[2] + " and another store, the Policy replaces the whole stanza"
	case resource != "":
		e.Text += ". Run this command to remove it after the change"
		e.Command = "oc patch " + resource + " --type=merge -p " + quoted(removal(path))
	}
	return e, true
}

// removal returns the merge patch that removes a field.
func removal(path []string) string {
	var value any
	for _, key := range slices.Backward(path) {
		value = map[string]any{key: value}
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the value consists of strings
	}
	return string(text)
}

// byHub returns what replaces the storage type on the cluster, empty if neither the
// Policy nor the SyncSet of the hub does.
func (c change) byHub() string {
	switch {
	case c.Replaces == "":
		return ""
	case c.Tool == v1alpha1.ACM:
		return "by the Policy, before the new store is applied"
	case c.Tool == v1alpha1.Hive:
		return "by the patches of the SyncSet, together with the new store"
	}
	return ""
}

// onHub returns the effect of an object that leaves a Policy or a SyncSet, and false
// for other tools.
func (c change) onHub(e Effect, o object) (Effect, bool) {
	if !resolve.OnHub(c.Tool) {
		return e, false
	}
	e.Text = "is no longer generated; it remains on the cluster until you delete it, because neither a Policy nor a SyncSet of this profile deletes objects"
	if o.kind == openshift.RoleBinding || o.kind == openshift.ClusterRoleBinding {
		e.Level = Warning
		e.Text = "is no longer generated, but remains on the cluster, and its subjects keep their access: neither a Policy nor a SyncSet of this profile deletes objects. Run this command on the cluster after the change"
		e.Command = "oc delete " + strings.ToLower(o.kind.Kind) + " " + quoted(o.manifest.Name)
		if o.manifest.Namespace != "" {
			e.Command += " -n " + quoted(o.manifest.Namespace)
		}
	}
	return e, true
}

// quoted quotes a name for a shell, if it needs that.
func quoted(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:/") == "" {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// delivered returns the effects of a change of the object on the hub.
func (c change) delivered() []Effect {
	was, is := c.FormerHub, c.Hub
	switch {
	case was.Object == "" || was == is:
		return nil
	case was.Object != is.Object:
		return []Effect{{Level: Warning, Object: was.Object, Text: "is no longer generated; it remains on the hub and applies the old manifests until you delete it there"}}
	case was.Selects != is.Selects:
		return []Effect{{Level: Warning, Object: is.Object, Field: "spec.delivery", Old: was.Selects, New: is.Selects, Text: "selects other clusters; the objects remain on clusters that are no longer selected, and nothing keeps them up to date"}}
	case is.Action == "inform":
		return []Effect{{Level: Warning, Object: is.Object, Field: "spec.remediationAction", Old: was.Action, New: is.Action, Text: "the Policy only reports differences; no other change reaches the cluster"}}
	}
	return []Effect{{Level: Warning, Object: is.Object, Field: "spec.remediationAction", Old: was.Action, New: is.Action, Text: "the Policy applies all objects, and replaces what differs on the cluster"}}
}
