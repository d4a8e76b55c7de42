package impact

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

const copyImages = "Images are not copied: what only the old store has cannot be pulled any more. Mirror what you need before, for example with oc image mirror, and push or build the rest anew"

const oldStays = "The old store stays with its images, and nobody uses or manages it any more; delete it yourself when all are copied"

// storage is what happens to the images when the storage changes.
func storage(was, is object) []Effect {
	from, to := storageType(was), storageType(is)
	e := Effect{Level: Warning, Object: is.id, Field: "spec.storage", Old: from, New: to}
	switch {
	case was.id == "" || is.id == "" || from == "" && to == "":
		return nil
	case to == "":
		e.Level, e.Old, e.New = Info, from, nil
		e.Text = "is no longer set: the cluster keeps the storage that it has"
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
	effects := []Effect{e}
	return append(effects, Effect{
		Level: Warning, Object: is.id, Field: "spec.storage." + from,
		Text:    "stays in the cluster's Config when the manifests are applied, and the operator refuses two types. Run this right before the first sync: it replaces the one by the other in a single request",
		Command: patchCommand(from, is),
	})
}

// identities are the fields of a stanza that tell one store from another.
var identities = []string{"bucket", "container", "claim", "accountName", "regionEndpoint", "authURL", "resourceKeyCRN"}

// otherStore is what a change of the store means where its type stays.
func otherStore(was, is object, key string) []Effect {
	for _, name := range identities {
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

// patchCommand replaces one storage type by that of a Config in one request:
// the operator never sees two, nor none, for which it would make a store of its
// own.
func patchCommand(from string, config object) string {
	wanted := map[string]any{from: nil}
	for path, value := range config.values {
		if rest, ok := strings.CutPrefix(path, "spec.storage."); ok {
			put(wanted, strings.Split(rest, "."), value)
		}
	}
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"storage": wanted}})
	if err != nil {
		return "" // every value came from JSON
	}
	return "oc patch configs." + openshift.Config.Group() + "/" + openshift.ClusterName + " --type=merge -p " + quote(string(patch))
}

func put(m map[string]any, path []string, value any) {
	for _, key := range path[:len(path)-1] {
		child, ok := m[key].(map[string]any)
		if !ok {
			child = map[string]any{}
			m[key] = child
		}
		m = child
	}
	m[path[len(path)-1]] = value
}

// quote quotes a word for a shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
