package generators

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// changeScript is the script of the Job. It does nothing if Config no longer
// contains the old storage type, for example in a second run.
const changeScript = `set -eu
config=` + configResource + `
old=$(oc get "$config" --ignore-not-found --output "jsonpath={.spec.storage.$FROM}")
if [ -z "$old" ]; then
  echo "$config does not store images on $FROM; nothing to do"
  exit 0
fi
oc patch "$config" --type=merge --patch "$PATCH"
`

// replaceScript is the script of the Job for another store of the same type. It
// does nothing if Config already names the new store.
const replaceScript = `set -eu
config=` + configResource + `
old=$(oc get "$config" --ignore-not-found --output "jsonpath={.spec.storage.$FROM}")
store=$(oc get "$config" --ignore-not-found --output "jsonpath=$STORE_PATH")
if [ -z "$old" ] || [ "$store" = "$STORE" ]; then
  echo "$config does not store images on another $FROM store; nothing to do"
  exit 0
fi
oc patch "$config" --type=json --patch "$PATCH"
`

// job generates the Jobs that prepare a claimed bucket and change the storage.
func job(state *desired.State) []*Object {
	var objects []*Object
	if state.BucketJob != nil {
		objects = append(objects, bucketJob(state))
	}
	switch {
	case state.CopiesImages():
		objects = append(objects, copyJob(state))
	case state.StorageChange != nil:
		objects = append(objects, storageChangeJob(state))
	}
	return objects
}

// storageChangeJob generates the Job that changes the storage type, or the store,
// with one patch to Config.
func storageChangeJob(state *desired.State) *Object {
	c := state.StorageChange
	object := config(state)[0]
	patchType, patch := StoragePatch(object, c.From)
	script, env := changeScript, []corev1.EnvVar{{Name: "FROM", Value: c.From}, {Name: "PATCH", Value: patch}}
	if patchType == JSONPatch {
		path, store := storeOf(object, c.From)
		script = replaceScript
		env = append(env, corev1.EnvVar{Name: "STORE_PATH", Value: path}, corev1.EnvVar{Name: "STORE", Value: store})
	}
	name := hashed(desired.StorageChanger, c.Image.Value, patch)
	return inStorageChangeStep(ocJob(name, podOf(desired.StorageChanger, c.Image.Value, script, env), byDefault("the storage type must change before the new Config is applied")))
}

// storeOf returns the JSONPath of the fields of Config that identify its store, and
// their desired values. An identity that Config does not set is not compared: the
// operator can write it, such as a private endpoint of AWS.
func storeOf(config *Object, key string) (path, store string) {
	spec, _ := config.Content()["spec"].(map[string]any)
	storage, _ := spec["storage"].(map[string]any)
	stanza, _ := storage[key].(map[string]any)
	kind := openshift.FindStorageType(key)
	var paths, values []string
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		if value, set := stanza[name].(string); set {
			paths, values = append(paths, "{.spec.storage."+key+"."+name+"}"), append(values, value)
		}
	}
	return strings.Join(paths, " "), strings.Join(values, " ")
}
