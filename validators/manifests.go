package validators

import (
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

var leftoverStorage = Rule{
	ID: "ST002", Severity: Error,
	Title:  "another storage type than the profile's",
	Why:    "The operator takes one type only: it refuses both, shows that as Progressing, and the old pods run on with the old storage, whose images nobody copies.",
	Remedy: "Name the old type in spec.delivery.storageChange.from of the profile, or remove it from the manifest.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		if in.Profile == nil {
			return nil
		}
		return severalStorages(in)
	},
}

var severalTypes = Rule{
	ID: "ST001", Severity: Error,
	Title:  "more than one storage type",
	Why:    "The operator refuses them, shows that as Progressing, and the old pods run on.",
	Remedy: "Keep one.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		if in.Profile != nil {
			return nil // ST002 says more
		}
		return severalStorages(in)
	},
}

func severalStorages(in input) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, config := range in.of(openshift.Config) {
		if types := config.storageTypes(); len(types) > 1 {
			f := config.on("spec.storage", nil)
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

// singleton reports whether an item is of a kind of which the cluster reads
// one object only.
func singleton(item *yaml.RNode) bool {
	return is(item, openshift.Config) || is(item, openshift.ImagePruner) || is(item, openshift.Image)
}

var wrongName = Rule{
	ID: "ST009", Severity: Error,
	Title:  "object that the cluster does not read",
	Why:    "Of this kind the cluster reads the object called " + openshift.ClusterName + " and no other; this one has no effect.",
	Remedy: "Call it " + openshift.ClusterName + ", and keep namePrefix and nameSuffix away from it.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, item := range in.nodes {
			if singleton(item) && item.GetName() != openshift.ClusterName && !moved(item) {
				found = append(found, v1alpha1.Diagnostic{Node: item, Field: "metadata.name", Current: item.GetName()})
			}
		}
		return found
	},
}

var wrongNamespace = Rule{
	ID: "ST010", Severity: Error,
	Title:  "namespace on an object that has none",
	Why:    "The object is cluster-scoped: some tools refuse it, and others take it for another object than the cluster's own.",
	Remedy: "Remove metadata.namespace, and keep namespace: of a kustomization away from it.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, item := range in.nodes {
			if singleton(item) && item.GetNamespace() != "" && !moved(item) {
				found = append(found, v1alpha1.Diagnostic{Node: item, Field: "metadata.namespace", Current: item.GetNamespace()})
			}
		}
		return found
	},
}

var movedObject = Rule{
	ID: "ST015", Severity: Error,
	Title:  "object renamed or moved after it was made",
	Why:    "A namePrefix, nameSuffix or namespace of a kustomization has reached it; the registry looks for it under the old name and does not find it.",
	Remedy: "Keep the registry in a kustomization without them, also in outer overlays; or run the function as a transformer, which they do not reach, in the outermost kustomization.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, item := range in.nodes {
			if moved(item) {
				mark, _ := provenance.MarkOf(item)
				found = append(found, v1alpha1.Diagnostic{Node: item, Field: "metadata", Detail: "it was " + mark.ID})
			}
		}
		return found
	},
}

// moved reports whether an object has another name or namespace than when the
// function touched it.
func moved(item *yaml.RNode) bool {
	mark, marked := provenance.MarkOf(item)
	return marked && mark.ID != provenance.IDOf(item)
}

// is reports whether an item is of a kind, in whatever version.
func is(item *yaml.RNode, kind schema.GroupVersionKind) bool {
	return item.GetKind() == kind.Kind && openshift.GroupOf(item.GetApiVersion()) == kind.Group
}
