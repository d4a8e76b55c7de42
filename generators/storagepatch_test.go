package generators_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// config returns a Config with fields of its spec, by their paths.
func config(fields map[string]any) *generators.Object {
	o := &generators.Object{Kind: openshift.Config, Name: openshift.ClusterName}
	for path, value := range fields {
		o.Fields = append(o.Fields, generators.Field{Path: append([]string{"spec"}, strings.Split(path, ".")...), Value: value})
	}
	return o
}

func TestStoragePatch(t *testing.T) {
	tests := map[string]struct {
		fields map[string]any
		want   string
	}{
		"another type":            {map[string]any{"storage.s3.bucket": "b"}, `{"spec": {"storage": {"pvc": null, "managementState": null, "s3": {"bucket": "b"}}}}`},
		"management state":        {map[string]any{"storage.managementState": "Unmanaged", "storage.s3.bucket": "b"}, `{"spec": {"storage": {"pvc": null, "managementState": "Unmanaged", "s3": {"bucket": "b"}}}}`},
		"replicas and strategy":   {map[string]any{"storage.s3.bucket": "b", "replicas": 2.0, "rolloutStrategy": "RollingUpdate"}, `{"spec": {"replicas": 2, "rolloutStrategy": "RollingUpdate", "storage": {"pvc": null, "managementState": null, "s3": {"bucket": "b"}}}}`},
		"nothing else":            {map[string]any{"storage.s3.bucket": "b", "logLevel": "Debug"}, `{"spec": {"storage": {"pvc": null, "managementState": null, "s3": {"bucket": "b"}}}}`},
		"storage that is not set": {nil, `{"spec": {"storage": {"pvc": null, "managementState": null}}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			patchType, text := generators.StoragePatch(config(test.fields), "pvc")
			assert.Equal(t, generators.MergePatch, patchType)
			assert.JSONEq(t, test.want, text)
		})
	}
}

// TestStanzaPatch replaces the whole stanza of the same type, in one request.
func TestStanzaPatch(t *testing.T) {
	object := config(map[string]any{"storage.managementState": "Unmanaged", "storage.s3.bucket": "b", "replicas": 2.0, "logLevel": "Debug"})
	patchType, text := generators.StoragePatch(object, "s3")
	assert.Equal(t, generators.JSONPatch, patchType)
	assert.JSONEq(t, `[
		{"op": "replace", "path": "/spec/storage/s3", "value": {"bucket": "b"}},
		{"op": "add", "path": "/spec/storage/managementState", "value": "Unmanaged"},
		{"op": "add", "path": "/spec/replicas", "value": 2}
	]`, text)
	assert.Contains(t, generators.StorageCommand(object, "s3"), " --type=json -p '[{")
}

// TestStorageCommand runs the command in a shell, with a function in place of
// oc. The shell must pass the patch unchanged.
func TestStorageCommand(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("sh is not installed")
	}
	for name, bucket := range map[string]string{
		"plain":       "b",
		"apostrophe":  "it's",
		"apostrophes": "''; exit 1; '",
		"expansions":  "$HOME `id` \\ \" * ~",
	} {
		t.Run(name, func(t *testing.T) {
			object := config(map[string]any{"storage.s3.bucket": bucket})
			out, err := exec.Command(sh, "-c", `oc() { printf '%s\0' "$@"; }; `+generators.StorageCommand(object, "pvc")).Output()
			require.NoError(t, err)
			args := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
			require.Len(t, args, 5)
			_, text := generators.StoragePatch(object, "pvc")
			assert.Equal(t, text, args[4])
			var patch struct {
				Spec struct {
					Storage struct{ S3 struct{ Bucket string } }
				}
			}
			require.NoError(t, json.Unmarshal([]byte(args[4]), &patch))
			assert.Equal(t, bucket, patch.Spec.Storage.S3.Bucket)
		})
	}
}
