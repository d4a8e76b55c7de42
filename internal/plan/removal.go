package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

const registryState = "spec.managementState"

// removed returns the effect of an object that is no longer in the manifests.
func (c change) removed(o object) Effect {
	const pruned = "is removed from the manifests; a delivery tool that prunes deletes it"
	e := Effect{Level: Info, Object: o.id, Text: pruned}
	level, text := c.credentialsBy(o)
	if remains, ok := c.onHub(e, o); ok && text == "" {
		return remains
	}
	switch {
	case text != "":
		e.Level, e.Text = level, text
	case retained(o):
		e.Text = "is removed from the manifests; it remains on the cluster until you delete it, because its annotations disable pruning"
	case o.kind == openshift.PersistentVolumeClaim || o.kind == openshift.ObjectBucketClaim:
		e.Level = Loss
		e.Text = "is removed from the manifests; a delivery tool that prunes deletes the claim with all images in it. " + c.remedy("Set spec.delivery.tool first to disable pruning", "Disable pruning first, with an annotation of the tool")
	case o.kind == openshift.PersistentVolume:
		e.Level = Warning
		e.Text = pruned + ". Kubernetes deletes the volume when its claim is deleted; the files remain on the storage server"
	case o.kind == openshift.Config && storageType(o) == emptyDir:
		e.Level, e.Downtime = Loss, true
		e.Text = pruned + ". The operator then removes the registry, and the images in emptyDir are lost with its pods; it creates a Config with its defaults"
	case o.kind == openshift.Config:
		e.Level, e.Downtime = Warning, true
		e.Text = pruned + ". The operator then removes the registry and creates a Config with its defaults, which do not refer to the storage of the manifests"
		if o.values[storageState] != openshift.Unmanaged {
			e.Level = Loss
			e.Text = pruned + ". The operator then removes the registry, and " + c.deleted(o) + " unless spec.storage.managementState is Unmanaged in the Config of the cluster; it creates a Config with its defaults"
		}
	case o.kind == openshift.Image:
		e.Level = Warning
		e.Text = pruned + " with all its fields, also with those of other tools, such as registrySources"
		if text := removedImageConfig(o); text != "" {
			e.Text += ". " + text
		}
	case o.kind == openshift.ConfigMap && o.manifest.Namespace == openshift.ConfigNamespace && o.manifest.Name == c.trusted():
		e.Level = Warning
		e.Text = pruned + ", although image.config still refers to it: its CAs are removed from every node, and the operator turns Degraded"
	case o.kind == openshift.ImagePruner:
		e.Text = pruned + ". The operator then creates an ImagePruner with its defaults"
		if prunesMoreByDefault(o) {
			e.Level = Loss
			e.Text += ", which delete images that this one retains; they cannot be restored"
		}
	}
	return e
}

// removedImageConfig describes what follows from the removal of the fields of
// image.config that the manifests set.
func removedImageConfig(o object) string {
	var sentences []string
	if text(o.values[trustedCA]) != "" {
		sentences = append(sentences, "The CAs of additionalTrustedCA are removed from every node, and pulls from registries with these CAs fail")
	}
	if has(o, "spec.registrySources") {
		sentences = append(sentences, "The Machine Config Operator removes registrySources from all nodes, and can drain or reboot them")
	}
	return strings.Join(sentences, ". ")
}

// retained reports whether annotations protect the object from pruning.
func retained(o object) bool { return len(retainedBy(o)) > 0 }

// retainedBy returns the annotations that protect the object from pruning.
func retainedBy(o object) []string {
	var keys []string
	for _, annotations := range openshift.RetainAnnotations {
		for key := range annotations {
			get := func(other string) string {
				if other != key {
					return ""
				}
				return text(o.values[annotation+key])
			}
			if openshift.Retained(annotations, get) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

const annotation = "metadata.annotations."

// unprotected returns the effects of annotations that no longer protect objects from
// pruning.
func (c change) unprotected() []Effect {
	var effects []Effect
	for _, id := range slices.Sorted(maps.Keys(c.after)) {
		a, b := c.before[id], c.after[id]
		if a.id == "" || retained(b) {
			continue
		}
		deletes := "the object"
		switch a.kind {
		case openshift.PersistentVolumeClaim, openshift.ObjectBucketClaim:
			deletes = "the claim with all images in it"
		case openshift.Config:
			deletes = "the Config, and the operator removes the registry,"
		}
		for _, key := range retainedBy(a) {
			e := Effect{Level: Warning, Object: id, Field: annotation + key, Old: a.values[annotation+key], New: b.values[annotation+key],
				Text: "no longer disables pruning: a delivery tool that prunes deletes " + deletes + " if its manifest is removed. " + c.remedy("Set spec.delivery.tool", "Keep the annotation") + " to protect it"}
			effects = append(effects, e)
		}
	}
	return effects
}

// removal returns the effect of a registry that is removed.
func (c change) removal() []Effect {
	previous, current := c.configs()
	if current.values[registryState] != openshift.Removed || previous.values[registryState] == openshift.Removed {
		return nil
	}
	e := Effect{Level: Loss, Object: current.id, Field: registryState, Old: previous.values[registryState], New: openshift.Removed, Downtime: true}
	const retain = ". Set spec.storage.managementState to Unmanaged in the same commit to retain the storage"
	switch {
	case !c.known && c.Platform.Name != "" && !c.Platform.Cloud && !c.Platform.OwnStorage() && c.Platform.Storage == "":
		e.Level, e.Downtime = Info, false
		e.Text = "the operator starts without a registry on " + c.Platform.Name + "; if the cluster has one, it is removed, and the operator deletes its storage unless spec.storage.managementState is Unmanaged"
	case storageType(previous) == emptyDir:
		e.Text = "removes the registry; the images in emptyDir are lost with its pods"
	case current.values[storageState] == openshift.Unmanaged:
		e.Level = Warning
		e.Text = "removes the registry: pulls and pushes fail. Its storage remains"
	case current.values[storageState] == openshift.Managed:
		e.Text = "removes the registry, and the operator " + c.deleted(previous) + retain
	default:
		e.Text = "removes the registry, and the operator " + c.deleted(previous) + " unless spec.storage.managementState is Unmanaged in the Config of the cluster" + retain
	}
	return []Effect{e}
}

// deleted describes what the operator deletes together with a registry whose
// storage it manages.
func (c change) deleted(config object) string {
	key := storageType(config)
	if key == "" {
		key = c.Platform.Storage
	}
	switch key {
	case "azure":
		return "deletes the whole storage account with all images, also with other containers in it,"
	case "s3", "gcs", "ibmcos", "oss":
		return "deletes the bucket with all images"
	case "swift":
		return "deletes the container with all images"
	case "pvc":
		return "deletes the claim with all images"
	}
	return "deletes the storage with all images"
}
