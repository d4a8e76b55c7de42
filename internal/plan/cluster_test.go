package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/kio"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// manifests returns the objects of manifests. A line of the text is the spec of a
// Config in flow style, or a kind and its spec, or a ConfigMap with CAs and its data.
func manifests(t *testing.T, text string) []*generators.Object {
	t.Helper()
	heads := map[string]string{
		"Config":         "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: ",
		"Live":           "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\n",
		"ImagePruner":    "apiVersion: imageregistry.operator.openshift.io/v1\nkind: ImagePruner\nmetadata: {name: cluster}\nspec: ",
		"Image":          "apiVersion: config.openshift.io/v1\nkind: Image\nmetadata: {name: cluster}\nspec: ",
		"BareImage":      "apiVersion: config.openshift.io/v1\nkind: Image\nmetadata: {name: cluster}\n",
		"RetainedImage":  "apiVersion: config.openshift.io/v1\nkind: Image\nmetadata: {name: cluster, annotations: {argocd.argoproj.io/sync-options: \"Prune=false\"}}\nspec: ",
		"RetainedConfig": "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster, annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}}\nspec: ",
		"A":              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: openshift-config}\ndata: ",
		"B":              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: openshift-config}\ndata: ",
		"Claim":          "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a, namespace: openshift-image-registry}\nspec: ",
		"Volume":         "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\nspec: ",
		"Certificate":    "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a, namespace: openshift-image-registry}\nspec: ",
		"CronJob":        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, namespace: openshift-image-registry}\nspec: ",
		"Class":          "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\n",
		"Bucket":         "apiVersion: objectbucket.io/v1alpha1\nkind: ObjectBucketClaim\nmetadata: {name: a, namespace: openshift-image-registry}\nspec: ",
		"Binding":        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a, namespace: a}\n",
	}
	var all []*generators.Object
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if line == "" {
			continue
		}
		kind, spec, found := strings.Cut(line, " ")
		head, known := heads[kind]
		require.True(t, found && known, line)
		if strings.HasSuffix(head, "\n") { // fields of the object itself
			spec = strings.NewReplacer(", spec", "\nspec", ", status", "\nstatus", ", allow", "\nallow").Replace(strings.TrimSuffix(strings.TrimPrefix(spec, "{"), "}"))
		}
		nodes, err := kio.FromBytes([]byte(head + spec + "\n"))
		require.NoError(t, err, line)
		require.Len(t, nodes, 1)
		all = append(all, generators.FromNode(nodes[0]))
	}
	return all
}

// TestCluster checks the effects that depend on the cluster and on its present state,
// by level, object and field. Each mistake has near misses without the effect.
func TestCluster(t *testing.T) {
	const (
		bucket    = "Config {managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: a}}}"
		managed   = "Config {managementState: Managed, replicas: 2, storage: {managementState: Managed, s3: {bucket: a}}}"
		other     = "Config {managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: b}}}"
		own       = "Config {managementState: Managed, replicas: 2, storage: {s3: {}}}"
		volume    = "Config {managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, pvc: {claim: a}}}"
		defaulted = "Config {managementState: Managed, replicas: 2, storage: {pvc: {claim: image-registry-storage}}}"
		silent    = "Config {managementState: Managed, replicas: 2}"
		stopped   = "Config {managementState: Removed, replicas: 2}"

		storage    = " Config/cluster spec.storage"
		conditions = "info Config/cluster status.conditions"
		leftovers  = "warning Config/cluster spec.storage.s3"
		pods       = "info Config/cluster"
		state      = "info Config/cluster spec.managementState"
	)
	config := func(fields string) string { return "Config {managementState: Managed, " + fields + "}" }
	type test struct {
		platform, version, topology string
		before, after               string
		want                        []string
	}
	tests := map[string]test{
		// Storage that is new in the manifests.
		"from the operator's own bucket":          {"AWS", "4.18", "", silent, bucket, []string{"loss" + storage, leftovers, conditions, pods}},
		"from the operator's own bucket, on GCP":  {"GCP", "4.18", "", silent, bucket, []string{"loss" + storage, "warning Config/cluster spec.storage.gcs", pods}},
		"from the operator's own to another type": {"AWS", "4.18", "", silent, volume, []string{"loss" + storage, "warning Config/cluster spec.storage.s3", pods}},
		"from emptyDir of the operator":           {"Libvirt", "4.18", "", silent, volume, []string{"loss" + storage, "warning Config/cluster spec.storage.emptyDir", pods}},
		"the operator's own, by type":             {"AWS", "4.18", "", silent, own, []string{pods + " spec.storage", pods}},
		"the operator's own claim":                {"oVirt", "4.18", "", silent, defaulted, []string{pods + " spec.storage", pods}},
		"another claim":                           {"oVirt", "4.18", "", silent, volume, []string{"loss" + storage, pods}},
		"the first storage of a new registry":     {"BareMetal", "4.18", "", stopped, volume, []string{state, pods + " spec.storage"}},
		"of an unknown platform":                  {"", "", "", silent, volume, []string{"warning" + storage, pods}},
		"on a platform without storage":           {"VSphere", "4.18", "", silent, volume, []string{"warning" + storage, pods}},
		"of a new cluster":                        {"AWS", "4.18", "", "", bucket, []string{pods, pods + " spec.storage", conditions}},
		"of a new cluster without storage":        {"VSphere", "4.18", "", "", volume, []string{pods}},

		// Storage that is no longer in the manifests.
		"back to the operator's own":           {"AWS", "4.18", "", bucket, silent, []string{"loss" + storage, pods}},
		"back to the operator's own, on Azure": {"Azure", "4.22", "", bucket, silent, []string{"loss" + storage, pods}},
		"back to a Swift container":            {"OpenStack", "4.18", "", volume, silent, []string{"loss" + storage, pods}},
		"the operator's own without a name":    {"AWS", "4.18", "", own, silent, []string{"warning" + storage, pods}},
		"back to emptyDir":                     {"Libvirt", "4.18", "", volume, silent, []string{"loss" + storage, pods}},
		"back to nothing":                      {"BareMetal", "4.18", "", bucket, silent, []string{"warning" + storage, pods}},
		"back to unknown storage":              {"", "", "", bucket, silent, []string{"warning" + storage, pods}},
		"back to the same claim":               {"oVirt", "4.18", "", defaulted, silent, []string{pods + " spec.storage", pods}},
		"the name of the bucket":               {"AWS", "4.18", "", bucket, own, []string{"loss Config/cluster spec.storage.s3.bucket", pods + " spec.storage.managementState", pods}},

		// Another store.
		"another bucket on AWS":                        {"AWS", "4.18", "", bucket, other, []string{"loss Config/cluster spec.storage.s3.bucket", leftovers, conditions, pods}},
		"another bucket elsewhere":                     {"BareMetal", "4.18", "", bucket, other, []string{"loss Config/cluster spec.storage.s3.bucket", leftovers, pods}},
		"another bucket, managed before":               {"BareMetal", "4.18", "", managed, other, []string{"loss Config/cluster spec.storage.s3.bucket", leftovers, pods + " spec.storage.managementState", conditions, pods}},
		"another bucket, managed now":                  {"AWS", "4.18", "", other, managed, []string{"loss Config/cluster spec.storage.s3.bucket", "warning Config/cluster spec.storage.managementState", leftovers, pods}},
		"a volume after a bucket":                      {"AWS", "4.18", "", managed, volume, []string{"loss" + storage, "warning Config/cluster spec.storage.s3", pods}},
		"a managed volume after a bucket":              {"AWS", "4.18", "", bucket, defaulted, []string{"loss" + storage, "warning Config/cluster spec.storage.s3", pods}},
		"a managed volume after a bucket of that name": {"AWS", "4.18", "", bucket, strings.Replace(volume, "Unmanaged", "Managed", 1), []string{"loss" + storage, "warning Config/cluster spec.storage.managementState", "warning Config/cluster spec.storage.s3", pods}},
		"the default claim by name":                    {"AWS", "4.18", "", config("replicas: 2, storage: {pvc: {}}"), config("replicas: 2, storage: {pvc: {claim: image-registry-storage}}"), []string{pods + " spec.storage.pvc.claim", pods}},
		"the same storage, without its state":          {"AWS", "4.18", "", bucket, config("replicas: 2, storage: {s3: {bucket: a}}"), []string{"warning Config/cluster spec.storage.managementState"}},
		"a type that is null":                          {"None", "4.18", "", config("replicas: 1, storage: {emptyDir: {}}"), config("replicas: 1, storage: {emptyDir: null, pvc: {claim: a}}"), []string{"loss" + storage, "warning Config/cluster spec.storage.emptyDir", pods}},
		"the same storage, managed":                    {"AWS", "4.18", "", bucket, managed, []string{"warning Config/cluster spec.storage.managementState"}},
		"the same storage, no longer managed":          {"AWS", "4.18", "", managed, bucket, []string{pods + " spec.storage.managementState"}},
		"two types":                                    {"None", "4.18", "", config("replicas: 1, storage: {emptyDir: {}}"), config("replicas: 1, storage: {emptyDir: {}, pvc: {claim: a}}"), []string{"warning" + storage}},
		"one of two types":                             {"None", "4.18", "", config("replicas: 1, storage: {pvc: {claim: a}, s3: {bucket: a}}"), config("replicas: 1, storage: {s3: {bucket: a}}"), []string{"info Config/cluster spec.storage.pvc.claim", pods}},
		"still two types":                              {"None", "4.18", "", config("replicas: 1, storage: {pvc: {claim: a}, s3: {bucket: a}}"), config("replicas: 1, logLevel: Debug, storage: {pvc: {claim: a}, s3: {bucket: a}}"), []string{"info Config/cluster spec.logLevel"}},
		"no storage in the manifests":                  {"AWS", "4.18", "", silent, silent, nil},
		"the registry of no pods":                      {"AWS", "4.18", "", bucket, strings.Replace(bucket, "replicas: 2", "replicas: 0", 1), []string{"warning Config/cluster spec.replicas", pods}},
		"the operator no longer manages":               {"AWS", "4.18", "", bucket, strings.Replace(bucket, "managementState: Managed", "managementState: Unmanaged", 1), []string{"warning Config/cluster spec.managementState"}},
		"removed with the operator's own":              {"Azure", "4.18", "", silent, stopped, []string{"loss Config/cluster spec.managementState"}},
		"removed on a platform without":                {"VSphere", "4.18", "", silent, stopped, []string{"loss Config/cluster spec.managementState"}},
		"removed from the start":                       {"VSphere", "4.18", "", "", stopped, []string{pods, state}},
		"removed from the start, on AWS":               {"AWS", "4.18", "", "", stopped, []string{"loss Config/cluster spec.managementState", pods}},
		"removed, no longer naming the bucket":         {"AWS", "4.18", "", bucket, stopped, []string{"loss Config/cluster spec.managementState", pods + " spec.storage"}},

		// Pods.
		"one of two on one node":             {"None", "4.18", "SingleReplica", config("replicas: 2"), config("replicas: 1"), []string{"warning Config/cluster spec.replicas"}},
		"one of two on unknown nodes":        {"None", "4.18", "", config("replicas: 2"), config("replicas: 1"), []string{pods + " spec.replicas", pods}},
		"one of two on several nodes":        {"None", "4.18", "HighlyAvailable", config("replicas: 2"), config("replicas: 1"), []string{pods + " spec.replicas", pods}},
		"one of two, recreated":              {"None", "4.18", "SingleReplica", config("replicas: 2"), config("replicas: 1, rolloutStrategy: Recreate"), []string{"warning Config/cluster", pods + " spec.replicas", pods + " spec.rolloutStrategy"}},
		"one of two with another affinity":   {"None", "4.18", "SingleReplica", config("replicas: 2, affinity: {}"), config("replicas: 1, affinity: {}"), []string{pods + " spec.replicas"}},
		"one of three":                       {"None", "4.18", "SingleReplica", config("replicas: 3"), config("replicas: 1"), []string{pods + " spec.replicas"}},
		"a change that nothing carries out":  {"None", "4.18", "", "Config {managementState: Unmanaged, replicas: 2}", "Config {managementState: Unmanaged, replicas: 2, logLevel: Debug}", []string{pods + " spec.logLevel", pods}},
		"a partial Config":                   {"None", "4.18", "", "Config {logLevel: Normal}", "Config {logLevel: Debug}", []string{pods + " spec.logLevel", pods}},
		"a Config that is no longer applied": {"AWS", "4.18", "", managed, "Image {}", []string{"loss Config/cluster", "info Image/cluster"}},
		"a Config that is retained":          {"AWS", "4.18", "", "Retained" + managed, "Image {}", []string{"info Config/cluster", "info Image/cluster"}},

		// Proxy.
		"another proxy":       {"None", "4.18", "", config("proxy: {http: \"http://a\"}"), config("proxy: {http: \"http://b\"}"), []string{pods + " spec.proxy.http", pods}},
		"one more field":      {"None", "4.18", "", config("proxy: {http: \"http://a\"}"), config("proxy: {http: \"http://a\", noProxy: .svc}"), []string{"warning Config/cluster spec.proxy", pods}},
		"a first proxy":       {"None", "4.18", "", config("replicas: 2"), config("replicas: 2, proxy: {https: \"http://a\"}"), []string{"warning Config/cluster spec.proxy", pods}},
		"an empty proxy":      {"None", "4.18", "", config("replicas: 2"), config("replicas: 2, proxy: {http: \"\"}"), []string{pods + " spec.proxy.http", pods}},
		"a proxy from now on": {"None", "4.18", "", "", config("replicas: 2, proxy: {http: \"http://a\"}"), []string{pods, pods + " spec.proxy"}},

		// Trusted CAs.
		"image.config is pruned":           {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}\n" + silent, silent, []string{"warning Image/cluster"}},
		"image.config is retained":         {"None", "4.18", "", "RetainedImage {additionalTrustedCA: {name: a}}\n" + silent, silent, []string{"info Image/cluster"}},
		"CAs of another ConfigMap":         {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}", "Image {additionalTrustedCA: {name: b}}", []string{"warning Image/cluster spec.additionalTrustedCA.name"}},
		"the same CAs":                     {"None", "4.18", "", "A {r.example.com: x}\nImage {additionalTrustedCA: {name: a}}", "A {r.example.com: x}\nB {r.example.com: x, s.example.com: y}\nImage {additionalTrustedCA: {name: b}}", []string{"info ConfigMap/openshift-config/b", "info Image/cluster spec.additionalTrustedCA.name"}},
		"fewer CAs":                        {"None", "4.18", "", "A {r.example.com: x, s.example.com: y}\nImage {additionalTrustedCA: {name: a}}", "A {r.example.com: x}\nB {r.example.com: x}\nImage {additionalTrustedCA: {name: b}}", []string{"warning Image/cluster spec.additionalTrustedCA.name", "info ConfigMap/openshift-config/a data.s.example.com", "info ConfigMap/openshift-config/b"}},
		"the first CAs":                    {"None", "4.18", "", silent, "Image {additionalTrustedCA: {name: a}}\n" + silent, []string{"warning Image/cluster spec.additionalTrustedCA.name", "info Image/cluster"}},
		"the first CAs of a new cluster":   {"None", "4.18", "", "", "Image {additionalTrustedCA: {name: a}}", []string{"info Image/cluster", "info Image/cluster spec.additionalTrustedCA.name"}},
		"no CAs":                           {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}", "Image {additionalTrustedCA: {name: \"\"}}", []string{"warning Image/cluster spec.additionalTrustedCA.name"}},
		"no field":                         {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}", "Image {}", []string{"warning Image/cluster spec.additionalTrustedCA.name"}},
		"a CA that is withdrawn":           {"None", "4.18", "", "A {r.example.com: x, s.example.com: y}\nImage {additionalTrustedCA: {name: a}}", "A {r.example.com: x}\nImage {additionalTrustedCA: {name: a}}", []string{"warning ConfigMap/openshift-config/a data.s.example.com"}},
		"a CA that is replaced":            {"None", "4.18", "", "A {r.example.com: x}\nImage {additionalTrustedCA: {name: a}}", "A {r.example.com: y}\nImage {additionalTrustedCA: {name: a}}", []string{"warning ConfigMap/openshift-config/a data.r.example.com"}},
		"a CA that is added to another":    {"None", "4.18", "", "A {r.example.com: x}\nImage {additionalTrustedCA: {name: a}}", "A {r.example.com: x y}\nImage {additionalTrustedCA: {name: a}}", []string{"info ConfigMap/openshift-config/a data.r.example.com"}},
		"a ConfigMap that is still in use": {"None", "4.18", "", "A {r.example.com: x}\nImage {additionalTrustedCA: {name: a}}", "Image {additionalTrustedCA: {name: a}}", []string{"warning ConfigMap/openshift-config/a"}},
		"a ConfigMap that is not in use":   {"None", "4.18", "", "A {r.example.com: x}\nImage {additionalTrustedCA: {name: b}}", "Image {additionalTrustedCA: {name: b}}", []string{"info ConfigMap/openshift-config/a"}},
		"a ConfigMap without image.config": {"None", "4.18", "", "A {r.example.com: x}", "A {s.example.com: x}", []string{"info ConfigMap/openshift-config/a data.r.example.com", "info ConfigMap/openshift-config/a data.s.example.com"}},
		"other fields of image.config":     {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}", "Image {additionalTrustedCA: {name: a}, registrySources: {insecureRegistries: [r]}}", []string{"warning Image/cluster spec.registrySources.insecureRegistries"}},

		// The other fields of image.config.
		"allowed registries":               {"None", "4.18", "", "Image {registrySources: {allowedRegistries: [a]}}", "Image {registrySources: {allowedRegistries: [a, b]}}", []string{"warning Image/cluster spec.registrySources.allowedRegistries"}},
		"the first allowed registries":     {"None", "4.18", "", silent, "Image {registrySources: {allowedRegistries: [a]}}\n" + silent, []string{"warning Image/cluster spec.registrySources.allowedRegistries", "info Image/cluster"}},
		"registries of a new cluster":      {"None", "4.18", "", "", "Image {registrySources: {blockedRegistries: [a]}}", []string{"info Image/cluster", "info Image/cluster spec.registrySources.blockedRegistries"}},
		"the same registries":              {"None", "4.18", "", "Image {registrySources: {blockedRegistries: [a]}}", "Image {registrySources: {blockedRegistries: [a]}}", nil},
		"no blocked registries":            {"None", "4.18", "", "Image {registrySources: {blockedRegistries: [a]}}", "Image {registrySources: {}}", []string{"warning Image/cluster spec.registrySources.blockedRegistries"}},
		"search registries":                {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}", "Image {additionalTrustedCA: {name: a}, registrySources: {containerRuntimeSearchRegistries: [a]}}", []string{"warning Image/cluster spec.registrySources.containerRuntimeSearchRegistries"}},
		"the first registries for imports": {"None", "4.18", "", "Image {additionalTrustedCA: {name: a}}", "Image {additionalTrustedCA: {name: a}, allowedRegistriesForImport: [{domainName: a}]}", []string{"warning Image/cluster spec.allowedRegistriesForImport"}},
		"more registries for imports":      {"None", "4.18", "", "Image {allowedRegistriesForImport: [{domainName: a}]}", "Image {allowedRegistriesForImport: [{domainName: b}, {domainName: a}]}", []string{"info Image/cluster spec.allowedRegistriesForImport"}},
		"fewer registries for imports":     {"None", "4.18", "", "Image {allowedRegistriesForImport: [{domainName: a}, {domainName: b}]}", "Image {allowedRegistriesForImport: [{domainName: a}]}", []string{"warning Image/cluster spec.allowedRegistriesForImport"}},
		"all registries for imports":       {"None", "4.18", "", "Image {allowedRegistriesForImport: [{domainName: a}]}", "Image {allowedRegistriesForImport: []}", []string{"info Image/cluster spec.allowedRegistriesForImport"}},
		"hosts outside of the cluster":     {"None", "4.21", "", "Image {externalRegistryHostnames: [a]}", "Image {externalRegistryHostnames: [b], imageStreamImportMode: Legacy}", []string{"info Image/cluster spec.externalRegistryHostnames", "info Image/cluster spec.imageStreamImportMode"}},

		// Pruner.
		"a first pruner that retains less":     {"None", "4.18", "", silent, silent + "\nImagePruner {keepTagRevisions: 2, keepYoungerThanDuration: 59m}", []string{"loss ImagePruner/cluster spec.keepTagRevisions", "loss ImagePruner/cluster spec.keepYoungerThanDuration", "info ImagePruner/cluster"}},
		"a first pruner with the defaults":     {"None", "4.18", "", silent, silent + "\nImagePruner {keepTagRevisions: 3, keepYoungerThanDuration: 60m}", []string{"info ImagePruner/cluster"}},
		"a first pruner that is suspended":     {"None", "4.18", "", silent, silent + "\nImagePruner {keepTagRevisions: 1, suspend: true}", []string{"info ImagePruner/cluster"}},
		"a first pruner of a new cluster":      {"None", "4.18", "", "", "ImagePruner {keepTagRevisions: 2}", []string{"info ImagePruner/cluster", "info ImagePruner/cluster spec.keepTagRevisions"}},
		"a pruner that is no longer suspended": {"None", "4.18", "", "ImagePruner {suspend: true}\n" + silent, silent, []string{"loss ImagePruner/cluster"}},
		"a pruner that retains more":           {"None", "4.18", "", "ImagePruner {keepTagRevisions: 5}\n" + silent, silent, []string{"loss ImagePruner/cluster"}},
		"a pruner that retains as much":        {"None", "4.18", "", "ImagePruner {keepTagRevisions: 3}\n" + silent, silent, []string{"info ImagePruner/cluster"}},

		// Fields that cannot change.
		"a class for a claim":         {"None", "4.18", "", "Claim {accessModes: [ReadWriteOnce]}", "Claim {accessModes: [ReadWriteOnce], storageClassName: a}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.storageClassName"}},
		"no class for a claim":        {"None", "4.18", "", "Claim {storageClassName: a}", "Claim {}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.storageClassName"}},
		"the default of a claim":      {"None", "4.18", "", "Claim {accessModes: [ReadWriteOnce]}", "Claim {accessModes: [ReadWriteOnce], volumeMode: Filesystem}", []string{"info PersistentVolumeClaim/openshift-image-registry/a spec.volumeMode"}},
		"a volume for a claim":        {"None", "4.18", "", "Claim {storageClassName: a}", "Claim {storageClassName: a, volumeName: b}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.volumeName"}},
		"another volume of a claim":   {"None", "4.18", "", "Claim {volumeName: a}", "Claim {volumeName: b}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.volumeName"}},
		"another selector":            {"None", "4.18", "", "Claim {selector: {matchLabels: {a: b}}}", "Claim {selector: {matchLabels: {a: c}}}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.selector.matchLabels.a"}},
		"a source of a claim":         {"None", "4.18", "", "Claim {}", "Claim {dataSource: {kind: VolumeSnapshot, name: a}}", []string{"warning PersistentVolumeClaim/openshift-image-registry/a spec.dataSource"}},
		"another export":              {"None", "4.18", "", "Volume {nfs: {server: a, path: /a}}", "Volume {nfs: {server: b, path: /a}}", []string{"warning PersistentVolume/a spec.nfs.server"}},
		"no retention of a volume":    {"None", "4.18", "", "Volume {persistentVolumeReclaimPolicy: Retain}", "Volume {persistentVolumeReclaimPolicy: Delete}", []string{"warning PersistentVolume/a spec.persistentVolumeReclaimPolicy"}},
		"another node":                {"None", "4.18", "", "Volume {local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [a]}}}", "Volume {local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [b]}}}", []string{"warning PersistentVolume/a spec.nodeAffinity.required.nodeSelectorTerms"}},
		"another capacity":            {"None", "4.18", "", "Volume {capacity: {storage: 1Gi}}", "Volume {capacity: {storage: 2Gi}}", []string{"info PersistentVolume/a spec.capacity.storage"}},
		"another issuer":              {"None", "4.18", "", "Certificate {issuerRef: {name: a}}", "Certificate {issuerRef: {name: b}}", []string{"info Certificate/openshift-image-registry/a spec.issuerRef.name"}},
		"a removed volume":            {"None", "4.18", "", "Volume {nfs: {server: a}}\n" + silent, silent, []string{"warning PersistentVolume/a"}},
		"a new claim":                 {"None", "4.18", "", silent, silent + "\nClaim {storageClassName: a}", []string{"info PersistentVolumeClaim/openshift-image-registry/a"}},
		"another provisioner":         {"None", "4.18", "", "Class {provisioner: a}", "Class {provisioner: b}", []string{"warning StorageClass/a provisioner"}},
		"an expandable class":         {"None", "4.18", "", "Class {provisioner: a}", "Class {provisioner: a, allowVolumeExpansion: true}", []string{"info StorageClass/a allowVolumeExpansion"}},
		"another bucket of a claim":   {"None", "4.18", "", "Bucket {bucketName: a}", "Bucket {bucketName: b}", []string{"warning ObjectBucketClaim/openshift-image-registry/a spec.bucketName"}},
		"another size of a bucket":    {"None", "4.18", "", "Bucket {additionalConfig: {maxSize: 1G}}", "Bucket {additionalConfig: {maxSize: 2G}}", []string{"info ObjectBucketClaim/openshift-image-registry/a spec.additionalConfig.maxSize"}},
		"another role of a binding":   {"None", "4.18", "", "Binding {roleRef: a}", "Binding {roleRef: b}", []string{"warning RoleBinding/a/a roleRef"}},
		"other subjects of a binding": {"None", "4.18", "", "Binding {subjects: [a]}", "Binding {subjects: [b]}", []string{"info RoleBinding/a/a subjects"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := plan.Cluster{Name: "prod", Platform: openshift.FindPlatform(test.platform), InfrastructureTopology: test.topology}
			if test.version != "" {
				c.Release = release(test.version)
			}
			var got []string
			for _, e := range plan.Compare(c, manifests(t, test.before), manifests(t, test.after)) {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Level, e.Object, e.Field)))
				assert.NotEmpty(t, e.Text)
			}
			assert.Equal(t, test.want, got)
		})
	}
}
