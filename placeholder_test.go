package main

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/placeholder"
)

// holders are placeholders of each tool, as the value and inside of a value.
var holders = map[string][]string{
	placeholder.ACM: {
		`{{hub fromConfigMap "ns" "clusters" (printf "%s-x" .ManagedClusterName) hub}}`,
		"a-{{hub index .ManagedClusterLabels `x` hub}}-b", "{{ .x }}",
	},
	placeholder.Flux:              {"${a}", "a-${b:=c: d # e}-f"},
	placeholder.ArgoCDVaultPlugin: {"<path:secret/data/x#key>", "a-<path:b/c#d#2 | base64decode>-e", "<key>"},
}

// everyText is a profile with the texts that no example sets.
const everyText = `
apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata: {name: p}
spec:
  openshift: {version: "4.20", platform: AWS, infrastructureTopology: HighlyAvailable, controlPlaneTopology: HighlyAvailable, managedBy: ROSA, environment: NonProduction}
  registry:
    managementState: Managed
    rolloutStrategy: RollingUpdate
    logLevel: Normal
    operatorLogLevel: Normal
    disableRedirect: false
    proxy: {http: "http://a:1", https: "http://a:1", noProxy: ".svc,.cluster.local,172.30.0.0/16"}
    unsupportedConfigOverrides: {a: b, c: [d, {e: f}]}
    nodeSelector: {a: b}
    tolerations: [{key: a, operator: Equal, value: b, effect: NoSchedule}]
    spread: Custom
    topologySpreadConstraints: &spread
    - {maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, nodeAffinityPolicy: Honor, nodeTaintsPolicy: Honor, matchLabelKeys: [b], labelSelector: {matchLabels: {docker-registry: default}, matchExpressions: [{key: docker-registry, operator: In, values: [default]}]}}
    affinity: &affinity
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}], matchFields: [{key: metadata.name, operator: In, values: [c]}]}]}
        preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: a, operator: In, values: [b]}], matchFields: [{key: metadata.name, operator: In, values: [c]}]}}]
      podAffinity: &pods
        requiredDuringSchedulingIgnoredDuringExecution: [&term {topologyKey: a, namespaces: [b], matchLabelKeys: [c], mismatchLabelKeys: [d], labelSelector: &labels {matchLabels: {e: f}, matchExpressions: [{key: g, operator: In, values: [h]}]}, namespaceSelector: *labels}]
        preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: *term}]
      podAntiAffinity: *pods
  storage:
    s3:
      bucket: bucket
      region: eu-west-1
      encrypt: true
      keyID: a
      cloudFront: {baseURL: "https://a.cloudfront.net", keypairID: A, privateKey: {name: a, key: b}}
  credentials: {existingSecret: {}}
  trust: {storage: {configMapName: a}}
  exposure: {routes: [{name: a, hostname: a.example.com, secretName: b}]}
  imagePruner: {schedule: 0 0 * * *, logLevel: Normal, affinity: *affinity, nodeSelector: {a: b}, tolerations: [{key: a, operator: Equal, value: b, effect: NoSchedule}]}
  metrics: {subjects: [{kind: ServiceAccount, name: a, namespace: b}]}
`

const everyTextOfAzure = `
apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata: {name: p}
spec:
  openshift: {version: "4.20", platform: Azure}
  storage: {azure: {accountName: abc, container: abc, networkAccess: {type: Internal, internal: {networkResourceGroupName: abc, vnetName: abc, subnetName: abc, privateEndpointName: abc}}}}
  credentials: {externalSecret: {secretStoreRef: {name: a}, data: [{secretKey: REGISTRY_STORAGE_AZURE_ACCOUNTKEY, remoteRef: {key: a, property: b, version: c}}]}}
`

const everyTextOfOthers = `
apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata: {name: p}
spec:
  openshift: {version: "4.20", platform: %s}
  storage: {%s}
`

// textProfiles returns profiles that together set every text.
func textProfiles(t *testing.T) map[string]object {
	corpus := profileCorpus(t)
	for name, text := range map[string]string{
		"every text": everyText, "azure": everyTextOfAzure,
		"class":   fmt.Sprintf(everyTextOfOthers, "OpenStack", "pvc: {claim: a, create: {storageClassName: b}}"),
		"claim":   fmt.Sprintf(everyTextOfOthers, "OpenStack", "pvc: {claim: a}"),
		"local":   fmt.Sprintf(everyTextOfOthers, "BareMetal", "pvc: {claim: a, create: {persistentVolume: {name: b, local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}], matchFields: [{key: metadata.name, operator: In, values: [c]}]}]}}}}}"),
		"swift":   fmt.Sprintf(everyTextOfOthers, "OpenStack", `swift: {authURL: "https://a/v3", authVersion: "3", container: a, domain: b, domainID: c, tenant: d, tenantID: e, regionName: f}`),
		"gcs":     fmt.Sprintf(everyTextOfOthers, "GCP", "gcs: {bucket: abc, region: a, projectID: b, keyID: c}"),
		"mounted": fmt.Sprintf(everyTextOfOthers, "VSphere", "pvc: {create: {storageClassName: a, storageClass: {provisioner: b, parameters: {c: d}, mountOptions: [e]}}}"),
		"rgw":     fmt.Sprintf(everyTextOfOthers, "BareMetal", "cephRGW: {bucketName: abc, region: a, storageClassName: b, additionalConfig: {c: d}, endpoint: Route, routeHost: a.example.com}}\n  trust: {storage: {configMapName: a}"),
		"noobaa":  fmt.Sprintf(everyTextOfOthers, "BareMetal", "noobaa: {bucketName: abc, namespace: openshift-storage, region: a, storageClassName: b, additionalConfig: {c: d}, endpoint: Route, routeHost: a.example.com}}\n  trust: {storage: {configMapName: a}"),
		"cephFS":  fmt.Sprintf(everyTextOfOthers, "BareMetal", "cephFS: {claim: a, storageClassName: b}"),
		"change":  fmt.Sprintf(everyTextOfOthers, "AWS", "s3: {bucket: abc, region: eu-west-1}}\n  delivery: {tool: ArgoCD, storageChange: {from: s3, image: a/b:c}"),
	} {
		var profile object
		require.NoError(t, sigsyaml.Unmarshal([]byte(text), &profile), name)
		corpus[name] = profile
	}
	return corpus
}

// leaf is a text of a profile that can be replaced.
type leaf struct {
	// path with [] for elements of lists and keys of maps, and field as a diagnostic
	// names it.
	path, field string
	value       string
	set         func(string)
}

// textsBelow returns the texts below a value.
func textsBelow(value any, path, name string, set func(string)) []leaf {
	var found []leaf
	switch v := value.(type) {
	case string:
		return []leaf{{path, name, v, set}}
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, textsBelow(v[key], path+"."+key, name+"."+key, func(text string) { v[key] = text })...)
		}
	case []any:
		for i := range v {
			found = append(found, textsBelow(v[i], path+"[]", fmt.Sprintf("%s[%d]", name, i), func(text string) { v[i] = text })...)
		}
	}
	return found
}

// outcome is the result of rendering a profile with all rules.
type outcome struct {
	objects []object
	// text is the text of all documents.
	text   string
	errors []v1alpha1.Diagnostic
	// others are the other diagnostics, without their values.
	others map[string]bool
}

func outcomeOf(t *testing.T, profile object) outcome {
	t.Helper()
	var o outcome
	r, found := pipeline.Function{}.Render(pipeline.Node(plainJSON(profile)))
	o.others = map[string]bool{}
	for _, d := range found {
		if d.Severity == v1alpha1.SeverityError {
			o.errors = append(o.errors, d)
		}
		o.others[string(d.Severity)+" "+d.Rule+" "+d.Field] = true
	}
	for _, generated := range r.Objects {
		document, err := generated.Document()
		require.NoError(t, err)
		var content object
		require.NoError(t, sigsyaml.Unmarshal(document, &content), "%s", document)
		o.objects = append(o.objects, content)
		o.text += string(document)
		var again object
		node, err := generated.Node().String()
		require.NoError(t, err)
		require.NoError(t, sigsyaml.Unmarshal([]byte(node), &again), node)
		require.Equal(t, content, again)
	}
	return o
}

// substituted replaces a text in all texts of a value, as the tools do. It drops
// the hash in the name of a Job.
func substituted(value any, old, replacement string) any {
	switch v := value.(type) {
	case object:
		out := object{}
		for key, item := range v {
			out[key] = substituted(item, old, replacement)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = substituted(item, old, replacement)
		}
		return out
	case string:
		return hashed.ReplaceAllString(strings.ReplaceAll(v, old, replacement), "$1")
	default:
		return value
	}
}

var hashed = regexp.MustCompile(`(storage-change|image-registry-bucket)-[0-9a-f]{8}`)

// TestPlaceholders puts a placeholder of each tool into each text of each profile.
// Each text takes another of the placeholders. If the tool is set, either the manifests are those of the original profile as soon
// as the tool replaces the placeholder, without another diagnostic, or the field has
// one error. If the tool is not set, the field has one error.
func TestPlaceholders(t *testing.T) {
	// enough profiles for a field; a field of a Kubernetes type needs only one.
	enough := func(path string) int {
		if ofKubernetes.MatchString(path) {
			return 1
		}
		return 2
	}
	if testing.Short() {
		t.Skip("renders thousands of profiles")
	}
	taken, visited := map[string]int{}, 0
	schema := compiled(t)
	profiles := textProfiles(t)
	for _, name := range slices.Sorted(maps.Keys(profiles)) {
		if strings.Contains(name, "/placeholders-") {
			continue // it contains placeholders
		}
		t.Run(name, func(t *testing.T) {
			profile := profiles[name]
			profile = integers(profile).(object)
			spec := profile["spec"].(object)
			delivery, _ := spec["delivery"].(object)
			if delivery == nil {
				delivery = object{}
			}
			texts := textsBelow(spec, "spec", "spec", nil)
			spec["delivery"] = delivery
			delivery["placeholders"] = placeholder.Flux
			base := outcomeOf(t, profile) // the same for each tool
			if !strings.HasPrefix(name, "internal/") {
				require.Empty(t, base.errors)
			}
			for _, text := range texts {
				if text.path == "spec.delivery.placeholders" || taken[text.path] == enough(text.path) {
					continue
				}
				taken[text.path]++
				visited++
				for _, tool := range placeholder.Tools {
					holder := holders[tool][visited%len(holders[tool])]
					t.Run(text.field+" "+holder, func(t *testing.T) {
						text.set(holder)
						defer text.set(text.value)
						delivery["placeholders"] = tool
						if checkReplaced(t, profile, text, tool, holder, base) {
							assert.NoError(t, schema.Validate(plainJSON(profile)))
						}
						if taken[text.path] > 1 {
							return
						}
						for _, other := range append([]string{""}, placeholder.Tools...) {
							if other == tool {
								continue
							}
							delivery["placeholders"] = other
							if other == "" {
								delete(delivery, "placeholders")
							}
							got := outcomeOf(t, profile)
							require.Len(t, got.errors, 1, "%s instead of %s", other, tool)
							assert.Equal(t, text.field, withKeys(got.errors[0].Field))
							assert.Contains(t, got.errors[0].Message, placeholder.First(tool, holder))
							assert.Error(t, schema.Validate(plainJSON(profile)), "the schema accepts it with %q", other)
						}
					})
				}
			}
		})
	}
	for _, path := range textPaths(reflect.TypeFor[v1alpha1.Spec](), "spec", "") {
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(path), `\*`, `.+`) + "$")
		assert.True(t, slices.ContainsFunc(slices.Collect(maps.Keys(taken)), pattern.MatchString), "no profile of this test sets %s", path)
	}
}

var ofKubernetes = regexp.MustCompile(`(?i)affinity|constraints|tolerations`)

// withKeys returns a path with keys of maps after a period.
func withKeys(path string) string {
	return regexp.MustCompile(`\[([^\]0-9][^\]]*)\]`).ReplaceAllString(path, ".$1")
}

func checkReplaced(t *testing.T, profile object, text leaf, tool, holder string, base outcome) bool {
	t.Helper()
	got := outcomeOf(t, profile)
	if len(got.errors) > 0 && len(base.errors) == 0 {
		require.Len(t, got.errors, 1)
		assert.Equal(t, text.field, withKeys(got.errors[0].Field))
		assert.Regexp(t, "must be known|escapes the quotes", got.errors[0].Message)
		return false
	}
	for d := range got.others {
		assert.True(t, base.others[d], "an unknown value causes %s", d)
	}
	want := substituted(toAny(base.objects), "", "")
	assert.Equal(t, want, substituted(toAny(got.objects), holder, text.value))
	if tool != placeholder.ACM && len(base.objects) > 0 && !reflect.DeepEqual(base.objects, got.objects) {
		assert.Contains(t, got.text, holder, "the text of the manifests")
	}
	return true
}

func toAny(objects []object) any {
	list := make([]any, len(objects))
	for i, o := range objects {
		list[i] = o
	}
	return list
}

// textPaths returns the paths of all texts of a type, with * for the keys of maps.
func textPaths(t reflect.Type, path string, tag reflect.StructTag) []string {
	switch {
	case t.Kind() == reflect.Pointer:
		return textPaths(t.Elem(), path, tag)
	case t == reflect.TypeFor[metav1.Duration](), t == reflect.TypeFor[resource.Quantity](), path == "spec.delivery.placeholders":
		return nil
	}
	var paths []string
	switch t.Kind() {
	case reflect.String:
		return []string{path}
	case reflect.Slice:
		return textPaths(t.Elem(), path+"[]", tag)
	case reflect.Map:
		return textPaths(t.Elem(), path+".*", tag)
	case reflect.Interface:
		return []string{path}
	case reflect.Struct:
		for f := range t.Fields() {
			if decode.Inline(f) {
				paths = append(paths, textPaths(f.Type, path, "")...)
			} else if name := decode.JSONName(f); name != "" && name != "claims" {
				paths = append(paths, textPaths(f.Type, path+"."+name, f.Tag)...)
			}
		}
	}
	return paths
}
