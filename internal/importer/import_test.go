package importer_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// config returns a Config with a spec in flow style.
func config(spec string) string {
	return "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: " + spec + "\n"
}

// secretOf and externalOf return a Secret and an ExternalSecret in the namespace
// of the registry.
func secretOf(name string) string {
	return "---\napiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: openshift-image-registry, uid: a, annotations: {note: never-read}}\ndata: {a: never-read}\nstringData: {b: never-read}\n"
}

func externalOf(name, fields string) string {
	return "---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: " + name + ", namespace: openshift-image-registry}\nspec: {target: {name: " + name + "}, " + fields + "}\n"
}

// bucketOf returns an ObjectBucketClaim in the namespace of the registry.
func bucketOf(name, class string) string {
	return "---\napiVersion: objectbucket.io/v1alpha1\nkind: ObjectBucketClaim\nmetadata: {name: " + name + ", namespace: openshift-image-registry}\nspec: {bucketName: " + name + ", storageClassName: " + class + "}\n"
}

// pruner returns an ImagePruner with a spec in flow style.
func pruner(spec string) string {
	return "---\napiVersion: imageregistry.operator.openshift.io/v1\nkind: ImagePruner\nmetadata: {name: cluster}\nspec: " + spec + "\n"
}

// apart returns a preferred term of an anti-affinity of the registry pods.
func apart(topology, weight string) string {
	return "{weight: " + weight + ", podAffinityTerm: {topologyKey: " + topology + ", labelSelector: {matchLabels: {docker-registry: default}}}}"
}

// binding returns a binding of a ClusterRole with subjects in flow style.
func binding(kind, namespace, name, role, subjects string) string {
	return "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: " + kind + "\nmetadata: {name: '" + name + "', namespace: '" + namespace + "'}\n" +
		"roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: '" + role + "'}\nsubjects: [" + subjects + "]\n"
}

const credentials = "image-registry-private-configuration-user"

// TestImport imports small clusters.
func TestImport(t *testing.T) {
	const infra = "nodeSelector: {node-role.kubernetes.io/infra: ''}, tolerations: [{key: node-role.kubernetes.io/infra, operator: Exists, effect: NoSchedule}, {key: node-role.kubernetes.io/infra, operator: Exists, effect: NoExecute}]"
	const s3 = "storage: {managementState: Unmanaged, s3: {bucket: images, region: eu-west-1}}"
	for _, tt := range []struct {
		name, objects string
		// platform of the cluster, AWS if empty.
		platform string
		// want contains fields in the spec of the profile, nil for an absent field.
		want map[string]any
		// notes contains the prefixes of the expected notes.
		notes []string
	}{
		{
			name:    "a node selector with names of fields",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", nodeSelector: {credentials: x, storage: '', affinity: '', openshift: a, version: b}}"),
			want:    map[string]any{"registry.nodeSelector": object{"credentials": "x", "storage": "", "affinity": "", "openshift": "a", "version": "b"}},
		},
		{
			name:    "infra nodes, also of the pruner",
			objects: config("{managementState: Managed, replicas: 2, "+s3+", "+infra+"}") + pruner("{schedule: 0 1 * * *, "+infra+"}"),
			want:    map[string]any{"registry": object{"placement": "Infra"}, "imagePruner": object{"schedule": "0 1 * * *"}},
		},
		{
			name:    "infra nodes, not of the pruner",
			objects: config("{managementState: Managed, replicas: 2, "+s3+", "+infra+"}") + pruner("{schedule: 0 1 * * *}"),
			want:    map[string]any{"registry.placement": "Infra", "imagePruner": object{"schedule": "0 1 * * *", "placement": "OperatorDefault"}},
		},
		{
			name:    "a pruner that only has nodes",
			objects: config("{managementState: Managed, replicas: 2, "+s3+", "+infra+"}") + pruner("{"+infra+"}"),
			want:    map[string]any{"registry.placement": "Infra", "imagePruner": object{}},
		},
		{
			name:    "only the pruner on workers",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + pruner("{nodeSelector: {node-role.kubernetes.io/worker: ''}}"),
			want:    map[string]any{"registry": nil, "imagePruner": object{"placement": "Worker"}},
		},
		{
			name:    "control plane nodes, and a pruner with tolerations of its own",
			objects: config("{managementState: Managed, replicas: 2, "+s3+", nodeSelector: {node-role.kubernetes.io/master: ''}, tolerations: [{key: node-role.kubernetes.io/master, operator: Exists, effect: NoSchedule}]}") + pruner("{tolerations: [{operator: Exists}]}"),
			want:    map[string]any{"registry.placement": "ControlPlane", "imagePruner": object{"tolerations": []any{object{"operator": "Exists"}}}},
		},
		{
			name:    "infra nodes whose taints have a value",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", nodeSelector: {node-role.kubernetes.io/infra: ''}, tolerations: [{key: node-role.kubernetes.io/infra, value: reserved, effect: NoSchedule}, {key: node-role.kubernetes.io/infra, value: reserved, effect: NoExecute}]}"),
			want: map[string]any{"registry.placement": nil, "registry.nodeSelector": object{"node-role.kubernetes.io/infra": ""}, "registry.tolerations": []any{
				object{"key": "node-role.kubernetes.io/infra", "value": "reserved", "effect": "NoSchedule"},
				object{"key": "node-role.kubernetes.io/infra", "value": "reserved", "effect": "NoExecute"},
			}},
		},
		{
			name:    "infra nodes without taints",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", nodeSelector: {node-role.kubernetes.io/infra: ''}}"),
			want:    map[string]any{"registry.placement": nil, "registry.nodeSelector": object{"node-role.kubernetes.io/infra": ""}},
		},
		{
			name:    "infra nodes with another label",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", nodeSelector: {node-role.kubernetes.io/worker: '', disk: fast}}"),
			want:    map[string]any{"registry.placement": nil, "registry.nodeSelector": object{"node-role.kubernetes.io/worker": "", "disk": "fast"}},
		},
		{
			name:    "pods on different nodes if possible",
			objects: config("{managementState: Managed, replicas: 3, " + s3 + ", affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [" + apart("kubernetes.io/hostname", "100") + ", " + apart("topology.kubernetes.io/zone", "50") + "]}}}"),
			want:    map[string]any{"registry": object{"replicas": 3.0, "antiAffinity": "Preferred"}},
		},
		{
			name:    "pods on different nodes only",
			objects: config("{managementState: Managed, replicas: 3, " + s3 + ", affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [" + apart("kubernetes.io/hostname", "100") + "]}}}"),
			want:    map[string]any{"registry.antiAffinity": nil},
		},
		{
			name: "access to images",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") +
				binding("RoleBinding", "b", "registry-viewer", "registry-viewer", "{kind: Group, name: devs}") +
				binding("RoleBinding", "a", "registry-profile:registry-viewer", "registry-viewer", "{kind: Group, name: devs}") +
				binding("RoleBinding", "a", "more", "registry-viewer", "{kind: User, name: alice}, {kind: ServiceAccount, name: ci, namespace: ci}") +
				binding("ClusterRoleBinding", "", "pull-all", "registry-viewer", "{kind: Group, name: 'system:unauthenticated'}") +
				binding("RoleBinding", "a", "system:image-pullers", "system:image-puller", "{kind: Group, name: 'system:serviceaccounts:a'}") +
				binding("RoleBinding", "a", "admin", "admin", "{kind: User, name: alice}") +
				binding("ClusterRoleBinding", "", "build-all", "system:image-builder", "{kind: User, name: alice}") +
				binding("RoleBinding", "a", "empty", "registry-editor", ""),
			want: map[string]any{"access": []any{
				object{"role": "registry-viewer", "subjects": []any{object{"kind": "Group", "name": "system:unauthenticated"}}},
				object{"role": "registry-viewer", "namespaces": []any{"a", "b"}, "subjects": []any{object{"kind": "Group", "name": "devs"}}},
				object{"role": "registry-viewer", "namespaces": []any{"a"}, "subjects": []any{object{"kind": "User", "name": "alice"}, object{"kind": "ServiceAccount", "name": "ci", "namespace": "ci"}}},
			}},
			notes: []string{
				"ClusterRoleBinding/pull-all:", "RoleBinding/a/more:", "RoleBinding/b/registry-viewer:",
				"ClusterRoleBinding/build-all: not read", "RoleBinding/a/empty: not read",
			},
		},
		{
			name:    "overrides with names of fields",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", unsupportedConfigOverrides: {credentials: {existingSecret: {}}, nodeSelector: {}, duration: '', empty: ''}}"),
			want: map[string]any{"registry.unsupportedConfigOverrides": object{
				"credentials": object{"existingSecret": object{}}, "nodeSelector": object{}, "duration": "", "empty": "",
			}},
		},
		{
			name:    "keys with dots and brackets",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", nodeSelector: {'a.b[0]': x, 'a': y}, resources: {limits: {example.com/gpu: 1}}}"),
			want:    map[string]any{"registry.nodeSelector": nil, "registry.resources.limits": object{"example.com/gpu": "1"}},
			notes:   []string{"Config/cluster: spec.nodeSelector:"}, // a.b[0] is not a label
		},
		{
			name:     "a bucket on another platform, which always has a Secret",
			objects:  config("{managementState: Managed, replicas: 2, " + s3 + "}"),
			platform: "VSphere",
			want:     map[string]any{"storage.s3.bucket": "images", "credentials": object{"existingSecret": object{}}},
		},
		{
			name:    "a bucket on its own platform",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + "}"),
			want:    map[string]any{"storage.s3.bucket": "images", "credentials": nil},
		},
		{
			name:     "fields of IBM Cloud that the operator writes",
			objects:  config("{managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, ibmcos: {bucket: images, location: eu-de, resourceGroupName: group}}}"),
			platform: "IBMCloud",
			want:     map[string]any{"storage.ibmcos": object{"bucket": "images"}, "credentials": nil},
		},
		{
			name:    "two storage types",
			objects: config("{managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: images, region: eu-west-1}, pvc: {claim: images}}}"),
			want:    map[string]any{"storage.s3.bucket": "images", "storage.pvc": nil},
			notes: []string{
				"Config/cluster: spec.storage: has pvc and s3,",
				"Config/cluster: spec.storage.pvc:", "Config/cluster: spec.storage.pvc.claim:",
			},
		},
		{
			name:    "no storage",
			objects: config("{managementState: Removed, replicas: 1, storage: {}, defaultRoute: true, rolloutStrategy: Recreate}"),
			want: map[string]any{
				"registry": object{"managementState": "Removed", "replicas": 1.0, "rolloutStrategy": "Recreate"}, "exposure.defaultRoute": true, "storage": nil,
			},
		},
		{
			name:    "a part of a Config",
			objects: config("{logLevel: Debug}"),
			want:    map[string]any{"registry": object{"logLevel": "Debug"}, "storage": nil},
		},
		{
			name:    "protected storage without a type",
			objects: config("{managementState: Removed, replicas: 1, storage: {managementState: Unmanaged}}"),
			want:    map[string]any{"storage": object{"managementState": "Unmanaged"}, "registry": object{"managementState": "Removed", "replicas": 1.0}},
		},
		{
			name:    "managed storage without a type",
			objects: config("{managementState: Managed, replicas: 1, storage: {managementState: Managed}}"),
			want:    map[string]any{"storage": nil},
			notes:   []string{"Config/cluster: spec.storage.managementState:"},
		},
		{
			name:    "a storage type without the other fields",
			objects: config("{storage: {pvc: {}}}"),
			want:    map[string]any{"storage": object{"pvc": object{}}},
			notes:   []string{"Config/cluster: spec.managementState: not set in the objects; the profile sets it to \"Managed\"", "Config/cluster: spec.replicas: not set in the objects; the profile sets it to 2"},
		},
		{
			name:    "a storage type of the profile only",
			objects: config("{managementState: Managed, replicas: 2, storage: {cephRGW: {bucketName: images}}}"),
			want:    map[string]any{"storage": nil},
			notes:   []string{"Config/cluster: spec.storage.cephRGW:", "Config/cluster: spec.storage.cephRGW.bucketName:"},
		},
		{
			name:    "unknown fields",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", 'storage.s3.encrypt': true, 'storage.azure.cloudName': AzurePublicCloud, future: {credentials: {existingSecret: a}}, proxy: {future: a, noProxy: b}}"),
			want:    map[string]any{"registry.proxy": object{"noProxy": "b"}, "credentials": nil},
			notes: []string{
				"Config/cluster: spec.future.credentials.existingSecret:", "Config/cluster: spec.proxy.future:",
				"Config/cluster: spec[storage.azure.cloudName]:", "Config/cluster: spec[storage.s3.encrypt]:",
			},
		},
		{
			name: "certificates with and without a port, and invalid registry names",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + "---\napiVersion: config.openshift.io/v1\nkind: Image\nmetadata: {name: cluster}\nspec: {additionalTrustedCA: {name: cas}}\n" +
				"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: cas, namespace: openshift-config}\ndata: {a..b: one, a..5000: two, a..0: three, a: four, a..70000: five}\n",
			want: map[string]any{"trust.registries.certificates": []any{object{"host": "a", "ca": "four\n"}, object{"host": "a:5000", "ca": "two\n"}}},
			notes: []string{
				"ConfigMap/openshift-config/cas: data[a..0]:", "ConfigMap/openshift-config/cas: data[a..70000]:",
				"ConfigMap/openshift-config/cas: data[a..b]:",
			},
		},
		{
			name:    "a Secret that was created manually",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + secretOf(credentials),
			want:    map[string]any{"credentials": object{"existingSecret": object{}}},
		},
		{
			name:    "a manually created Secret that the storage does not use",
			objects: config("{managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, pvc: {claim: images}}}") + secretOf(credentials),
			want:    map[string]any{"credentials": nil},
		},
		{
			name:    "an ExternalSecret without the defaults of the API server",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + secretOf(credentials) + externalOf(credentials, "secretStoreRef: {name: vault}, data: [{secretKey: a, remoteRef: {key: b, property: c}}]"),
			want: map[string]any{"credentials.externalSecret": object{
				"secretStoreRef": object{"name": "vault", "kind": "SecretStore"}, "data": []any{object{"secretKey": "a", "remoteRef": object{"key": "b", "property": "c"}}},
			}},
		},
		{
			name: "an ExternalSecret with the keys of the storage",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + externalOf(credentials, "secretStoreRef: {name: vault, kind: ClusterSecretStore}, data: ["+
				"{secretKey: REGISTRY_STORAGE_S3_ACCESSKEY, remoteRef: {key: b, property: REGISTRY_STORAGE_S3_ACCESSKEY}}, {secretKey: REGISTRY_STORAGE_S3_SECRETKEY, remoteRef: {key: b, property: REGISTRY_STORAGE_S3_SECRETKEY}}]"),
			want: map[string]any{"credentials.externalSecret": object{"secretStoreRef": object{"name": "vault"}, "remoteKey": "b"}},
		},
		{
			name: "an ExternalSecret with the properties of the storage under other keys",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + externalOf(credentials, "secretStoreRef: {name: vault, kind: ClusterSecretStore}, data: ["+
				"{secretKey: b, remoteRef: {key: b, property: REGISTRY_STORAGE_S3_ACCESSKEY}}, {secretKey: c, remoteRef: {key: b, property: REGISTRY_STORAGE_S3_SECRETKEY}}]"),
			want: map[string]any{"credentials.externalSecret.data": []any{
				object{"secretKey": "b", "remoteRef": object{"key": "b", "property": "REGISTRY_STORAGE_S3_ACCESSKEY"}},
				object{"secretKey": "c", "remoteRef": object{"key": "b", "property": "REGISTRY_STORAGE_S3_SECRETKEY"}},
			}},
		},
		{
			name:    "an ExternalSecret of which a profile can express a part",
			objects: config("{managementState: Managed, replicas: 2, "+s3+"}") + externalOf(credentials, "secretStoreRef: {name: vault}, data: [{secretKey: a, remoteRef: {key: b, property: c, conversionStrategy: Unicode}}]"),
			want:    map[string]any{"credentials.externalSecret.data": []any{object{"secretKey": "a", "remoteRef": object{"key": "b", "property": "c"}}}},
			notes:   []string{"ExternalSecret/openshift-image-registry/" + credentials + ": spec.data:"},
		},
		{
			name: "a bucket of an external Ceph cluster",
			objects: config("{managementState: Managed, replicas: 2, disableRedirect: true, storage: {managementState: Unmanaged, s3: {bucket: images, region: us-east-1, regionEndpoint: 'http://rook-ceph-rgw-ocs-external-storagecluster-cephobjectstore.openshift-storage.svc:8080'}}}") +
				bucketOf("images", "ocs-external-storagecluster-ceph-rgw") + secretOf(credentials),
			want: map[string]any{"storage.cephRGW": object{"bucketName": "images", "mode": "External"}},
		},
		{
			name: "a bucket of NooBaa over https",
			objects: config("{managementState: Managed, replicas: 2, disableRedirect: true, storage: {managementState: Unmanaged, s3: {bucket: images, region: us-east-1, regionEndpoint: 'https://s3.openshift-storage.svc', trustedCA: {name: service-ca}}}}") +
				bucketOf("images", "openshift-storage.noobaa.io") + secretOf(credentials),
			want: map[string]any{"storage.noobaa": object{"bucketName": "images", "endpoint": "SecureService"}, "trust.storage": object{"configMapName": "service-ca"}},
		},
		{
			name: "a bucket of NooBaa that inherits encryption",
			objects: config("{managementState: Managed, replicas: 2, disableRedirect: true, storage: {managementState: Unmanaged, s3: {bucket: images, region: us-east-1, regionEndpoint: 'http://s3.openshift-storage.svc', encrypt: true}}}") +
				bucketOf("images", "openshift-storage.noobaa.io") + secretOf(credentials),
			want:  map[string]any{"storage.noobaa": object{"bucketName": "images"}},
			notes: []string{"Config/cluster: spec.storage.s3.encrypt: the profile sets another value"},
		},
		{
			name:    "durations and quantities in their short forms",
			objects: config("{managementState: Managed, replicas: 2, " + s3 + ", requests: {read: {maxRunning: 1, maxWaitInQueue: 3600s}}, resources: {requests: {cpu: 1000m}}}"),
			want:    map[string]any{"registry.requests.read.maxWaitInQueue": "1h", "registry.resources.requests.cpu": "1"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nodes, err := krm.ReadDocuments([]byte(tt.objects))
			require.NoError(t, err)
			imported, err := importer.Import(nodes, importer.Options{Version: "4.16", Platform: cmp.Or(tt.platform, "AWS")})
			require.NoError(t, err)
			_, found := pipeline.Function{Rules: pipeline.NoRules}.Render(yaml.MustParse(string(imported.Text)))
			require.False(t, v1alpha1.HasErrors(found), "%v\n%s", found, imported.Text)
			var document object
			require.NoError(t, sigsyaml.Unmarshal(imported.Text, &document))
			for path, want := range tt.want {
				var got any = document["spec"]
				for key := range strings.SplitSeq(path, ".") {
					fields, _ := got.(object)
					got = fields[key]
				}
				assert.Equal(t, want, got, path)
			}
			require.Len(t, imported.Notes, len(tt.notes), "%q\n%s", imported.Notes, imported.Text)
			for i, line := range imported.Notes {
				assert.Equal(t, tt.notes[i], line[:min(len(line), len(tt.notes[i]))], "line %d", i)
			}
			assert.NotContains(t, string(imported.Text)+strings.Join(imported.Notes, "\n"), "never-read")
		})
	}
}

// TestImportService imports the managed service and the topology of the control
// plane.
func TestImportService(t *testing.T) {
	infrastructure := func(status string) string {
		return "---\napiVersion: config.openshift.io/v1\nkind: Infrastructure\nmetadata: {name: cluster}\nstatus: {" + status + "}\n"
	}
	tags := func(key, managed, cluster string) string {
		return key + ": [{key: red-hat-managed, value: '" + managed + "'}, {key: red-hat-clustertype, value: " + cluster + "}]"
	}
	for name, tt := range map[string]struct {
		objects               string
		controlPlane, service any
	}{
		"ROSA with hosted control planes": {infrastructure("controlPlaneTopology: External, platformStatus: {type: AWS, aws: {" + tags("resourceTags", "true", "rosa") + "}}"), "External", "ROSA"},
		"OSD on GCP":                      {infrastructure("controlPlaneTopology: HighlyAvailable, platformStatus: {type: GCP, gcp: {" + tags("resourceLabels", "true", "osd") + "}}"), nil, "OSD"},
		"a tag of the user":               {infrastructure("platformStatus: {type: AWS, aws: {" + tags("resourceTags", "false", "rosa") + "}}"), nil, nil},
		"an unknown service":              {infrastructure("platformStatus: {type: AWS, aws: {" + tags("resourceTags", "true", "other") + "}}"), nil, nil},
		"ARO": {infrastructure("platformStatus: {type: Azure}") +
			"---\napiVersion: aro.openshift.io/v1alpha1\nkind: Cluster\nmetadata: {name: cluster}\nspec: {resourceId: never-read}\n", nil, "ARO"},
	} {
		t.Run(name, func(t *testing.T) {
			nodes, err := krm.ReadDocuments([]byte(config("{managementState: Managed, replicas: 2}") + tt.objects))
			require.NoError(t, err)
			imported, err := importer.Import(nodes, importer.Options{Version: "4.18"})
			require.NoError(t, err)
			assert.Empty(t, imported.Notes)
			var document struct {
				Spec struct{ OpenShift object }
			}
			require.NoError(t, sigsyaml.Unmarshal(imported.Text, &document))
			assert.Equal(t, tt.controlPlane, document.Spec.OpenShift["controlPlaneTopology"])
			assert.Equal(t, tt.service, document.Spec.OpenShift["managedBy"])
		})
	}
}
