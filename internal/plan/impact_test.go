package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// objects returns the objects of a profile with spec fields in flow style;
// none for the empty text.
func objects(t *testing.T, spec string) []*generators.Object {
	t.Helper()
	if spec == "" {
		return nil
	}
	node := yaml.MustParse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\n" +
		"spec: {openshift: {version: \"4.18\", platform: BareMetal}, " + spec + "}\n")
	rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(node)
	require.Empty(t, found)
	return rendered.Objects
}

// cluster is the cluster of the profiles of objects.
var cluster = plan.Cluster{Name: "prod", Platform: openshift.FindPlatform("BareMetal"), Release: release("4.18")}

func release(s string) openshift.Release {
	r, err := openshift.ParseRelease(s)
	if err != nil {
		panic(err)
	}
	return r
}

// TestCompare checks the effects of each change by level, object and field.
func TestCompare(t *testing.T) {
	const (
		bucket  = "storage: {s3: {bucket: a, region: eu-west-1}}"
		empty   = "storage: {emptyDir: {}}"
		file    = "storage: {pvc: {claim: a, accessModes: [ReadWriteOnce]}}"
		managed = "storage: {managementState: Managed, s3: {bucket: a, region: eu-west-1}}"
		unset   = "registry: {}" // no storage
		argo    = "delivery: {tool: ArgoCD}, "
		proxy   = "proxy: {http: \"http://proxy.example.com:3128\"}"
	)
	secret := func(key string) string {
		return ", credentials: {externalSecret: {secretStoreRef: {name: vault}, remoteKey: " + key + "}}"
	}
	registry := func(storage, fields string) string { return storage + ", registry: {" + fields + "}" }
	pruner := func(fields string) string { return bucket + ", imagePruner: {" + fields + "}" }
	access := func(namespaces, kind, name string) string {
		return "access: [{role: registry-viewer, " + namespaces + "subjects: [{kind: " + kind + ", name: \"" + name + "\"}]}]"
	}
	claim := func(size string) string { return "storage: {pvc: {claim: a, create: {size: " + size + "}}}" }
	tests := map[string]struct {
		before, after string
		want          []string
	}{
		"nothing changes":                  {bucket, bucket, nil},
		"a log level":                      {bucket, registry(bucket, "logLevel: Debug"), []string{"info Config/cluster spec.logLevel", "info Config/cluster"}},
		"on a volume of one node":          {file, registry(file, "logLevel: Debug"), []string{"warning Config/cluster", "info Config/cluster spec.logLevel"}},
		"on emptyDir":                      {empty, registry(empty, "logLevel: Debug"), []string{"loss Config/cluster", "info Config/cluster spec.logLevel"}},
		"of a registry that is removed":    {registry(empty, "managementState: Removed"), registry(empty, "managementState: Removed, logLevel: Debug"), []string{"info Config/cluster spec.logLevel"}},
		"of the operator":                  {bucket, registry(bucket, "operatorLogLevel: Debug"), []string{"info Config/cluster spec.operatorLogLevel"}},
		"from two pods to three":           {bucket, registry(bucket, "replicas: 3"), []string{"info Config/cluster spec.replicas", "info Config/cluster"}},
		"from three pods to four":          {registry(bucket, "replicas: 3"), registry(bucket, "replicas: 4"), []string{"info Config/cluster spec.replicas"}},
		"to no pods on emptyDir":           {empty, registry(empty, "replicas: 0"), []string{"loss Config/cluster", "info Config/cluster spec.replicas"}},
		"another bucket":                   {bucket, "storage: {s3: {bucket: b, region: eu-west-1}}", []string{"loss Config/cluster spec.storage.s3.bucket", "warning Config/cluster spec.storage.s3", "info Config/cluster"}},
		"another region":                   {bucket, "storage: {s3: {bucket: a, region: eu-west-2}}", []string{"warning Config/cluster spec.storage.s3.region", "info Config/cluster"}},
		"another region of another store":  {"storage: {s3: {bucket: a, region: x, regionEndpoint: \"https://s\"}}", "storage: {s3: {bucket: a, region: y, regionEndpoint: \"https://s\"}}", []string{"info Config/cluster spec.storage.s3.region", "info Config/cluster"}},
		"read only":                        {bucket, registry(bucket, "readOnly: true"), []string{"warning Config/cluster spec.readOnly", "info Config/cluster"}},
		"no longer read only":              {registry(bucket, "readOnly: true"), registry(bucket, "readOnly: false"), []string{"info Config/cluster spec.readOnly", "info Config/cluster"}},
		"pruning is no longer disabled":    {"delivery: {tool: Flux}, " + bucket, bucket, []string{"warning Config/cluster metadata.annotations.kustomize.toolkit.fluxcd.io/prune", "info Config/cluster metadata.annotations.kustomize.toolkit.fluxcd.io/ssa"}},
		"pruning is disabled":              {bucket, "delivery: {tool: Flux}, " + bucket, []string{"info Config/cluster metadata.annotations.kustomize.toolkit.fluxcd.io/prune", "info Config/cluster metadata.annotations.kustomize.toolkit.fluxcd.io/ssa"}},
		"from a bucket to a volume":        {bucket, file, []string{"loss Config/cluster spec.storage", "warning Config/cluster spec.storage.s3", "warning Config/cluster", "info Config/cluster spec.replicas", "info Config/cluster spec.rolloutStrategy"}},
		"from emptyDir to a bucket":        {empty, bucket, []string{"loss Config/cluster spec.storage", "warning Config/cluster spec.storage.emptyDir", "info Config/cluster spec.replicas", "info Config/cluster"}},
		"from a bucket to emptyDir":        {bucket, empty, []string{"loss Config/cluster spec.storage", "warning Config/cluster spec.storage.s3", "info Config/cluster spec.replicas", "info Config/cluster"}},
		"a bucket is no longer set":        {bucket, unset, []string{"warning Config/cluster spec.storage", "warning Config/cluster spec.managementState", "warning Config/cluster spec.replicas", "info Config/cluster"}},
		"emptyDir is no longer set":        {empty, unset, []string{"loss Config/cluster spec.storage", "warning Config/cluster spec.managementState", "warning Config/cluster spec.replicas", "info Config/cluster"}},
		"the way out":                      {registry(bucket, "replicas: 2"), "registry: {managementState: Managed, replicas: 2}", []string{"warning Config/cluster spec.storage", "info Config/cluster"}},
		"only replicas are no longer set":  {"registry: {managementState: Managed, replicas: 2}", "registry: {managementState: Managed}", []string{"warning Config/cluster spec.replicas"}},
		"a bucket is set":                  {unset, bucket, []string{"warning Config/cluster spec.storage", "info Config/cluster spec.managementState", "info Config/cluster spec.replicas", "info Config/cluster"}},
		"storage is left alone":            {unset, "registry: {logLevel: Debug}", []string{"info Config/cluster spec.logLevel", "info Config/cluster"}},
		"removed, with protected storage":  {unset, "registry: {managementState: Removed}, storage: {managementState: Unmanaged}", []string{"warning Config/cluster spec.managementState", "info Config/cluster spec.storage.managementState"}},
		"existing storage is protected":    {unset, "storage: {managementState: Unmanaged}", []string{"info Config/cluster spec.storage.managementState"}},
		"storage becomes managed":          {bucket, managed, []string{"warning Config/cluster spec.storage.managementState"}},
		"storage becomes unmanaged":        {managed, bucket, []string{"info Config/cluster spec.storage.managementState"}},
		"removed, with retained storage":   {bucket, registry(bucket, "managementState: Removed"), []string{"warning Config/cluster spec.managementState"}},
		"removed, with managed storage":    {managed, registry(managed, "managementState: Removed"), []string{"loss Config/cluster spec.managementState"}},
		"removed, with unknown storage":    {unset, "registry: {managementState: Removed}", []string{"loss Config/cluster spec.managementState"}},
		"removed, with emptyDir":           {empty, registry(empty, "managementState: Removed"), []string{"loss Config/cluster spec.managementState"}},
		"a claim grows":                    {claim("100Gi"), claim("0.2Ti"), []string{"info PersistentVolumeClaim/openshift-image-registry/a spec.resources.requests.storage"}},
		"a claim shrinks":                  {claim("0.2Ti"), claim("100Gi"), []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.resources.requests.storage"}},
		"a claim gets another class":       {claim("1Gi, storageClassName: a"), claim("1Gi, storageClassName: b"), []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.storageClassName"}},
		"a removed claim":                  {claim("1Gi"), "storage: {pvc: {claim: a}}", []string{"loss PersistentVolumeClaim/openshift-image-registry/a"}},
		"a removed claim that is retained": {argo + claim("1Gi"), argo + "storage: {pvc: {claim: a}}", []string{"info PersistentVolumeClaim/openshift-image-registry/a"}},
		"fewer revisions":                  {pruner("keepTagRevisions: 10"), pruner("keepTagRevisions: 9"), []string{"loss ImagePruner/cluster spec.keepTagRevisions"}},
		"more revisions":                   {pruner("keepTagRevisions: 9"), pruner("keepTagRevisions: 10"), []string{"info ImagePruner/cluster spec.keepTagRevisions"}},
		"fewer than the default":           {pruner("keepYoungerThanDuration: 60m"), pruner("keepYoungerThanDuration: 60m, keepTagRevisions: 2"), []string{"loss ImagePruner/cluster spec.keepTagRevisions"}},
		"the default, which is fewer":      {pruner("keepYoungerThanDuration: 60m, keepTagRevisions: 4"), pruner("keepYoungerThanDuration: 60m"), []string{"loss ImagePruner/cluster spec.keepTagRevisions"}},
		"a shorter time":                   {pruner("keepYoungerThanDuration: 100m"), pruner("keepYoungerThanDuration: 1h"), []string{"loss ImagePruner/cluster spec.keepYoungerThanDuration"}},
		"of a suspended pruner":            {pruner("suspend: true, keepTagRevisions: 4"), pruner("suspend: true, keepTagRevisions: 2"), []string{"info ImagePruner/cluster spec.keepTagRevisions"}},
		"a pruner runs again":              {pruner("suspend: true"), pruner("suspend: false"), []string{"loss ImagePruner/cluster spec.suspend"}},
		"a pruner is suspended":            {pruner("suspend: false"), pruner("suspend: true"), []string{"info ImagePruner/cluster spec.suspend"}},
		"a pruner is set":                  {bucket, pruner("suspend: true"), []string{"info ImagePruner/cluster"}},
		"a proxy":                          {bucket, registry(bucket, proxy), []string{"warning Config/cluster spec.proxy", "info Config/cluster"}},
		"no proxy":                         {registry(bucket, proxy), bucket, []string{"warning Config/cluster spec.proxy", "info Config/cluster"}},
		"credentials":                      {bucket, bucket + secret("a"), []string{"info ExternalSecret/openshift-image-registry/image-registry-private-configuration-user"}},
		"credentials from another key":     {bucket + secret("a"), bucket + secret("b"), []string{"warning ExternalSecret/openshift-image-registry/image-registry-private-configuration-user spec.data"}},
		"access in a namespace":            {unset, access("namespaces: [a], ", "Group", "devs"), []string{"info RoleBinding/a/registry-profile:registry-viewer"}},
		"access without a login":           {unset, access("namespaces: [a], ", "Group", "system:unauthenticated"), []string{"warning RoleBinding/a/registry-profile:registry-viewer"}},
		"access of everyone":               {access("namespaces: [a], ", "Group", "devs"), access("namespaces: [a], ", "Group", "system:authenticated"), []string{"warning RoleBinding/a/registry-profile:registry-viewer subjects"}},
		"access everywhere":                {access("namespaces: [a], ", "Group", "devs"), access("", "Group", "devs"), []string{"warning ClusterRoleBinding/registry-profile:registry-viewer", "info RoleBinding/a/registry-profile:registry-viewer"}},
		"the same access everywhere":       {access("", "Group", "devs"), access("", "Group", "devs") + ", exposure: {defaultRoute: true}", []string{"info Config/cluster spec.defaultRoute"}},
		"a new cluster without a login":    {"", access("", "User", "system:anonymous"), []string{"warning ClusterRoleBinding/registry-profile:registry-viewer", "info Config/cluster"}},
		"to infra nodes":                   {bucket, registry(bucket, "placement: Infra"), []string{"info Config/cluster spec.tolerations", "info Config/cluster spec.nodeSelector", "info Config/cluster"}},
		"to infra nodes, with a volume":    {file, registry(file, "placement: Infra"), []string{"warning Config/cluster spec.nodeSelector", "warning Config/cluster", "info Config/cluster spec.tolerations"}},
		"from infra nodes to workers":      {registry(bucket, "placement: Infra"), registry(bucket, "placement: Worker"), []string{"info Config/cluster spec.tolerations", "info Config/cluster spec.nodeSelector", "info Config/cluster"}},
		"the same nodes":                   {registry(bucket, "placement: Worker"), registry(bucket, "nodeSelector: {node-role.kubernetes.io/worker: \"\"}"), nil},
		"nodes of a removed registry":      {registry(bucket, "managementState: Removed"), registry(bucket, "managementState: Removed, placement: Worker"), []string{"info Config/cluster spec.nodeSelector.node-role.kubernetes.io/worker"}},
		"a new cluster":                    {"", bucket, []string{"info Config/cluster"}},
		"a removed cluster":                {bucket, "", []string{"warning Config/cluster"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range plan.Compare(cluster, objects(t, test.before), objects(t, test.after)) {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Level, e.Object, e.Field)))
				assert.Equal(t, "prod", e.Cluster)
				assert.NotEmpty(t, e.Text)
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestStorageChange checks that the user must run a command for the old storage
// type, unless a Job replaces it.
func TestStorageChange(t *testing.T) {
	const after = "storage: {s3: {bucket: a, region: eu-west-1}}"
	byHand := previousType(t, objects(t, after))
	assert.Equal(t, plan.Warning, byHand.Level)
	assert.Contains(t, byHand.Command, `"pvc":null`)
	byJob := previousType(t, objects(t, after+", delivery: {tool: ArgoCD, storageChange: {from: pvc, image: registry.example.com/oc}}"))
	assert.Equal(t, plan.Info, byJob.Level)
	assert.Empty(t, byJob.Command)
}

// TestLeftovers checks that the user must run a command that replaces the whole
// stanza of another bucket, unless a Job replaces it.
func TestLeftovers(t *testing.T) {
	const after = "storage: {noobaa: {bucketName: images}}"
	byHand := leftovers(t, after)
	assert.Equal(t, plan.Warning, byHand.Level)
	assert.Contains(t, byHand.Text, "encrypt, keyID, chunkSizeMiB, cloudFront of")
	assert.Contains(t, byHand.Command, "--type=json")
	byJob := leftovers(t, after+", delivery: {tool: ArgoCD, storageChange: {from: s3, image: registry.example.com/oc}}")
	assert.Equal(t, plan.Info, byJob.Level)
	assert.Empty(t, byJob.Command)
}

// leftovers returns the effect on the stanza of another bucket.
func leftovers(t *testing.T, after string) plan.Effect {
	t.Helper()
	effects := plan.Compare(plan.Cluster{Name: "prod"}, objects(t, "storage: {s3: {bucket: a, region: eu-west-1}}"), objects(t, after))
	i := slices.IndexFunc(effects, func(e plan.Effect) bool { return e.Field == "spec.storage.s3" })
	require.GreaterOrEqual(t, i, 0)
	return effects[i]
}

// previousType returns the effect on the old storage type.
func previousType(t *testing.T, after []*generators.Object) plan.Effect {
	t.Helper()
	effects := plan.Compare(cluster, objects(t, "storage: {pvc: {claim: a}}"), after)
	i := slices.IndexFunc(effects, func(e plan.Effect) bool { return e.Field == "spec.storage.pvc" })
	require.GreaterOrEqual(t, i, 0)
	return effects[i]
}
