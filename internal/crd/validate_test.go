package crd

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// problemsOf validates an object that has a spec, in YAML.
func problemsOf(t *testing.T, kind schema.GroupVersionKind, release, spec string) []Problem {
	t.Helper()
	r, err := openshift.ParseRelease(release)
	require.NoError(t, err)
	object := map[string]any{"apiVersion": kind.GroupVersion().String(), "kind": kind.Kind, "metadata": map[string]any{"name": "cluster"}}
	var content any
	require.NoError(t, yaml.Unmarshal([]byte(spec), &content))
	object["spec"] = content
	return Validate(object, kind, r)
}

func paths(problems []Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, p.Path)
	}
	return all
}

// TestKeywords has, for each keyword of a schema, values that it allows and
// values that it does not.
func TestKeywords(t *testing.T) {
	claims := func(names ...string) string {
		return "{replicas: 1, resources: {claims: [{name: " + strings.Join(names, "}, {name: ") + "}]}}"
	}
	config := func(field, value string) string { return fmt.Sprintf("{replicas: 1, %s: %s}", field, value) }
	storage := func(value string) string { return config("storage", value) }
	container := func(n int) string { return storage("{azure: {container: " + strings.Repeat("a", n) + "}}") }
	registries := func(n int) string {
		return "{registrySources: {allowedRegistries: [" + strings.TrimSuffix(strings.Repeat("example.com,", n), ",") + "]}}"
	}
	chunk := func(n int) string { return storage(fmt.Sprintf("{s3: {chunkSizeMiB: %d}}", n)) }
	from := func(source string) string { return "{dataFrom: [{sourceRef: " + source + "}]}" }
	ca := func(text string) string { return "{provider: {kubernetes: {server: {caBundle: " + text + "}}}}" }
	const (
		store     = "storeRef: {name: store}"
		generator = "generatorRef: {kind: Password, name: generator}"
	)
	for name, c := range map[string]struct {
		kind     schema.GroupVersionKind
		accepted []string
		// rejected values, and the path of the only problem.
		rejected []string
		path     string
	}{
		"type string":          {openshift.Config, []string{config("httpSecret", "x")}, []string{config("httpSecret", "1"), config("httpSecret", "{x: 1}"), config("httpSecret", "[x]")}, "spec.httpSecret"},
		"type boolean":         {openshift.Config, []string{config("readOnly", "true")}, []string{config("readOnly", "'true'"), config("readOnly", "1")}, "spec.readOnly"},
		"type object":          {openshift.Config, []string{config("proxy", "{}")}, []string{config("proxy", "[]"), config("proxy", "x"), config("proxy", "1")}, "spec.proxy"},
		"type array":           {openshift.Config, []string{config("routes", "[]")}, []string{config("routes", "{}"), config("routes", "true")}, "spec.routes"},
		"type integer":         {openshift.Config, []string{"{replicas: 0}", "{replicas: 2.0}"}, []string{"{replicas: 1.5}", "{replicas: '1'}", "{replicas: true}"}, "spec.replicas"},
		"map of strings":       {openshift.Config, []string{config("nodeSelector", "{a: b}")}, []string{config("nodeSelector", "{a: 1}")}, "spec.nodeSelector.a"},
		"int32":                {openshift.Config, []string{"{replicas: 2147483647}", "{replicas: -2147483648}"}, []string{"{replicas: 2147483648}", "{replicas: -2147483649}"}, "spec.replicas"},
		"int64":                {openshift.Config, []string{config("logging", "9223372036854775807"), config("logging", "-9223372036854775808")}, []string{config("logging", "9223372036854777856"), config("logging", "-9223372036854777856"), config("logging", "1e300")}, "spec.logging"},
		"byte":                 {openshift.SecretStore, []string{ca("QQ==")}, []string{ca("QQ"), ca("''")}, "spec.provider.kubernetes.server.caBundle"},
		"duration":             {openshift.ImagePruner, []string{"{keepYoungerThanDuration: 1h30m}", "{keepYoungerThanDuration: 5 days}"}, []string{"{keepYoungerThanDuration: '60'}", "{keepYoungerThanDuration: ''}"}, "spec.keepYoungerThanDuration"},
		"enum":                 {openshift.Config, []string{config("logLevel", "Debug"), config("logLevel", "''")}, []string{config("logLevel", "debug")}, "spec.logLevel"},
		"enum of a pattern":    {openshift.Config, []string{config("managementState", "Removed")}, []string{config("managementState", "removed"), config("managementState", "''")}, "spec.managementState"},
		"pattern":              {openshift.Config, []string{storage("{azure: {container: a-b}}")}, []string{storage("{azure: {container: a--b}}")}, "spec.storage.azure.container"},
		"enum of another type": {openshift.Config, nil, []string{storage("{oss: {encryption: {method: true}}}")}, "spec.storage.oss.encryption.method"},
		"pattern in CEL":       {openshift.Image, []string{"{registrySources: {allowedRegistries: ['*.example.com']}}"}, []string{"{registrySources: {allowedRegistries: ['https://example.com']}}"}, "spec.registrySources.allowedRegistries[0]"},
		"minLength":            {openshift.Config, []string{container(3), storage("{azure: {container: a-b}}")}, []string{container(2)}, "spec.storage.azure.container"},
		"maxLength":            {openshift.Config, []string{container(63)}, []string{container(64)}, "spec.storage.azure.container"},
		"minimum":              {openshift.Config, []string{chunk(5)}, []string{chunk(4), chunk(-5)}, "spec.storage.s3.chunkSizeMiB"},
		"maximum":              {openshift.Config, []string{chunk(5120)}, []string{chunk(5121)}, "spec.storage.s3.chunkSizeMiB"},
		"minItems":             {openshift.Image, []string{"{registrySources: {containerRuntimeSearchRegistries: [a]}}"}, []string{"{registrySources: {containerRuntimeSearchRegistries: []}}"}, "spec.registrySources.containerRuntimeSearchRegistries"},
		"maxItems":             {openshift.Image, []string{registries(1024)}, []string{registries(1025)}, "spec.registrySources.allowedRegistries"},
		"minProperties":        {openshift.ExternalSecret, []string{from("{" + store + "}")}, []string{from("{}"), from("{storeRef: null}")}, "spec.dataFrom[0].sourceRef"},
		"maxProperties":        {openshift.ExternalSecret, []string{from("{" + generator + "}")}, []string{from("{" + store + ", " + generator + "}")}, "spec.dataFrom[0].sourceRef"},
		"set":                  {openshift.Image, []string{"{registrySources: {containerRuntimeSearchRegistries: [a, b]}}"}, []string{"{registrySources: {containerRuntimeSearchRegistries: [a, b, a, a]}}"}, "spec.registrySources.containerRuntimeSearchRegistries[2]"},
		"map keys":             {openshift.Config, []string{claims("a", "b")}, []string{claims("a", "b", "b")}, "spec.resources.claims[2]"},
		"int or string":        {openshift.Config, []string{config("resources", "{limits: {cpu: 1}}"), config("resources", "{limits: {cpu: 1500m}}")}, []string{config("resources", "{limits: {cpu: 1.5}}"), config("resources", "{limits: {cpu: true}}"), config("resources", "{limits: {cpu: {x: 1}}}")}, "spec.resources.limits.cpu"},
		"pattern of either":    {openshift.Config, []string{config("resources", "{limits: {memory: 1Gi}}")}, []string{config("resources", "{limits: {memory: 1 Gi}}"), config("resources", "{limits: {memory: 1gi}}"), config("resources", "{limits: {memory: ''}}")}, "spec.resources.limits.memory"},
		"required":             {openshift.Config, []string{config("routes", "[{name: a}]"), config("routes", "[{name: ''}]")}, []string{config("routes", "[{}]"), config("routes", "[{name: null}]")}, "spec.routes[0].name"},
		"required in a spec":   {openshift.Config, []string{"{replicas: 1}"}, []string{"{}", "{replicas: null}"}, "spec.replicas"},
		"required spec":        {openshift.Config, nil, []string{"null"}, "spec"},
		"anyOf": {openshift.Config,
			[]string{storage("{oss: {encryption: {method: KMS, kms: {keyID: x}}}}"), storage("{oss: {encryption: {}}}"), storage("{oss: {encryption: {method: AES256}}}")},
			[]string{storage("{oss: {encryption: {method: KMS}}}"), storage("{oss: {encryption: {method: AES256, kms: {keyID: x}}}}"), storage("{oss: {encryption: {kms: {keyID: x}}}}")},
			"spec.storage.oss.encryption"},
		"null in a map":             {openshift.Config, []string{config("routes", "null"), config("nodeSelector", "{a: null}")}, nil, ""},
		"null with a default":       {openshift.Config, []string{config("logLevel", "null"), storage("{oss: {encryption: {method: null}}}")}, nil, ""},
		"null where it is accepted": {openshift.Config, []string{config("observedConfig", "null")}, nil, ""},
		"null in a list":            {openshift.Config, nil, []string{config("routes", "[null]")}, "spec.routes[0]"},
		"unknown fields are kept":   {openshift.Config, []string{config("unsupportedConfigOverrides", "{a: {b: null}}")}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, spec := range c.accepted {
				assert.Empty(t, problemsOf(t, c.kind, openshift.LastRelease.String(), spec), spec)
			}
			for _, spec := range c.rejected {
				problems := problemsOf(t, c.kind, openshift.LastRelease.String(), spec)
				if assert.Equal(t, []string{c.path}, paths(problems), spec) {
					assert.False(t, problems[0].Unknown, spec)
				}
			}
		})
	}
}

func TestUnknownFields(t *testing.T) {
	for name, c := range map[string]struct {
		release, spec, path, message string
	}{
		"misspelt":           {"4.20", "{replicas: 1, routs: []}", "spec.routs", `did you mean "routes"?`},
		"like none":          {"4.20", "{replicas: 1, xyzzy: []}", "spec.xyzzy", "unknown field"},
		"null":               {"4.20", "{replicas: 1, xyzzy: null}", "spec.xyzzy", "unknown field"},
		"status in a spec":   {"4.20", "{replicas: 1, status: {}}", "spec.status", "unknown field"},
		"of a later release": {"4.14", "{replicas: 1, storage: {azure: {networkAccess: {type: Internal}}}}", "spec.storage.azure.networkAccess", "first in 4.15"},
		"later, in a list":   {"4.15", "{replicas: 1, topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: b}], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, matchLabelKeys: []}]}}}", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys", "first in 4."},
	} {
		t.Run(name, func(t *testing.T) {
			problems := problemsOf(t, openshift.Config, c.release, c.spec)
			require.Equal(t, []string{c.path}, paths(problems))
			assert.True(t, problems[0].Unknown)
			assert.Contains(t, problems[0].Message, c.message)
		})
	}
	problems := Validate(map[string]any{"spec": map[string]any{"replicas": 1.0}, "metadata": map[string]any{}, "status": 1.0, "spek": 1.0}, openshift.Config, openshift.LastRelease)
	assert.Equal(t, []string{"spek"}, paths(problems), "beside the spec")
}

func TestSecretStoreHasOtherProviders(t *testing.T) {
	assert.Empty(t, problemsOf(t, openshift.SecretStore, "4.20", "{provider: {aws: {service: SecretsManager}}}"))
	assert.Equal(t, []string{"spec.provider.awz", "spec.provider"}, paths(problemsOf(t, openshift.SecretStore, "4.20", "{provider: {awz: {}}}")))
}

// TestWhole validates the fields beside the spec.
func TestWhole(t *testing.T) {
	whole := map[string]any{"apiVersion": 1.0, "kind": 1.0, "metadata": "x", "status": "x", "spec": map[string]any{"replicas": 1.0}}
	assert.Empty(t, Validate(whole, openshift.Config, openshift.LastRelease), "the API server has other rules for these fields")
	whole["metadata"] = nil
	assert.Equal(t, []string{"metadata"}, paths(Validate(whole, openshift.Config, openshift.LastRelease)))
}

// TestElementsWithoutKeys has elements that the API server compares in another
// way.
func TestElementsWithoutKeys(t *testing.T) {
	for list, want := range map[string][]string{
		"[null, {name: a}, {name: a}]":    {"spec.resources.claims[0]", "spec.resources.claims[2]"},
		"[x, {name: a}, {name: a}]":       {"spec.resources.claims[0]"},
		"[{name: a}, {name: a, x: null}]": {"spec.resources.claims[1].x", "spec.resources.claims[1]"},
	} {
		assert.Equal(t, want, paths(problemsOf(t, openshift.Config, "4.14", "{replicas: 1, resources: {claims: "+list+"}}")), list)
	}
}

// TestOtherTables has combinations of keywords that no CRD uses yet.
func TestOtherTables(t *testing.T) {
	defer func(r []Root, n []Node) { roots, nodes = r, n }(roots, nodes)
	roots, nodes = []Root{{Group: "imageregistry.operator.openshift.io", Kind: "Config", Node: 1}}, []Node{
		1: {Type: "object", Properties: []Property{{"spec", 2}}},
		2: {Type: "object", Properties: []Property{{"allowed", 5}, {"default", 3}, {"enum", 4}}, Required: []string{"allowed"}},
		3: {Type: "object", Default: "{}", Properties: []Property{{"default", 6}}, Required: []string{"default"}},
		4: {Type: "string", Nullable: true, Enum: []string{"a"}},
		5: {Type: "string", Nullable: true, Default: "1"},
		6: {Type: "integer", Default: "1"},
	}
	assert.Empty(t, problemsOf(t, openshift.Config, "4.20", "{allowed: null}"), "a null that is allowed counts as set; a default has defaults")
	assert.Equal(t, []string{"spec.enum"}, paths(problemsOf(t, openshift.Config, "4.20", "{allowed: null, enum: null}")), "no enum has null")
}

func TestKindWithoutSchema(t *testing.T) {
	assert.Empty(t, Validate(map[string]any{"spec": 1.0}, openshift.Job, openshift.LastRelease))
	assert.NotEmpty(t, Validate(map[string]any{}, openshift.Config, openshift.LastRelease))
}

// TestTables checks the assumptions of the validator about the tables.
func TestTables(t *testing.T) {
	for i, node := range nodes {
		if node.Format != "" && node.Format != "int32" && node.Format != "int64" {
			assert.Contains(t, formats, node.Format, "format of node %d", i)
		}
		if node.Default != "" {
			assert.True(t, json.Valid([]byte(node.Default)) && node.Default != "null", "default of node %d", i)
		}
	}
}

// TestFormats compares the formats with the library of the API server.
func TestFormats(t *testing.T) {
	for name, format := range formats {
		for _, value := range anything {
			if text, ok := value.(string); ok {
				assert.Equal(t, strfmt.Default.Validates(name, text), format.holds(text), "%s: %q", name, text)
			}
		}
		assert.NotEmpty(t, format.word)
	}
}

func FuzzFormats(f *testing.F) {
	for _, value := range anything {
		if text, ok := value.(string); ok {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, format := range formats {
			assert.Equal(t, strfmt.Default.Validates(name, text), format.holds(text), "%s: %q", name, text)
		}
	})
}
