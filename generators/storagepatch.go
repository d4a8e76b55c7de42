package generators

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configResource names the Config on a command line.
const configResource = "configs.imageregistry.operator.openshift.io/" + openshift.ClusterName

// StoragePatch is the JSON merge patch that puts the storage of a Config in
// the place of that under another key, in one request: the operator never sees
// two types, nor none, for which it might make a store of its own. What it
// says about pods goes along, for the operator holds the new storage against
// that. Who manages the old storage says nothing about the new one: unless the
// Config says it, the operator finds out again.
func StoragePatch(config *Object, from string) string {
	wanted, _ := config.Content()["spec"].(map[string]any)
	storage := map[string]any{from: nil, "managementState": nil}
	if store, ok := wanted["storage"].(map[string]any); ok {
		maps.Copy(storage, store)
	}
	spec := map[string]any{"storage": storage}
	for _, field := range []string{"replicas", "rolloutStrategy"} {
		if value, set := wanted[field]; set {
			spec[field] = value
		}
	}
	patch, err := json.Marshal(map[string]any{"spec": spec})
	if err != nil {
		panic(err) // every value came from JSON
	}
	return string(patch)
}

// StorageCommand is the command that does so.
func StorageCommand(config *Object, from string) string {
	return "oc patch " + configResource + " --type=merge -p '" + strings.ReplaceAll(StoragePatch(config, from), "'", `'\''`) + "'"
}

// ProxyCommand is the command that takes the whole proxy out of the Config,
// which a server-side apply cannot: it would leave a null behind.
const ProxyCommand = "oc patch " + configResource + ` --type=merge -p '{"spec":{"proxy":null}}'`
