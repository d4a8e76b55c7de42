package generators

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configResource is the resource name of Config on a command line.
const configResource = "configs.imageregistry.operator.openshift.io/" + openshift.ClusterName

// StoragePatch returns the JSON merge patch that replaces the storage of Config
// under one key with the desired storage, in one request. The operator never
// sees two storage types, and never an empty storage, for which it might create
// a new store. The patch includes replicas and rolloutStrategy because the
// operator validates the new storage with them. It removes the old
// managementState unless the desired Config sets one; the operator then
// determines it again.
func StoragePatch(config *Object, from string) string {
	desired, _ := config.Content()["spec"].(map[string]any)
	storage := map[string]any{from: nil, "managementState": nil}
	if store, ok := desired["storage"].(map[string]any); ok {
		maps.Copy(storage, store)
	}
	spec := map[string]any{"storage": storage}
	for _, field := range []string{"replicas", "rolloutStrategy"} {
		if value, set := desired[field]; set {
			spec[field] = value
		}
	}
	patch, err := json.Marshal(map[string]any{"spec": spec})
	if err != nil {
		panic(err) // the values were decoded from JSON
	}
	return string(patch)
}

// StorageCommand returns the command that applies the storage patch.
func StorageCommand(config *Object, from string) string {
	return "oc patch " + configResource + " --type=merge -p '" + strings.ReplaceAll(StoragePatch(config, from), "'", `'\''`) + "'"
}

// ProxyCommand is the command that removes the whole proxy from Config. A
// server-side apply cannot remove it because it would leave a null value.
const ProxyCommand = "oc patch " + configResource + ` --type=merge -p '{"spec":{"proxy":null}}'`
