package generators_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
)

type fields = map[string]any

// functions returns the functions of github.com/stolostron/go-template-utils that the
// templates use, for a cluster with one object.
func functions(object fields) template.FuncMap {
	return template.FuncMap{
		"lookup": func(_, _, _, _ string) fields { return object },
		"default": func(otherwise, value any) any {
			if value == nil {
				return otherwise
			}
			return value
		},
		"dict": func() fields { return fields{} },
		"list": func(items ...any) []any { return items },
		"has":  func(item any, list []any) bool { return slices.Contains(list, item) },
		"hasKey": func(m fields, key string) bool {
			_, ok := m[key]
			return ok
		},
		"dig": func(args ...any) any {
			at := args[len(args)-1]
			for _, key := range args[:len(args)-2] {
				next, ok := at.(fields)[key.(string)]
				if !ok {
					return args[len(args)-2]
				}
				at = next
			}
			return at
		},
		"toRawJson": func(value any) (string, error) {
			text, err := json.Marshal(value)
			return string(text), err
		},
		"fromJson": func(text string) (value any, err error) { return value, json.Unmarshal([]byte(text), &value) },
	}
}

// templates returns the text of the templates of the Policy of a profile, by the end
// of their names.
func templates(t *testing.T, spec string) map[string]string {
	t.Helper()
	profile := &v1alpha1.RegistryProfile{}
	require.NoError(t, yaml.Unmarshal([]byte("metadata: {name: test}\nspec: {openshift: {version: \"4.16\", platform: BareMetal}, delivery: {tool: ACM, acm: {namespace: n, policyName: p, placement: x}, storageChange: {from: s3}}, "+spec+"}"), profile))
	objects, errs := generators.Generate(profile)
	require.Empty(t, errs)
	var contents []map[string]any
	for _, o := range objects {
		contents = append(contents, o.Content())
	}
	texts := map[string]string{}
	for _, o := range generators.Hub(profile, contents) {
		spec, _ := o.Content()["spec"].(fields)
		list, _ := spec["policy-templates"].([]any)
		for _, item := range list {
			definition := item.(fields)["objectDefinition"].(fields)
			raw, _ := definition["spec"].(fields)["object-templates-raw"].(string)
			texts[strings.TrimPrefix(definition["metadata"].(fields)["name"].(string), "p-")] = raw
		}
	}
	return texts
}

// TestPolicyTemplates renders the templates of a Policy for the Config of a cluster.
func TestPolicyTemplates(t *testing.T) {
	const (
		lists = "storage: {emptyDir: {}}, registry: {tolerations: [{key: new}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: a, operator: Exists}]}]}}}}"
		terms = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: a, operator: Exists}]}%s]}, preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1}]}}"
		other = "storage: {s3: {bucket: new, region: eu-west-1, regionEndpoint: \"https://s3.example.com\"}}"
	)
	one, two := strings.Replace(terms, "%s", "", 1), strings.Replace(terms, "%s", ", {matchFields: [{key: old}]}", 1)
	tests := map[string]struct {
		profile, template, live, want string // want is empty if the template is
	}{
		"lists as desired":           {lists, "lists", "tolerations: [{key: new, effect: NoExecute}], httpSecret: a, " + one, ""},
		"no lists yet":               {lists, "lists", "httpSecret: a", ""},
		"no object yet":              {lists, "lists", "", ""},
		"an old element":             {lists, "lists", "tolerations: [{key: old}, {key: new}], httpSecret: a, observedConfig: ~, replicas: 2, " + one, "tolerations: [{key: new}], httpSecret: a, observedConfig: ~, replicas: 2, " + one},
		"an old element below a map": {lists, "lists", "tolerations: [{key: new}], " + two, "tolerations: [{key: new}], " + one},
		"another type":               {"storage: {emptyDir: {}}", "storage", "httpSecret: a, replicas: 2, storage: {managementState: Managed, s3: {bucket: old}}", "httpSecret: a, replicas: 1, storage: {emptyDir: {}}"},
		"the type is changed":        {"storage: {emptyDir: {}}", "storage", "replicas: 1, storage: {emptyDir: {}}", ""},
		"no storage":                 {"storage: {emptyDir: {}}", "storage", "replicas: 1", ""},
		"another bucket":             {other, "storage", "httpSecret: a, storage: {managementState: Managed, s3: {bucket: old, encrypt: true}}", "httpSecret: a, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: new, region: eu-west-1, regionEndpoint: \"https://s3.example.com\", trustedCA: {name: \"\"}, virtualHostedStyle: false}}"},
		"the bucket is changed":      {other, "storage", "storage: {s3: {bucket: new, regionEndpoint: \"https://s3.example.com\", encrypt: true}}", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			object := fields{}
			if test.live != "" {
				require.NoError(t, yaml.Unmarshal([]byte("spec: {"+test.live+"}"), &object))
			}
			parsed, err := template.New("").Funcs(functions(object)).Parse(templates(t, test.profile)[test.template])
			require.NoError(t, err)
			var b strings.Builder
			require.NoError(t, parsed.Execute(&b, nil))
			var got []struct {
				ComplianceType, MetadataComplianceType string
				ObjectDefinition                       fields
			}
			require.NoError(t, yaml.Unmarshal([]byte(b.String()), &got), b.String())
			if test.want == "" {
				assert.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			assert.Equal(t, []string{"mustonlyhave", "musthave"}, []string{got[0].ComplianceType, got[0].MetadataComplianceType})
			want := fields{}
			require.NoError(t, yaml.Unmarshal([]byte("{"+test.want+"}"), &want))
			assert.Equal(t, want, got[0].ObjectDefinition["spec"])
		})
	}
}
