package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestHub checks the effects of changes that a hub applies.
func TestHub(t *testing.T) {
	const (
		bucket = "storage: {s3: {bucket: a, region: eu-west-1, keyID: b}}"
		other  = "storage: {s3: {bucket: b, region: eu-west-1}}"
		empty  = "storage: {emptyDir: {}}"
		access = ", access: [{role: registry-viewer, namespaces: [a], subjects: [{kind: Group, name: g}]}]"
		two    = ", access: [{role: registry-viewer, namespaces: [a], subjects: [{kind: Group, name: g}, {kind: Group, name: h}]}]"
	)
	infra := func(fields string) string { return bucket + ", registry: {" + fields + "}" }
	tests := map[string]struct {
		tool, replaces, before, after string
		want                          []string
		command                       string // of the first effect
	}{
		"a removed field":          {"ACM", "", infra("nodeSelector: {node-role.kubernetes.io/infra: \"\"}"), bucket, []string{"warning Config/cluster spec.nodeSelector.node-role.kubernetes.io/infra"}, `oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p '{"spec":{"nodeSelector":{"node-role.kubernetes.io/infra":null}}}'`},
		"a removed field, by Hive": {"Hive", "", infra("logLevel: Debug"), bucket, []string{"info Config/cluster spec.logLevel", "info Config/cluster"}, ""},
		"a changed list":           {"ACM", "", infra("tolerations: [{key: a}]"), infra("tolerations: [{key: b}]"), []string{"info Config/cluster spec.tolerations", "info Config/cluster"}, ""},
		"a removed object":         {"ACM", "", bucket + access, bucket, []string{"warning RoleBinding/a/registry-profile:registry-viewer"}, "oc delete rolebinding registry-profile:registry-viewer -n a"},
		"a removed claim":          {"Hive", "", "storage: {pvc: {claim: a, create: {}}}", "storage: {pvc: {claim: a}}", []string{"info PersistentVolumeClaim/openshift-image-registry/a"}, ""},
		"a removed subject":        {"ACM", "", bucket + two, bucket + access, []string{"info RoleBinding/a/registry-profile:registry-viewer subjects"}, ""},
		"another type":             {"ACM", "", empty, other, []string{"warning Config/cluster spec.storage", "info Config/cluster spec.replicas"}, ""},
		"another type, as stated":  {"ACM", "emptyDir", empty, other, []string{"loss Config/cluster spec.storage", "info Config/cluster spec.replicas", "info Config/cluster spec.storage.emptyDir", "info Config/cluster"}, ""},
		"another type, by Hive":    {"Hive", "emptyDir", empty, other, []string{"loss Config/cluster spec.storage", "info Config/cluster spec.replicas", "info Config/cluster spec.storage.emptyDir", "info Config/cluster"}, ""},
		"another bucket":           {"ACM", "s3", bucket, other, []string{"loss Config/cluster spec.storage.s3.bucket", "info Config/cluster spec.storage.s3.keyID", "info Config/cluster", "info Config/cluster spec.storage.s3"}, ""},
		"a field of the store":     {"ACM", "", bucket, "storage: {s3: {bucket: a, region: eu-west-1}}", []string{"warning Config/cluster spec.storage.s3.keyID"}, ""},
		"no storage":               {"ACM", "", empty, "registry: {replicas: 1, managementState: Managed}", []string{"warning Config/cluster spec.storage.emptyDir"}, ""},
		"another tool":             {"ArgoCD", "", infra("logLevel: Debug"), bucket, []string{"info Config/cluster spec.logLevel", "info Config/cluster"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := cluster
			c.Tool, c.Replaces = test.tool, test.replaces
			effects := plan.Compare(c, objects(t, test.before), objects(t, test.after))
			var got []string
			for _, e := range effects {
				text := string(e.Level) + " " + e.Object
				if e.Field != "" {
					text += " " + e.Field
				}
				got = append(got, text)
			}
			assert.Equal(t, test.want, got)
			if test.command != "" {
				require.NotEmpty(t, effects)
				assert.Equal(t, test.command, effects[0].Command)
			}
		})
	}
}

// TestDelivered checks the effects of changes of the object on the hub.
func TestDelivered(t *testing.T) {
	policy := plan.Hub{Object: "Policy/a/b", Selects: "name=a", Action: "enforce"}
	changed := func(change func(*plan.Hub)) plan.Hub {
		hub := policy
		change(&hub)
		return hub
	}
	for name, test := range map[string]struct {
		before, after plan.Hub
		want          string // object and field
	}{
		"no hub":             {plan.Hub{}, plan.Hub{}, ""},
		"the same":           {policy, policy, ""},
		"the first":          {plan.Hub{}, policy, ""},
		"another name":       {policy, changed(func(h *plan.Hub) { h.Object = "Policy/a/c" }), "Policy/a/b "},
		"another tool":       {policy, plan.Hub{}, "Policy/a/b "},
		"other clusters":     {policy, changed(func(h *plan.Hub) { h.Selects = "name=b" }), "Policy/a/b spec.delivery"},
		"only a report":      {policy, changed(func(h *plan.Hub) { h.Action = "inform" }), "Policy/a/b spec.remediationAction"},
		"no longer a report": {changed(func(h *plan.Hub) { h.Action = "inform" }), policy, "Policy/a/b spec.remediationAction"},
	} {
		t.Run(name, func(t *testing.T) {
			c := cluster
			c.FormerHub, c.Hub = test.before, test.after
			effects := plan.Compare(c, nil, nil)
			if test.want == "" {
				assert.Empty(t, effects)
				return
			}
			require.Len(t, effects, 1)
			assert.Equal(t, plan.Warning, effects[0].Level)
			assert.Equal(t, test.want, effects[0].Object+" "+effects[0].Field)
		})
	}
}
