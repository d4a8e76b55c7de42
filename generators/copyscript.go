package generators

import (
	"embed"
	"io/fs"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

//go:embed copy/*.sh
var copyScripts embed.FS

// copyScriptFiles returns the contents of the scripts by their file names: one for each
// container, and the functions of those with oc (state.sh) and with rclone (remote.sh).
func copyScriptFiles() map[string]string {
	files := map[string]string{}
	paths, err := fs.Glob(copyScripts, "copy/*.sh")
	for _, path := range paths {
		var data []byte
		if data, err = copyScripts.ReadFile(path); err != nil {
			break
		}
		files[strings.TrimPrefix(path, "copy/")] = string(data)
	}
	if err != nil {
		panic(err) // the files are part of the program
	}
	return files
}

// copyConfigMap generates the ConfigMap with the scripts of the Job and the guard.
func copyConfigMap() *Object {
	return inStorageChangeStep(typed(openshift.ConfigMap, &corev1.ConfigMap{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, desired.StorageChanger),
		Data:       copyScriptFiles(),
	}, origins{
		"data": byDefault("the containers of the copy share their scripts"),
	}))
}

// isCopyConfigMap reports whether an object is the ConfigMap with the scripts of a copy.
func isCopyConfigMap(o *Object) bool {
	return o.Kind == openshift.ConfigMap && o.Namespace == openshift.RegistryNamespace && o.Name == desired.StorageChanger
}

// Folders of the containers of the copy.
const (
	// scriptFolder contains the scripts. They load their functions from it.
	scriptFolder = "/scripts"
	// workFolder is in memory. It contains the configuration of rclone with the
	// credentials, and what containers tell later ones.
	workFolder = "/work"
	// listFolder contains lists of files of the stores.
	listFolder = "/tmp"
	// mountFolder contains the claims, as the folders old and new.
	mountFolder = "/stores"
	// caFolder contains the CAs that the registry trusts.
	caFolder = "/ca"
)

// storeFields are the fields of the stanzas with which rclone finds a store.
var storeFields = map[string][]string{
	"s3":     {"bucket", "region", "regionEndpoint", "virtualHostedStyle", "encrypt", "keyID", "trustedCA.name"},
	"gcs":    {"bucket"},
	"azure":  {"accountName", "container", "cloudName"},
	"swift":  {"container", "authURL", "authVersion", "domain", "domainID", "tenant", "tenantID", "regionName"},
	"ibmcos": {"bucket", "location", "serviceInstanceCRN"},
	"pvc":    {"claim"},
}

// ocEnv returns the environment of the containers that use oc.
func ocEnv(state *desired.State, job string) []corev1.EnvVar {
	change, c := state.StorageChange, state.StorageChange.Copy
	object := config(state)[0]
	patchType, patch := StoragePatch(object, change.From)
	if patchType == JSONPatch {
		patch = strings.TrimSuffix(strings.TrimPrefix(patch, "["), "]")
	} else {
		patch = strings.TrimSuffix(strings.TrimPrefix(patch, `{"spec":{`), "}}")
	}
	readOnly := ""
	if c.ReadOnly != nil {
		readOnly = compact(*c.ReadOnly)
	}
	stanza := stanzaOf(object, c.To)
	from := openshift.FindStorageType(change.From)
	return []corev1.EnvVar{
		{Name: "CHANGE", Value: changeID(state)},
		{Name: "JOB", Value: job},
		{Name: "FROM", Value: change.From},
		{Name: "TO", Value: c.To},
		{Name: "NAME", Value: from.Name},
		{Name: "SOURCE", Value: c.Source},
		{Name: "FIELDS", Value: strings.Join(storeFields[change.From], " ")},
		{Name: "IDENTITY", Value: strings.Join(identityOf(c.To, stanza), " ")},
		{Name: "STORE", Value: storeLines(c.To, stanza)},
		{Name: "CREDENTIALS", Value: string(c.Credentials)},
		{Name: "CLOUD_ROLE", Value: compact(c.CloudRole)},
		{Name: "PATCH_TYPE", Value: patchType},
		{Name: "PATCH", Value: patch},
		{Name: "READ_ONLY", Value: readOnly},
		{Name: "ATTEMPTS", Value: "180"}, // with PAUSE, 15 minutes until the registry is read-only
		{Name: "PAUSE", Value: "5"},
		{Name: "MOUNTS", Value: mountFolder},
		{Name: "WORK", Value: workFolder},
	}
}

// rcloneEnv returns the environment of the containers that use rclone.
func rcloneEnv(state *desired.State) []corev1.EnvVar {
	c := state.StorageChange.Copy
	return []corev1.EnvVar{
		{Name: "FROM", Value: state.StorageChange.From},
		{Name: "TO", Value: c.To},
		{Name: "TRANSFERS", Value: compact(c.Transfers)},
		{Name: "VERIFY", Value: compact(c.Verify)},
		{Name: "LISTS", Value: listFolder},
		{Name: "WORK", Value: workFolder},
		{Name: "HOME", Value: listFolder},
	}
}

// changeID identifies a change by its stores, so that a Job with another image or other
// resources continues it.
func changeID(state *desired.State) string {
	change, c := state.StorageChange, state.StorageChange.Copy
	_, id, _ := strings.Cut(hashed("", change.From, c.Source, c.To, storeLines(c.To, stanzaOf(config(state)[0], c.To))), "-")
	return id
}

// stanzaOf returns the stanza of a storage type in a Config.
func stanzaOf(config *Object, key string) map[string]any {
	spec, _ := config.Content()["spec"].(map[string]any)
	storage, _ := spec["storage"].(map[string]any)
	stanza, _ := storage[key].(map[string]any)
	return stanza
}

// identityOf returns the fields that distinguish the new store. The operator can write
// those that the profile does not set, except the endpoint of a bucket.
func identityOf(key string, stanza map[string]any) []string {
	kind := openshift.FindStorageType(key)
	fields := []string{kind.Name}
	for _, name := range kind.Identity {
		if _, set := stanza[name]; set || key == "s3" {
			fields = append(fields, name)
		}
	}
	return fields
}

// storeLines returns the fields of a stanza that rclone needs, one in each line.
func storeLines(key string, stanza map[string]any) string {
	var lines []string
	for _, path := range storeFields[key] {
		value := any(stanza)
		for name := range strings.SplitSeq(path, ".") {
			fields, _ := value.(map[string]any)
			value = fields[name]
		}
		switch v := value.(type) {
		case string:
			if v != "" {
				lines = append(lines, path+"="+v)
			}
		case bool:
			lines = append(lines, path+"="+compact(v))
		}
	}
	return strings.Join(lines, "\n")
}

// CopyProof reports whether the copy from a storage type to another has been tested with
// the real registry, rclone and a server. The keys are those of Config.spec.storage.
func CopyProof(from, to string) bool { return slices.Contains(copyProofs[from], to) }

// copyProofs lists the pairs of storage types that are tested.
var copyProofs = map[string][]string{
	"azure": {"gcs", "pvc", "s3"},
	"gcs":   {"azure", "gcs", "pvc", "s3"},
	"pvc":   {"azure", "gcs", "pvc", "s3"},
	"s3":    {"azure", "gcs", "pvc", "s3"},
}

// CopyTypes returns the storage types between which a Job can copy images, sorted.
func CopyTypes() []string { return slices.Sorted(maps.Keys(storeFields)) }

// isCopyGuard reports whether an object is the CronJob that ends an interrupted change.
func isCopyGuard(o *Object) bool {
	return o.Kind == openshift.CronJob && o.Name == desired.StorageChanger
}
