package plan

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

const copyImages = "Images are not copied: what only the old store has cannot be pulled any more. Mirror what you need before, for example with oc image mirror, and push or build the rest anew"

const oldStays = "The old store stays with its images, and nobody uses or manages it any more; delete it yourself when all are copied"

// storage is what happens to the images when the storage changes; changed tells
// that a Job makes the change.
func storage(was, is object, changed bool) []Effect {
	from, to := storageType(was), storageType(is)
	e := Effect{Level: Warning, Object: is.id, Field: "spec.storage", Old: from, New: to}
	switch {
	case was.id == "" || is.id == "" || from == "" && to == "":
		return nil
	case to == "":
		e.New = nil
		if from == "emptyDir" {
			e.Level = Loss
			e.Text = "is no longer set: an apply takes it out of the cluster's Config, and the images in emptyDir are gone with the pods"
			return []Effect{e}
		}
		e.Text = "is no longer set: an apply takes out of the cluster's Config what the manifests have put there. The operator falls back to what the platform brings, on a cloud to a new bucket without images; elsewhere the API server refuses the apply. " + oldStays
		return []Effect{e}
	case from == "":
		e.Old = nil
		e.Text = "is set where it was left alone. If the cluster has another type, the operator refuses both; name that in spec.delivery.storageChange.from"
		return []Effect{e}
	case from == to:
		return otherStore(was, is, to)
	}
	e.Text = fmt.Sprintf("switches from %s to %s. %s. ", from, to, copyImages)
	if from == "emptyDir" {
		e.Level = Loss
		e.Text += "What is in emptyDir is gone with the pods, at once"
	} else {
		e.Text += oldStays
	}
	return []Effect{e, leftover(from, is, changed)}
}

// leftover is what becomes of the old storage type in the cluster's Config.
func leftover(from string, is object, changed bool) Effect {
	e := Effect{Level: Warning, Object: is.id, Field: "spec.storage." + from}
	if changed {
		e.Level = Info
		e.Text = "is replaced in the cluster's Config by the Job of spec.delivery.storageChange, before the new one is applied"
		return e
	}
	e.Text = "stays in the cluster's Config as far as others than the manifests have written it, and the operator refuses two types. Set spec.delivery.storageChange, or run this right before the first sync: it replaces the one by the other in a single request"
	e.Command = generators.StorageCommand(is.manifest, from)
	return e
}

// otherStore is what a change of the store means where its type stays.
func otherStore(was, is object, key string) []Effect {
	kind := openshift.FindStorageType(key)
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		path := "spec.storage." + key + "." + name
		a, b := was.values[path], is.values[path]
		if a == b {
			continue
		}
		return []Effect{{Level: Warning, Object: is.id, Field: path, Old: a, New: b,
			Text: "makes it another store, unless the cluster has this one already. " + copyImages + ". " + oldStays}}
	}
	return nil
}

// removal is what happens when the registry is removed.
func removal(was, is object) []Effect {
	const field = "spec.managementState"
	if is.values[field] != openshift.Removed || was.values[field] == openshift.Removed {
		return nil
	}
	e := Effect{Level: Loss, Object: is.id, Field: field, Old: was.values[field], New: openshift.Removed}
	switch {
	case storageType(was) == "emptyDir":
		e.Text = "removes the registry; the images in emptyDir are gone with its pods"
	case is.values["spec.storage.managementState"] == openshift.Unmanaged:
		e.Level = Warning
		e.Text = "removes the registry: nothing can be pulled from it or pushed to it. Its storage stays"
	case is.values["spec.storage.managementState"] == openshift.Managed:
		e.Text = "removes the registry, and the operator deletes the storage that it manages with all images. Set spec.storage.managementState to Unmanaged, in the same commit, to keep it"
	default:
		e.Text = "removes the registry, and with it the storage and all images if the operator manages it, which only the cluster's Config tells. Set spec.storage.managementState to Unmanaged, in the same commit, to keep it"
	}
	return []Effect{e}
}

// storageType returns the storage type of a Config, empty if it sets none.
func storageType(config object) string {
	for path := range config.values {
		if rest, ok := strings.CutPrefix(path, "spec.storage."); ok && rest != "managementState" {
			key, _, _ := strings.Cut(rest, ".")
			return key
		}
	}
	return ""
}
