package importer_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	configv1 "github.com/openshift/api/config/v1"
	registryv1 "github.com/openshift/api/imageregistry/v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// object is a map in the form that encoding/json decodes.
type object = map[string]any

// cases is the number of generated clusters that go test imports.
const cases = 60

// TestImportGenerated imports generated clusters. Each run generates the same
// clusters.
func TestImportGenerated(t *testing.T) {
	for seed := range uint64(cases) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			importGenerated(t, seed)
		})
	}
}

// FuzzImportGenerated imports more generated clusters.
func FuzzImportGenerated(f *testing.F) {
	f.Add(uint64(cases))
	f.Fuzz(func(t *testing.T, seed uint64) { importGenerated(t, seed) })
}

// importGenerated imports a generated cluster. For any objects, the import lists the
// values that it cannot read. Without them, it succeeds and its profile renders. If the profile is applied to the cluster, a second
// import returns the same profile. The output does not contain Secret data.
func importGenerated(t *testing.T, seed uint64) {
	t.Helper()
	g := generator{rand.New(rand.NewPCG(seed, 0))}
	cluster := g.cluster()
	defer func() {
		if t.Failed() {
			text, err := json.Marshal(cluster)
			t.Logf("%s %v", text, err)
		}
	}()
	options := importer.Options{Name: "a", Version: one(g, "4.12", "4.16", "4.20"), Platform: one(g, openshift.PlatformNames()...)}
	var nodes []*yaml.RNode
	for _, o := range cluster {
		nodes = append(nodes, nodeOf(t, o))
	}
	first, err := importer.Import(nodes, options)
	for round := 0; round < 10 && err != nil; round++ {
		unreadable := &importer.Unreadable{}
		require.ErrorAs(t, err, &unreadable)
		assert.NotContains(t, err.Error(), canary)
		nodes = without(t, nodes, unreadable.Problems)
		first, err = importer.Import(nodes, options)
	}
	require.NoError(t, err)
	assert.NotContains(t, string(first.Text)+strings.Join(first.Notes, "\n"), canary)
	parsed, err := yaml.Parse(string(first.Text))
	require.NoError(t, err)
	pipeline.Function{}.Render(parsed) // a rule may reject it
	rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(parsed)
	require.False(t, v1alpha1.HasErrors(found), "%v\n%s", found, first.Text)
	second, err := importer.Import(applied(nodes, rendered.Objects), options)
	require.NoError(t, err, string(first.Text))
	assert.Equal(t, string(first.Text), string(second.Text))
}

// without returns the objects without the fields of problems, or without the field
// of the spec that contains them.
func without(t *testing.T, nodes []*yaml.RNode, problems []v1alpha1.Diagnostic) []*yaml.RNode {
	t.Helper()
	var all []*yaml.RNode
	for _, node := range nodes {
		content, err := node.Map()
		require.NoError(t, err)
		for _, p := range problems {
			if p.Object != provenance.NameOf(provenance.IDOf(node)) {
				continue
			}
			keys := strings.FieldsFunc(p.Field, func(r rune) bool { return r == '.' || r == '[' })
			if strings.Contains(p.Field, "[") || len(keys) < 2 || !deleteAt(content, keys) {
				if part, ok := content[keys[0]].(object); ok && len(keys) > 1 && part[keys[1]] != nil {
					delete(part, keys[1])
				} else {
					delete(content, keys[0])
				}
			}
		}
		all = append(all, nodeOf(t, content))
	}
	return all
}

// deleteAt deletes a field, and returns false if it does not exist.
func deleteAt(content object, keys []string) bool {
	for _, key := range keys[:len(keys)-1] {
		inner, ok := content[key].(object)
		if !ok {
			return false
		}
		content = inner
	}
	_, exists := content[keys[len(keys)-1]]
	delete(content, keys[len(keys)-1])
	return exists
}

// applied returns the objects of a cluster after the profile is applied.
func applied(nodes []*yaml.RNode, rendered []*generators.Object) []*yaml.RNode {
	var all []*yaml.RNode
	ids := map[string]bool{}
	for _, o := range rendered {
		ids[o.ID()] = true
		all = append(all, o.Node())
	}
	for _, node := range nodes {
		if !ids[provenance.IDOf(node)] {
			all = append(all, node)
		}
	}
	return all
}

func nodeOf(t *testing.T, o object) *yaml.RNode {
	t.Helper()
	text, err := json.Marshal(o)
	require.NoError(t, err)
	node, err := yaml.Parse(string(text))
	require.NoError(t, err)
	return node
}

// canary is the data of generated Secrets.
const canary = "never-read"

// generator generates clusters of random objects with all fields of their types.
type generator struct{ *rand.Rand }

func one[T any](g generator, some ...T) T { return some[g.IntN(len(some))] }

// rarely returns true once in n calls.
func (g generator) rarely(n int) bool { return g.IntN(n) == 0 }

func (g generator) cluster() []object {
	config := g.object(openshift.Config, "", openshift.ClusterName, g.fields(reflect.TypeFor[registryv1.ImageRegistrySpec](), 0))
	if spec, ok := config["spec"].(object); ok && !g.rarely(8) {
		spec["storage"] = g.storage()
	}
	all := []object{config}
	add := func(o object) {
		if !g.rarely(3) {
			all = append(all, o)
		}
	}
	add(g.object(openshift.ImagePruner, "", openshift.ClusterName, g.fields(reflect.TypeFor[registryv1.ImagePrunerSpec](), 0)))
	add(g.object(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, "images", g.fields(reflect.TypeFor[corev1.PersistentVolumeClaimSpec](), 0)))
	add(g.object(openshift.ObjectBucketClaim, one(g, openshift.RegistryNamespace, "openshift-storage"), "images", object{
		"bucketName": "images", "storageClassName": one(g, "openshift-storage.noobaa.io", "ocs-storagecluster-ceph-rgw"), "additionalConfig": g.dictionary(func() any { return g.text("") }),
	}))
	image := g.fields(reflect.TypeFor[configv1.ImageSpec](), 0)
	image["additionalTrustedCA"] = object{"name": "images"}
	add(g.object(openshift.Image, "", openshift.ClusterName, image))
	cas := g.object(openshift.ConfigMap, openshift.ConfigNamespace, "images", nil)
	cas["data"] = g.dictionary(func() any { return g.text("") })
	add(cas)
	for _, name := range []string{openshift.CredentialsSecret, "images"} {
		add(g.object(openshift.ExternalSecret, openshift.RegistryNamespace, name, object{
			"refreshInterval": one(g, "1h", "10m", ""), "secretStoreRef": object{"name": "vault", "kind": one(g, "SecretStore", "ClusterSecretStore")},
			"target": object{"name": name, "template": object{"engineVersion": "v2"}},
			"data": []any{
				object{"secretKey": "REGISTRY_STORAGE_S3_ACCESSKEY", "remoteRef": object{"key": "a", "property": "REGISTRY_STORAGE_S3_ACCESSKEY", "decodingStrategy": "None"}},
				object{"secretKey": one(g, "REGISTRY_STORAGE_S3_SECRETKEY", "tls.key"), "remoteRef": object{"key": one(g, "a", "b"), "property": "REGISTRY_STORAGE_S3_SECRETKEY"}},
			},
		}))
		secret := g.object(schema.FromAPIVersionAndKind("v1", "Secret"), openshift.RegistryNamespace, name, nil)
		secret["data"] = g.dictionary(func() any { return canary })
		add(secret)
	}
	for _, o := range all {
		for _, part := range []string{"spec", "data"} {
			if o[part] != nil && o["kind"] != "Secret" {
				o[part] = g.corrupted(o[part])
			}
		}
	}
	return all
}

func (g generator) object(kind schema.GroupVersionKind, namespace, name string, spec any) object {
	meta := object{"name": name}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	o := object{"apiVersion": kind.GroupVersion().String(), "kind": kind.Kind, "metadata": meta}
	if spec != nil {
		o["spec"] = spec
	}
	return o
}

// storage usually has one type, as on a cluster.
func (g generator) storage() object {
	all := reflect.TypeFor[registryv1.ImageRegistryConfigStorage]()
	storage := object{}
	for range one(g, 1, 1, 1, 1, 2) {
		f := all.Field(g.IntN(all.NumField()))
		storage[jsonName(f)] = g.value(f.Type, jsonName(f), 2)
	}
	return storage
}

// struct_ returns a random subset of the fields of a type.
func (g generator) fields(t reflect.Type, depth int) object {
	fields := object{}
	for i := range t.NumField() {
		f := t.Field(i)
		name := jsonName(f)
		if f.Anonymous && name == "" {
			for name, value := range g.fields(f.Type, depth) {
				fields[name] = value
			}
		} else if name != "" && g.rarely(2+depth/2) {
			fields[name] = g.value(f.Type, name, depth+1)
		}
	}
	return fields
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func (g generator) value(t reflect.Type, name string, depth int) any {
	switch t {
	case reflect.TypeFor[metav1.Duration]():
		return one(g, "0s", "1h", "90m", "1h0m0s", "7d")
	case reflect.TypeFor[resource.Quantity](), reflect.TypeFor[intstr.IntOrString]():
		return one[any](g, "100m", "1000m", "1", 1, "10Gi", "1.5", "x")
	case reflect.TypeFor[runtime.RawExtension]():
		return g.dictionary(func() any { return g.arbitrary(0) })
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.value(t.Elem(), name, depth)
	case reflect.Struct:
		return g.fields(t, depth)
	case reflect.Map:
		return g.dictionary(func() any { return g.value(t.Elem(), "", depth+1) })
	case reflect.Slice:
		list := []any{}
		for range g.IntN(3) {
			list = append(list, g.value(t.Elem(), name, depth+1))
		}
		return list
	case reflect.Bool:
		return g.rarely(2)
	case reflect.String:
		return g.text(name)
	default:
		return one[any](g, 0, 1, 2, 3, 20, -1, 70000)
	}
}

// values contains valid values by field.
var values = map[string][]string{
	"managementState": {"Managed", "Unmanaged", "Removed"}, "rolloutStrategy": {"RollingUpdate", "Recreate"},
	"logLevel": {"Normal", "Debug", "TraceAll"}, "operatorLogLevel": {"Normal", "Trace"},
	"http": {"http://proxy:3128"}, "https": {"http://proxy:3128"}, "regionEndpoint": {"https://s3.example.com", "http://s3.openshift-storage.svc"},
	"baseURL": {"https://cdn.example.com"}, "authURL": {"https://keystone:5000/v3"}, "authVersion": {"3"}, "accessModes": {"ReadWriteMany", "ReadWriteOnce"},
	"claim": {"images", "other"}, "bucket": {"images"}, "operator": {"In", "Exists", "Equal"}, "effect": {"NoSchedule", "NoExecute"},
	"whenUnsatisfiable": {"ScheduleAnyway", "DoNotSchedule"}, "cloudName": {"AzurePublicCloud", "AzureChinaCloud"}, "storageClassName": {"fast", "ocs-storagecluster-cephfs", ""},
	"volumeMode": {"Filesystem", "Block"}, "keepYoungerThanDuration": {"60m", "1h30m"}, "secretName": {"images", ""},
}

// words are strings that a user can write anywhere. Most are field names.
var words = []string{
	"credentials", "existingSecret", "storage", "affinity", "whole", "s3", "pvc", "managementState", "openshift", "version", "retained", "registry",
	"nodeSelector", "duration", "refreshInterval", "ignoreInvalidImageReferences", "spec", "emptyDir", "cephFS", "externalSecret",
	"a", "images", "registry.example.com", "registry.example.com..5000", "node-role.kubernetes.io/infra", "a.b[0].c", "[0]", "0", "*", "", " ", "null", "~", "a: b", "#", "1e3", "yes", "é\u2028", "line\nline\n",
}

func (g generator) text(name string) string {
	if valid := values[name]; valid != nil && !g.rarely(10) {
		return one(g, valid...)
	}
	return one(g, words...)
}

func (g generator) dictionary(value func() any) object {
	d := object{}
	for range g.IntN(4) {
		d[one(g, words...)] = value()
	}
	return d
}

// arbitrary returns a value of any type.
func (g generator) arbitrary(depth int) any {
	switch n := g.IntN(8); {
	case n == 0:
		return nil
	case n == 1:
		return g.rarely(2)
	case n == 2:
		return one[any](g, 0, 1, -1, 1.5, 1e300, 9007199254740993)
	case n == 3 && depth < 3:
		return []any{g.arbitrary(depth + 1), g.arbitrary(depth + 1)}
	case n == 4 && depth < 3:
		return []any{}
	case n <= 6 && depth < 3:
		return g.dictionary(func() any { return g.arbitrary(depth + 1) })
	default:
		return one(g, words...)
	}
}

// corrupted replaces a few values with arbitrary values.
func (g generator) corrupted(value any) any {
	if g.rarely(60) {
		return g.arbitrary(0)
	}
	switch v := value.(type) {
	case object:
		out := object{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out[key] = g.corrupted(v[key])
		}
		if g.rarely(40) {
			out[one(g, words...)] = g.arbitrary(0)
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, g.corrupted(item))
		}
		return out
	}
	return value
}
