package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

var conflictingStorage = Rule{
	ID: "ST002", Severity: Error,
	Title:  "storage type that differs from the profile's",
	Why:    "The operator accepts only one storage type: it rejects both, reports them as Progressing, and the old pods keep running on the old storage, whose images are not copied.",
	Remedy: "Set spec.delivery.storageChange.from in the profile to the old type, or remove the old type from the manifest.",
	Source: "operator", byPresence: true,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		if in.Profile == nil {
			return nil
		}
		return storageTypeDiagnostics(in)
	},
}

var multipleStorageTypes = Rule{
	ID: "ST001", Severity: Error,
	Title:  "more than one storage type",
	Why:    "The operator rejects the configuration, reports it as Progressing, and the old pods keep running.",
	Remedy: "Keep one storage type.",
	Source: "operator", byPresence: true,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		if in.Profile != nil {
			return nil // ST002 reports it
		}
		return storageTypeDiagnostics(in)
	},
}

func storageTypeDiagnostics(in input) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, config := range in.ofKind(openshift.Config) {
		if types := config.storageTypes(); len(types) > 1 {
			f := config.at("spec.storage", nil)
			f[0].Detail = strings.Join(types, ", ")
			found = append(found, f...)
		}
	}
	return found
}

// storageTypes returns the storage types that a Config sets.
func (it item) storageTypes() []string {
	var types []string
	storage := it.dict("spec", "storage")
	for _, t := range openshift.StorageTypes {
		if storage[t.Key] != nil {
			types = append(types, t.Key)
		}
	}
	return types
}

// singletons lists the kinds of which the cluster reads only one object.
var singletons = []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.Image}

func isSingletonKind(kind schema.GroupVersionKind) bool { return slices.Contains(singletons, kind) }

var misnamedSingleton = Rule{
	ID: "ST009", Severity: Error,
	Title:  "singleton not named " + openshift.ClusterName,
	Why:    "The cluster reads only the object named " + openshift.ClusterName + " of this kind; this object has no effect.",
	Remedy: "Name the object " + openshift.ClusterName + ", and do not apply a namePrefix or nameSuffix to it.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.all { // a misnamed singleton is not the registry's
			if isSingletonKind(it.kind) && !it.isCluster() && it.has("metadata") && !renamed(it.node) {
				found = append(found, it.at("metadata.name", it.name())...)
			}
		}
		return found
	},
}

var namespacedSingleton = Rule{
	ID: "ST010", Severity: Info,
	Title:  "namespace on a cluster-scoped object",
	Why:    "The API server ignores the namespace, but tools that compare objects by namespace and name treat it as a different object than the cluster's own.",
	Remedy: "Remove metadata.namespace, and do not apply the namespace field of a kustomization to the object.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			if isSingletonKind(it.kind) && it.namespace() != "" && !renamed(it.node) {
				found = append(found, it.at("metadata.namespace", it.namespace())...)
			}
		}
		return found
	},
}

var renamedObject = Rule{
	ID: "ST015", Severity: Error,
	Title:  "object renamed or moved after the function wrote it",
	Why:    "A namePrefix, nameSuffix or namespace of a kustomization changed the object; the registry looks for the old name and does not find it.",
	Remedy: "Keep the registry in a kustomization without these fields, including in outer overlays, or run the function as a transformer in the outermost kustomization, where these fields do not change its objects.",
	Source: "operator", byPresence: true,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, item := range in.nodes {
			if renamed(item) {
				mark, _ := provenance.MarkOf(item)
				found = append(found, v1alpha1.Diagnostic{Node: item, Field: "metadata", Detail: "was " + mark.ID})
			}
		}
		return found
	},
}

// renamed reports whether the name or namespace of an object changed after the
// function wrote it.
func renamed(item *yaml.RNode) bool {
	mark, ok := provenance.MarkOf(item)
	return ok && mark.ID != provenance.IDOf(item)
}

// isKind reports whether an item is of a kind. It ignores the version.
func isKind(item *yaml.RNode, kind schema.GroupVersionKind) bool {
	return item.GetKind() == kind.Kind && openshift.GroupOf(item.GetApiVersion()) == kind.Group
}
