package decode_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// pod holds the types of Kubernetes that a profile can hold.
type pod struct {
	NodeSelector map[string]string                 `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value"`
	Tolerations  []corev1.Toleration               `json:"tolerations,omitempty"`
	Affinity     *corev1.Affinity                  `json:"affinity,omitempty"`
	Spread       []corev1.TopologySpreadConstraint `json:"spread,omitempty"`
	Resources    *corev1.ResourceRequirements      `json:"resources,omitempty"`
}

// TestKubernetesTypes checks the field and the type of each error.
func TestKubernetesTypes(t *testing.T) {
	const terms = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
	const required = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
	tests := map[string]struct {
		text  string
		field string
		kind  field.ErrorType
	}{
		"node selector":               {`nodeSelector: {node-role.kubernetes.io/infra: "", zone: a}`, "", ""},
		"node selector, key":          {`nodeSelector: {a/b/c: ""}`, "nodeSelector[a/b/c]", field.ErrorTypeInvalid},
		"node selector, value":        {`nodeSelector: {a: b c}`, "nodeSelector[a]", field.ErrorTypeInvalid},
		"all taints":                  {`tolerations: [{operator: Exists}]`, "", ""},
		"all taints, written out":     {`tolerations: [{key: "", operator: Exists, value: "", effect: ""}]`, "", ""},
		"a taint without operator":    {`tolerations: [{key: a, operator: "", value: b, effect: NoExecute, tolerationSeconds: 60}]`, "", ""},
		"a numeric taint":             {`tolerations: [{key: a, operator: Gt, value: "-5"}]`, "", ""},
		"no key":                      {`tolerations: [{value: a}]`, "tolerations[0].key", field.ErrorTypeRequired},
		"Exists with a value":         {`tolerations: [{key: a, operator: Exists, value: b}]`, "tolerations[0].value", field.ErrorTypeForbidden},
		"Equal, no label value":       {`tolerations: [{key: a, operator: Equal, value: b c}]`, "tolerations[0].value", field.ErrorTypeInvalid},
		"seconds without NoExecute":   {`tolerations: [{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 1}]`, "tolerations[0].tolerationSeconds", field.ErrorTypeForbidden},
		"operator":                    {`tolerations: [{key: a, operator: Equals}]`, "tolerations[0].operator", field.ErrorTypeNotSupported},
		"effect":                      {`tolerations: [{key: a, effect: Execute}]`, "tolerations[0].effect", field.ErrorTypeNotSupported},
		"spread":                      {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, minDomains: 2, nodeTaintsPolicy: Honor, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [c]}]`, "", ""},
		"spread, skew":                {`spread: [{maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]`, "spread[0].maxSkew", field.ErrorTypeInvalid},
		"spread, no key":              {`spread: [{maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]`, "spread[0].topologyKey", field.ErrorTypeRequired},
		"spread, empty":               {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ""}]`, "spread[0].whenUnsatisfiable", field.ErrorTypeNotSupported},
		"spread, domains":             {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, minDomains: 2}]`, "spread[0].minDomains", field.ErrorTypeForbidden},
		"spread, keys alone":          {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [a]}]`, "spread[0].matchLabelKeys", field.ErrorTypeForbidden},
		"spread, policy":              {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, nodeAffinityPolicy: Honour}]`, "spread[0].nodeAffinityPolicy", field.ErrorTypeNotSupported},
		"selector, label":             {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {a: b c}}}]`, "spread[0].labelSelector.matchLabels[a]", field.ErrorTypeInvalid},
		"selector, In nothing":        {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchExpressions: [{key: a, operator: In}]}}]`, "spread[0].labelSelector.matchExpressions[0].values", field.ErrorTypeRequired},
		"selector, Exists something":  {`spread: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}]`, "spread[0].labelSelector.matchExpressions[0].values", field.ErrorTypeForbidden},
		"node affinity":               {terms + `[{matchExpressions: [{key: a, operator: Gt, values: ["5"]}], matchFields: [{key: metadata.name, operator: In, values: [a.example.com]}]}]}}}`, "", ""},
		"node affinity, no terms":     {terms + `[]}}}`, required, field.ErrorTypeRequired},
		"node affinity, operator":     {terms + `[{matchExpressions: [{key: a, operator: is}]}]}}}`, required + "[0].matchExpressions[0].operator", field.ErrorTypeNotSupported},
		"node affinity, In nothing":   {terms + `[{matchExpressions: [{key: a, operator: In}]}]}}}`, required + "[0].matchExpressions[0].values", field.ErrorTypeRequired},
		"node affinity, Exists":       {terms + `[{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]}}}`, required + "[0].matchExpressions[0].values", field.ErrorTypeForbidden},
		"node affinity, two values":   {terms + `[{matchExpressions: [{key: a, operator: Lt, values: ["1", "2"]}]}]}}}`, required + "[0].matchExpressions[0].values", field.ErrorTypeRequired},
		"node affinity, label value":  {terms + `[{matchExpressions: [{key: a, operator: In, values: [b c]}]}]}}}`, required + "[0].matchExpressions[0].values[0]", field.ErrorTypeInvalid},
		"pod affinity, namespace":     {`affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [A]}]}}`, "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces[0]", field.ErrorTypeInvalid},
		"pod affinity, weight":        {`affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, podAffinityTerm: {topologyKey: a}}]}}`, "affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight", field.ErrorTypeInvalid},
		"resources":                   {`resources: {limits: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi, hugepages-2Mi: 2Mi, example.com/a: 0}}`, "", ""},
		"resources, unknown":          {`resources: {limits: {storage: 1Gi}}`, "resources.limits[storage]", field.ErrorTypeInvalid},
		"resources, negative":         {`resources: {requests: {cpu: -100m}}`, "resources.requests[cpu]", field.ErrorTypeInvalid},
		"one error for one bad field": {`tolerations: [{key: a b, operator: Equal}]`, "tolerations[0].key", field.ErrorTypeInvalid},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			node, err := yaml.Parse(test.text)
			require.NoError(t, err)
			errs := decode.Decode(node.YNode(), &pod{}, nil, nil)
			if test.field == "" {
				assert.Empty(t, errs)
				return
			}
			require.Len(t, errs, 1)
			assert.Equal(t, test.field, errs[0].Field)
			assert.Equal(t, test.kind, errs[0].Type)
			assert.NotEmpty(t, errs[0].Detail)
		})
	}
}
