package plan

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

const copyImages = "Images are not copied: images that exist only in the old store can no longer be pulled. Mirror required images first, for example with oc image mirror, and push or rebuild all others"

const oldRetained = "The old store and its images remain, but the registry no longer uses the store and the operator no longer manages it; delete it when all images are copied"

// storage returns the effects of a storage change on the images. changed reports
// whether a Job changes the storage type.
func storage(previous, current object, changed bool) []Effect {
	from, to := storageType(previous), storageType(current)
	e := Effect{Level: Warning, Object: current.id, Field: "spec.storage", Old: from, New: to}
	switch {
	case previous.id == "" || current.id == "" || from == "" && to == "":
		return nil
	case to == "":
		e.New = nil
		if from == "emptyDir" {
			e.Level = Loss
			e.Text = "is no longer set; apply removes it from the Config of the cluster, and the images in emptyDir are lost with the pods"
			return []Effect{e}
		}
		e.Text = "is no longer set; apply removes the fields of the manifests from the Config of the cluster. The operator falls back to the default storage of the platform: on a cloud, a new bucket without images; on other platforms, the API server rejects the apply. " + oldRetained
		return []Effect{e}
	case from == "":
		e.Old = nil
		e.Text = "is now set. If the cluster has another storage type, the operator rejects both types; set spec.delivery.storageChange.from to the other type"
		return []Effect{e}
	case from == to:
		return otherStore(previous, current, to)
	}
	e.Text = fmt.Sprintf("switches from %s to %s. %s. ", from, to, copyImages)
	if from == "emptyDir" {
		e.Level = Loss
		e.Text += "The images in emptyDir are lost immediately with the pods"
	} else {
		e.Text += oldRetained
	}
	return []Effect{e, previousType(from, current, changed)}
}

// previousType returns the effect on the old storage type in the Config of the
// cluster.
func previousType(from string, current object, changed bool) Effect {
	e := Effect{Level: Warning, Object: current.id, Field: "spec.storage." + from}
	if changed {
		e.Level = Info
		e.Text = "is replaced in the Config of the cluster by the Job of spec.delivery.storageChange, before the new type is applied"
		return e
	}
	e.Text = "remains in the Config of the cluster if another field manager wrote it, and the operator rejects two types. Set spec.delivery.storageChange, or run this command immediately before the first sync: it replaces the old type with the new one in a single request"
	e.Command = generators.StorageCommand(current.manifest, from)
	return e
}

// otherStore returns the effect of a change to another store of the same type.
func otherStore(previous, current object, key string) []Effect {
	kind := openshift.FindStorageType(key)
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		path := "spec.storage." + key + "." + name
		a, b := previous.values[path], current.values[path]
		if a == b {
			continue
		}
		return []Effect{{Level: Warning, Object: current.id, Field: path, Old: a, New: b,
			Text: "selects another store, unless the cluster already uses it. " + copyImages + ". " + oldRetained}}
	}
	return nil
}

// removal returns the effect of a registry that is removed.
func removal(previous, current object) []Effect {
	const field = "spec.managementState"
	if current.values[field] != openshift.Removed || previous.values[field] == openshift.Removed {
		return nil
	}
	e := Effect{Level: Loss, Object: current.id, Field: field, Old: previous.values[field], New: openshift.Removed}
	switch {
	case storageType(previous) == "emptyDir":
		e.Text = "removes the registry; the images in emptyDir are lost with its pods"
	case current.values["spec.storage.managementState"] == openshift.Unmanaged:
		e.Level = Warning
		e.Text = "removes the registry: pulls and pushes fail. Its storage remains"
	case current.values["spec.storage.managementState"] == openshift.Managed:
		e.Text = "removes the registry, and the operator deletes its managed storage with all images. Set spec.storage.managementState to Unmanaged in the same commit to retain the storage"
	default:
		e.Text = "removes the registry. If the operator manages the storage, which only the Config of the cluster states, it also deletes the storage with all images. Set spec.storage.managementState to Unmanaged in the same commit to retain the storage"
	}
	return []Effect{e}
}

// storageType returns the storage type of a Config, empty if no type is set.
func storageType(config object) string {
	for path := range config.values {
		if rest, ok := strings.CutPrefix(path, "spec.storage."); ok && rest != "managementState" {
			key, _, _ := strings.Cut(rest, ".")
			return key
		}
	}
	return ""
}
