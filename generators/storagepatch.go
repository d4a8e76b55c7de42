package generators

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configResource is the resource name of Config on a command line.
const configResource = "configs.imageregistry.operator.openshift.io/" + openshift.ClusterName

// Types of patches on the command line of oc.
const (
	MergePatch = "merge"
	JSONPatch  = "json"
)

// StoragePatch returns the type and the text of the patch that replaces the
// storage of Config under one key with the desired storage, in one request. The
// operator never sees two storage types, and never an empty storage, for which it
// might create a new store. The patch includes replicas and rolloutStrategy
// because the operator validates the new storage with them.
//
// A merge patch changes the storage type. It removes the old managementState
// unless the desired Config sets one; the operator then determines it again. A
// JSON patch changes to another store of the same type, because a merge patch
// would keep the fields of the old store that the new one does not have. The API
// server rejects it if Config does not have the type.
func StoragePatch(config *Object, from string) (patchType, text string) {
	desired, _ := config.Content()["spec"].(map[string]any)
	if storage, _ := desired["storage"].(map[string]any); storage[from] != nil {
		return JSONPatch, stanzaPatch(desired, storage, from)
	}
	return MergePatch, typePatch(desired, from)
}

// stanzaPatch returns the JSON patch that replaces the stanza under one key.
func stanzaPatch(desired, storage map[string]any, key string) string {
	type operation struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value"`
	}
	patch := []operation{{"replace", "/spec/storage/" + key, storage[key]}}
	if state, set := storage["managementState"]; set {
		patch = append(patch, operation{"add", "/spec/storage/managementState", state})
	}
	for _, field := range checkedWithStorage {
		if value, set := desired[field]; set {
			patch = append(patch, operation{"add", "/spec/" + field, value})
		}
	}
	return compact(patch)
}

// checkedWithStorage lists the fields with which the operator validates a new
// storage.
var checkedWithStorage = []string{"replicas", "rolloutStrategy"}

// typePatch returns the merge patch that replaces one storage type with another.
func typePatch(desired map[string]any, from string) string {
	storage := map[string]any{from: nil, "managementState": nil}
	if store, ok := desired["storage"].(map[string]any); ok {
		maps.Copy(storage, store)
	}
	spec := map[string]any{"storage": storage}
	for _, field := range checkedWithStorage {
		if value, set := desired[field]; set {
			spec[field] = value
		}
	}
	return compact(map[string]any{"spec": spec})
}

// compact returns a value as JSON on one line. It does not escape <, > and &, so
// that a tool recognizes placeholders.
func compact(value any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // the values were decoded from JSON
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// StorageCommand returns the command that applies the storage patch.
func StorageCommand(config *Object, from string) string {
	patchType, patch := StoragePatch(config, from)
	return "oc patch " + configResource + " --type=" + patchType + " -p '" + strings.ReplaceAll(patch, "'", `'\''`) + "'"
}

// ProxyCommand is the command that removes the whole proxy from Config. A
// server-side apply cannot remove it because it would leave a null value.
const ProxyCommand = "oc patch " + configResource + ` --type=merge -p '{"spec":{"proxy":null}}'`
