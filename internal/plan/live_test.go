package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestSync checks what the first sync changes on a running cluster.
func TestSync(t *testing.T) {
	const (
		running = "Config {managementState: Managed, replicas: 2, logLevel: Normal, httpSecret: a, proxy: {}, requests: {read: {maxWaitInQueue: 0s}}, storage: {managementState: Managed, s3: {bucket: a, region: b, encrypt: true}}}"
		bucket  = "Config {managementState: Managed, replicas: 2, storage: {s3: {bucket: a}}}"
		claim   = "Claim {resources: {requests: {storage: 100Gi}}, volumeName: b, storageClassName: c}"
	)
	pods := "info Config/cluster"
	for name, test := range map[string]struct {
		before, after string
		want          []string
	}{
		"fields of the operator":          {running, bucket, nil},
		"objects without manifests":       {running + "\nClaim {storageClassName: a}", bucket, nil},
		"a field that differs":            {running, "Config {managementState: Managed, replicas: 3, storage: {s3: {bucket: a}}}", []string{"info Config/cluster spec.replicas", pods}},
		"a field that the operator drops": {running, "Config {managementState: Managed, replicas: 2, readOnly: false, defaultRoute: false, routes: []}", nil},
		"false instead of true":           {running, "Config {managementState: Managed, storage: {s3: {encrypt: false}}}", []string{"info Config/cluster spec.storage.s3.encrypt", pods}},
		"no storage in Git":               {running, "Config {managementState: Managed, replicas: 2}", nil},
		"another type":                    {running, "Config {managementState: Managed, replicas: 2, storage: {pvc: {claim: a}}}", []string{"loss Config/cluster spec.storage", "warning Config/cluster spec.storage.s3", pods}},
		"another bucket":                  {running, "Config {managementState: Managed, replicas: 2, storage: {s3: {bucket: b}}}", []string{"loss Config/cluster spec.storage.s3.bucket", pods}},
		"another store":                   {running, "Config {managementState: Managed, replicas: 2, storage: {s3: {bucket: b, regionEndpoint: c}}}", []string{"loss Config/cluster spec.storage.s3.bucket", "warning Config/cluster spec.storage.s3", "info Config/cluster spec.storage.s3.regionEndpoint", pods}},
		"unmanaged storage":               {running, "Config {managementState: Managed, storage: {managementState: Unmanaged}}", []string{"info Config/cluster spec.storage.managementState"}},
		"a null":                          {running, "Config {managementState: Managed, replicas: 2, storage: {s3: null, pvc: {claim: a}}}", []string{"loss Config/cluster spec.storage", "warning Config/cluster spec.storage.s3", pods}},
		"an equal quantity":               {claim + "\n" + running, bucket + "\nClaim {resources: {requests: {storage: 102400Mi}}}", nil},
		"a larger claim":                  {claim + "\n" + running, bucket + "\nClaim {resources: {requests: {storage: 50Gi}}}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.resources.requests.storage"}},
		"an equal duration":               {"ImagePruner {keepYoungerThanDuration: 1h0m0s}", "ImagePruner {keepYoungerThanDuration: 60m}", nil},
		"a shorter duration":              {"ImagePruner {keepYoungerThanDuration: 1h0m0s}", "ImagePruner {keepYoungerThanDuration: 59m}", []string{"loss ImagePruner/cluster spec.keepYoungerThanDuration"}},
		"defaults in a list":              {"Binding {subjects: [{kind: User, name: a, apiGroup: b}]}", "Binding {subjects: [{kind: User, name: a}]}", nil},
		"another element of a list":       {"Binding {subjects: [{kind: User, name: a, apiGroup: b}]}", "Binding {subjects: [{kind: User, name: b}]}", []string{"info RoleBinding/a/a subjects"}},
		"a longer list":                   {"Binding {subjects: [{kind: User, name: a}, {kind: User, name: b}]}", "Binding {subjects: [{kind: User, name: a}]}", []string{"info RoleBinding/a/a subjects"}},
		"merged registries":               {"Image {registrySources: {containerRuntimeSearchRegistries: [a, b]}}", "Image {registrySources: {containerRuntimeSearchRegistries: [b]}}", nil},
		"other CAs":                       {"Image {additionalTrustedCA: {name: a}}\nA {x: y}", "Image {additionalTrustedCA: {name: b}}\nB {z: y}", []string{"warning Image/cluster spec.additionalTrustedCA.name", "info ConfigMap/openshift-config/b"}},
		"a new object":                    {running, bucket + "\nClaim {storageClassName: a}", []string{"info PersistentVolumeClaim/openshift-image-registry/a"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := plan.Cluster{Name: "prod", Manifests: true, Live: &plan.Live{}}
			var got []string
			for _, e := range plan.Compare(c, manifests(t, test.before), manifests(t, test.after)) {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Level, e.Object, e.Field)))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestSyncText checks what the texts say about a running cluster.
func TestSyncText(t *testing.T) {
	const config = "Config {managementState: Managed, replicas: 2}"
	texts := func(live plan.Live, before, after string) string {
		c := plan.Cluster{Name: "prod", Live: &live, Release: release("4.18"), Platform: openshift.FindPlatform("AWS"), InfrastructureTopology: "HighlyAvailable"}
		var all []string
		for _, e := range plan.Compare(c, manifests(t, before), manifests(t, after)) {
			all = append(all, e.Object+": "+e.Text)
		}
		return strings.Join(all, "\n")
	}
	pruner := schema.GroupKind{Group: "imageregistry.operator.openshift.io", Kind: "ImagePruner"}
	assert.Contains(t, texts(plan.Live{}, config, config+"\nImagePruner {suspend: true}"), "Add the output of: oc get imagepruners.imageregistry.operator.openshift.io cluster")
	assert.NotContains(t, texts(plan.Live{Kinds: map[schema.GroupKind]bool{pruner: true}}, config, config+"\nImagePruner {suspend: true}"), "Add the output")
	assert.Contains(t, texts(plan.Live{}, config, config+"\nClass {provisioner: a}"), "include none of this kind")
	assert.Contains(t, texts(plan.Live{Release: release("4.17")}, config, config), "ClusterVersion/version: the manifests are those of another release")
	assert.Contains(t, texts(plan.Live{Platform: "Azure"}, config, config), "Infrastructure/cluster: the manifests are those of another platform")
	const bucket = "Config {managementState: Managed, replicas: 2, storage: {s3: {bucket: a}}}"
	assert.Contains(t, texts(plan.Live{Storage: "s3", Store: "b"}, config, bucket), "status.storage of the Config of the cluster states s3 b")
	assert.Contains(t, texts(plan.Live{Storage: "s3", Store: "a"}, config, bucket), "already uses")
	assert.Contains(t, texts(plan.Live{InfrastructureTopology: "SingleReplica"}, config, config), "another topology")
	assert.Empty(t, texts(plan.Live{InfrastructureTopology: "HighlyAvailable", Platform: "AWS", Release: release("4.18")}, config, config))
}
