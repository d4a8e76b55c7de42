package generators

import (
	"encoding/json"
	"strings"

	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
)

// configResource names the Config on a command line.
const configResource = "configs.imageregistry.operator.openshift.io/" + openshift.ClusterName

// StoragePatch is the JSON merge patch that puts the storage of a Config in
// the place of that under another key, in one request: the operator never sees
// two types, nor none, for which it might make a store of its own. What it
// says about pods goes along, for the operator holds the new storage against
// that. Who manages the old storage says nothing about the new one: unless the
// Config says it, the operator finds out again.
func StoragePatch(config *manifest.Object, from string) string {
	spec := map[string]any{"storage": map[string]any{from: nil, "managementState": nil}}
	set := map[string]bool{}
	for _, f := range config.Fields {
		ours := len(f.Path) > 1 && f.Path[0] == "spec" && (f.Path[1] == "storage" || f.Path[1] == "replicas" || f.Path[1] == "rolloutStrategy")
		if path := strings.Join(f.Path, "."); ours && !f.Absent && !set[path] { // the first one counts
			set[path] = true
			put(spec, f.Path[1:], f.Value)
		}
	}
	patch, err := json.Marshal(map[string]any{"spec": spec})
	if err != nil {
		panic(err) // every value came from JSON
	}
	return string(patch)
}

// StorageCommand is the command that does so.
func StorageCommand(config *manifest.Object, from string) string {
	return "oc patch " + configResource + " --type=merge -p '" + strings.ReplaceAll(StoragePatch(config, from), "'", `'\''`) + "'"
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
