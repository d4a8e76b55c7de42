package generators

import (
	"encoding/json"
	"maps"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// syncSet returns the SyncSet or the SelectorSyncSet with the objects of the cluster.
//
// The controller clustersync of Hive (module github.com/openshift/hive) applies the
// resources in their order, and does not wait until they are ready. It stops at the
// first error and tries again, so that an object whose CRD is missing delays those
// after it. It applies patches after all resources, and everything again every two
// hours.
//
// With the behavior Apply, it applies a resource as oc apply does: it removes the
// fields that it set before, and keeps those of the operator. With the mode Sync, it
// would delete objects that are no longer in the list, with their images.
func (h hub) syncSet() []*Object {
	hive := h.delivery.Hive
	const at = "spec.delivery.hive"
	var o *Object
	if hive.ClusterDeployment != "" {
		o = newObject(openshift.SyncSet, hive.Namespace, hive.Name)
		h.field(o, at+".clusterDeployment", []any{map[string]any{"name": hive.ClusterDeployment}}, "spec", "clusterDeploymentRefs")
	} else {
		o = newObject(openshift.SelectorSyncSet, "", hive.Name)
		h.field(o, at+".clusterDeploymentSelector", hive.ClusterDeploymentSelector, "spec", "clusterDeploymentSelector", "matchLabels")
	}
	h.field(o, at, "Upsert", "spec", "resourceApplyMode")
	h.field(o, at, "Apply", "spec", "applyBehavior")
	var resources, patches []any
	for _, e := range h.objects {
		if e.kind == openshift.Config && h.delivery.StorageChange != nil {
			patches = configPatches(e.content, h.delivery.StorageChange.From)
			continue
		}
		resources = append(resources, e.content)
	}
	for _, part := range []struct {
		key  string
		list []any
	}{{"patches", patches}, {"resources", resources}} {
		if len(part.list) > 0 {
			h.field(o, at, part.list, "spec", part.key)
		} else {
			o.drop("the profile does not need them", "spec", part.key)
		}
	}
	return []*Object{o}
}

// configPatches returns the patches that apply a Config and replace the storage type,
// or the store. They replace the resource: after an apply of it, Config would have two
// storage types. A merge patch changes everything in one request; another store of the
// same type needs a JSON patch before it, as in StoragePatch.
func configPatches(config map[string]any, from string) []any {
	patch := func(patchType string, value any) any {
		return map[string]any{
			"apiVersion": openshift.Config.GroupVersion().String(), "kind": openshift.Config.Kind, "name": openshift.ClusterName,
			"patchType": patchType, "patch": compact(value),
		}
	}
	var patches []any
	whole := map[string]any{"metadata": config["metadata"]}
	spec, _ := config["spec"].(map[string]any)
	spec = maps.Clone(spec)
	patchType, text := StoragePatch(FromNode(yaml.NewRNode(decode.Node(config))), from)
	if patchType == JSONPatch {
		patches = append(patches, patch(JSONPatch, json.RawMessage(text)))
	} else {
		storage, _ := spec["storage"].(map[string]any)
		storage = maps.Clone(storage)
		storage[from] = nil
		if _, set := storage["managementState"]; !set {
			storage["managementState"] = nil
		}
		spec["storage"] = storage
	}
	whole["spec"] = spec
	return append(patches, patch(MergePatch, whole))
}

// embeddedInPatches returns the Config that the patches of a SyncSet apply.
func embeddedInPatches(set *yaml.RNode) []*yaml.RNode {
	for _, element := range elements(set, "spec", "patches") {
		fields, err := decode.Plain(element.YNode())
		patch, _ := fields.(map[string]any)
		text, _ := patch["patch"].(string)
		if err != nil || patch["kind"] != openshift.Config.Kind || patch["name"] != openshift.ClusterName || patch["patchType"] != MergePatch {
			continue
		}
		config := map[string]any{}
		if json.Unmarshal([]byte(text), &config) != nil {
			continue
		}
		config["apiVersion"], config["kind"] = patch["apiVersion"], patch["kind"]
		spec, _ := config["spec"].(map[string]any)
		if storage, ok := spec["storage"].(map[string]any); ok {
			maps.DeleteFunc(storage, func(_ string, value any) bool { return value == nil }) // what the change removes
		}
		return []*yaml.RNode{yaml.NewRNode(decode.Node(config))}
	}
	return nil
}
