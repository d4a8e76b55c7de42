package generators

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// change is what the Job runs. Where the old storage type is gone, as on a
// second run, it does nothing.
const change = `set -eu
config=` + configResource + `
old=$(oc get "$config" --ignore-not-found --output "jsonpath={.spec.storage.$FROM}")
if [ -z "$old" ]; then
  echo "$config does not store images on $FROM; nothing to do"
  exit 0
fi
oc patch "$config" --type=merge --patch "$PATCH"
`

// job changes the kind of storage: it sends one merge patch to the Config. Its
// template cannot be changed on the cluster, so that its name tells what it
// does.
func job(p *desired.Plan) []*Object {
	c := p.StorageChange
	if c == nil {
		return nil
	}
	patch := StoragePatch(config(p)[0], c.From)
	sum := sha256.Sum256([]byte(c.Image.Value + "\n" + patch))
	o := before(openshift.Job, openshift.RegistryNamespace, desired.StorageChanger+"-"+hex.EncodeToString(sum[:4]))
	const reason = "the storage type is changed before the new Config is applied"
	o.fixed(map[string]any{
		"backoffLimit":          6,
		"activeDeadlineSeconds": 600,
		"template": map[string]any{
			"metadata": map[string]any{"labels": changer()},
			"spec": map[string]any{
				"serviceAccountName": desired.StorageChanger,
				"restartPolicy":      "Never",
				"securityContext": map[string]any{
					"runAsNonRoot":   true,
					"seccompProfile": map[string]any{"type": "RuntimeDefault"},
				},
				"containers": []any{map[string]any{
					"name":    "oc",
					"image":   c.Image.Value,
					"command": []string{"/bin/sh", "-c", change},
					"env": []any{
						map[string]any{"name": "FROM", "value": c.From},
						map[string]any{"name": "PATCH", "value": patch},
						map[string]any{"name": "HOME", "value": "/tmp"}, // for oc's cache
					},
					"resources": map[string]any{"requests": map[string]any{"cpu": "10m", "memory": "64Mi"}},
					"securityContext": map[string]any{
						"allowPrivilegeEscalation": false,
						"readOnlyRootFilesystem":   true,
						"capabilities":             map[string]any{"drop": []string{"ALL"}},
					},
					"volumeMounts": []any{map[string]any{"name": "tmp", "mountPath": "/tmp"}},
				}},
				"volumes": []any{map[string]any{"name": "tmp", "emptyDir": map[string]any{}}},
			},
		},
	}, reason, "spec")
	return one(o)
}

// changer are the labels of the step's pod.
func changer() map[string]any {
	return map[string]any{"app.kubernetes.io/name": desired.StorageChanger}
}
