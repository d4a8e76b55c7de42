package plan_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestText checks what the text of an effect says, where its level and its field do
// not tell the cases apart.
func TestText(t *testing.T) {
	const (
		bucket = "Config {managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: a}}}"
		silent = "Config {managementState: Managed, replicas: 2}"
		empty  = "Config {managementState: Managed, replicas: 1, storage: {emptyDir: {}}}"
	)
	pods := func(fields string) (before, after string) {
		return "Config {" + fields + "logLevel: Normal}", "Config {" + fields + "logLevel: Debug}"
	}
	changed := func(state string) string {
		return "Config {managementState: Managed, replicas: 2, storage: {managementState: " + state + ", s3: {bucket: a}}}"
	}
	type test struct {
		platform, version, before, after, field, contains, lacks string
	}
	tests := map[string]test{
		"a bucket of 4.21":           {"AWS", "4.21", bucket, silent, "spec.storage", "a new, empty bucket", "always"},
		"a bucket of 4.22":           {"AWS", "4.22", bucket, silent, "spec.storage", "always has the same name", "empty bucket"},
		"a bucket of any release":    {"AWS", "", bucket, silent, "spec.storage", "before OpenShift 4.22, a new, empty bucket", ""},
		"a claim":                    {"oVirt", "4.18", bucket, silent, "spec.storage", "the claim image-registry-storage", "bucket that"},
		"nothing":                    {"BareMetal", "4.18", bucket, silent, "spec.storage", "has no default storage", "unknown"},
		"a cloud without a default":  {"AlibabaCloud", "4.18", bucket, silent, "spec.storage", "on AlibabaCloud is unknown", ""},
		"only managed":               {"AWS", "4.18", bucket, changed("Managed"), "spec.storage.managementState", "changes nothing until", ""},
		"only unmanaged":             {"AWS", "4.18", changed("Managed"), bucket, "spec.storage.managementState", "changes nothing until", ""},
		"managed, with another name": {"AWS", "4.18", bucket, "Config {managementState: Managed, replicas: 2, storage: {managementState: Managed, s3: {bucket: b}}}", "spec.storage.managementState", "the operator manages the storage", "nothing"},
		"the storage account":        {"Azure", "4.18", silent, "Config {managementState: Removed, replicas: 2}", "spec.managementState", "the whole storage account", ""},
		"a removed bucket":           {"AWS", "4.18", silent, "Config {managementState: Removed, replicas: 2}", "spec.managementState", "deletes the bucket with all images unless", "account"},
		"a pruned Config":            {"None", "4.18", empty, "Image {}", "", "the images in emptyDir are lost", "Unmanaged"},
		"the remedy in manifests":    {"None", "4.18", empty, bucket, "spec.storage.emptyDir", "Run this command", "spec.delivery"},
		"a proxy for the API server": {"None", "4.18", silent, "Config {managementState: Managed, replicas: 2, proxy: {https: \"http://a\"}}", "spec.proxy", "If the cluster-wide Proxy has no noProxy", "must contain"},
		"exceptions from the proxy":  {"None", "4.18", silent, "Config {managementState: Managed, replicas: 2, proxy: {https: \"http://a\", noProxy: .svc}}", "spec.proxy", "noProxy must contain .svc", "If"},
		"a proxy":                    {"None", "4.18", silent, "Config {managementState: Managed, replicas: 2, proxy: {http: \"http://a\"}}", "spec.proxy", "cluster-wide Proxy", "noProxy"},
	}
	for name, p := range map[string]struct{ before, after, field, contains, lacks string }{
		"allowed registries":      {"{additionalTrustedCA: {name: a}}", "{additionalTrustedCA: {name: a}, registrySources: {allowedRegistries: [a]}}", "spec.registrySources.allowedRegistries", "without a drain", "drains"},
		"blocked registries":      {"{}", "{registrySources: {blockedRegistries: [a]}}", "spec.registrySources.blockedRegistries", "without a reboot", "spec empty"},
		"search registries":       {"{}", "{registrySources: {containerRuntimeSearchRegistries: [a]}}", "spec.registrySources.containerRuntimeSearchRegistries", "depending on the release and on the node disruption policy", "without a reboot"},
		"imports":                 {"{}", "{allowedRegistriesForImport: [{domainName: a}]}", "spec.allowedRegistriesForImport", "the nodes do not change", "drains"},
		"no registries":           {"{additionalTrustedCA: {name: a}, registrySources: {insecureRegistries: [a]}}", "{additionalTrustedCA: {name: a}}", "spec.registrySources.insecureRegistries", "only if no other field manager sets it", "spec empty"},
		"no spec":                 {"{registrySources: {insecureRegistries: [a]}}", "", "spec.registrySources.insecureRegistries", "rejects a server-side apply that leaves spec empty", "only if no other"},
		"an empty list of images": {"{registrySources: {insecureRegistries: [a]}}", "{registrySources: {insecureRegistries: []}}", "spec.registrySources.insecureRegistries", "of all registries", "no longer set"},
	} {
		after := "Image " + p.after
		if p.after == "" {
			after = "BareImage {}"
		}
		tests["image.config: "+name] = test{"None", "4.18", "Image " + p.before, after, p.field, p.contains, p.lacks}
	}
	for name, p := range map[string]struct{ before, after, contains, lacks string }{
		"infra nodes":          {"", "nodeSelector: {node-role.kubernetes.io/infra: \"\"}, ", "no longer sets its topology spread constraints", "ReadWriteOnce"},
		"infra nodes, spread":  {"", "nodeSelector: {node-role.kubernetes.io/infra: \"\"}, topologySpreadConstraints: [{maxSkew: 1}], ", "node-role.kubernetes.io/infra=.", "topology spread"},
		"other nodes":          {"nodeSelector: {a: b}, ", "nodeSelector: {c: d}, ", "nodes with c=d", "topology spread"},
		"any node":             {"nodeSelector: {a: b}, ", "", "every node", "move"},
		"a volume of one node": {"storage: {pvc: {claim: a}}, rolloutStrategy: Recreate, ", "storage: {pvc: {claim: a}}, rolloutStrategy: Recreate, nodeSelector: {a: b}, ", "bound to a node or a zone", ""},
	} {
		before, _ := pods(p.before)
		after, _ := pods(p.after)
		tests[name] = test{"None", "4.18", before, after, "spec.nodeSelector", p.contains, p.lacks}
	}
	for name, p := range map[string]struct{ platform, fields, contains, lacks string }{
		"one pod":            {"None", "replicas: 1, ", "starts a new pod before it stops the old one", "one after"},
		"two pods":           {"None", "replicas: 2, ", "one after the other", "same time"},
		"three pods":         {"None", "replicas: 3, ", "can stop 2 of the 3 at the same time", "one after"},
		"unknown pods":       {"None", "", "do not set spec.replicas", "one after"},
		"recreated pods":     {"None", "replicas: 1, rolloutStrategy: Recreate, ", "is unavailable", "starts"},
		"an unknown rollout": {"OpenStack", "replicas: 1, ", "depends on spec.rolloutStrategy", "starts"},
	} {
		before, after := pods(p.fields)
		tests[name] = test{p.platform, "4.18", before, after, "", p.contains, p.lacks}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := plan.Cluster{Name: "prod", Platform: openshift.FindPlatform(test.platform), Manifests: true}
			if test.version != "" {
				c.Release = release(test.version)
			}
			effects := plan.Compare(c, manifests(t, test.before), manifests(t, test.after))
			i := slices.IndexFunc(effects, func(e plan.Effect) bool {
				return (e.Object == "Config/cluster" || e.Object == "Image/cluster") && e.Field == test.field
			})
			require.GreaterOrEqual(t, i, 0, effects)
			assert.Contains(t, effects[i].Text, test.contains)
			if test.lacks != "" {
				assert.NotContains(t, effects[i].Text, test.lacks)
			}
		})
	}
}

// TestLive checks that what the API server writes into an object is not a change.
func TestLive(t *testing.T) {
	config := func(metadata, status string) []*generators.Object {
		text := "Live {metadata: {name: cluster, " + metadata + "}, spec: {managementState: Managed}, status: {" + status + "}}"
		return manifests(t, text)
	}
	before := config("uid: a, resourceVersion: \"1\", generation: 1, managedFields: [a]", "readyReplicas: 1")
	assert.Empty(t, plan.Compare(cluster, before, config("uid: b, resourceVersion: \"2\", generation: 2, managedFields: [b]", "readyReplicas: 2")))
	assert.NotEmpty(t, plan.Compare(cluster, before, config("labels: {a: b}", "")))
}
