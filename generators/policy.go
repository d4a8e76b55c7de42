package generators

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Compliance types of an object template. The controller (module
// open-cluster-management.io/config-policy-controller) merges maps for musthave, and
// adds the elements of a list that the object on the cluster does not have.
// mustonlyhave replaces the object, except its metadata and its status: it would
// remove httpSecret, storage and all other fields of the operator from a Config.
const (
	mustHave     = "musthave"
	mustOnlyHave = "mustonlyhave"
)

// wholeKinds are the kinds with lists that nothing else writes: mustonlyhave removes
// what a list no longer contains, such as a subject, or an entry of a Secret whose
// key has changed.
var wholeKinds = map[schema.GroupVersionKind]bool{
	openshift.Certificate: true, openshift.ClusterRole: true, openshift.ClusterRoleBinding: true, openshift.ExternalSecret: true,
	openshift.NetworkPolicy: true, openshift.Role: true, openshift.RoleBinding: true,
}

// ReplacedByPolicy reports whether a Policy removes the fields of an object of this
// kind that the profile no longer generates.
func ReplacedByPolicy(kind schema.GroupVersionKind) bool {
	return wholeKinds[kind] || kind == openshift.ConfigMap
}

// steps are the names of the steps of a Policy, by the wave of their objects.
var steps = map[int]string{-4: "access", -3: "claims", -2: "stores", -1: "credentials", 0: "cluster", 1: "registry", 2: "pruner", teamWave: "teams"}

// policy returns the Policy with the objects of the cluster, a PlacementBinding, and
// a Placement unless the profile names one. They have the form that PolicyGenerator
// (module open-cluster-management.io/policy-generator-plugin) generates with
// orderManifests: one ConfigurationPolicy for each step, which depends on the step
// before it. The hub creates the ConfigurationPolicy of a step when that dependency
// is Compliant, and deletes it when the dependency no longer is; objects remain,
// because pruneObjectBehavior is None.
func (h hub) policy() []*Object {
	acm := h.delivery.ACM
	const at = "spec.delivery.acm"
	policy := newObject(openshift.Policy, acm.Namespace, acm.PolicyName)
	for _, a := range [][2]string{{"categories", "CM Configuration Management"}, {"controls", "CM-2 Baseline Configuration"}, {"standards", "NIST SP 800-53"}} {
		h.field(policy, at, a[1], "metadata", "annotations", "policy.open-cluster-management.io/"+a[0])
	}
	h.field(policy, at+".remediationAction", acm.RemediationAction, "spec", "remediationAction")
	h.field(policy, at, false, "spec", "disabled")
	h.field(policy, at, h.policyTemplates(), "spec", "policy-templates")

	var objects []*Object
	placement := acm.Placement
	if placement == "" {
		placement = "placement-" + acm.PolicyName
		o := newObject(openshift.Placement, acm.Namespace, placement)
		h.field(o, at+".clusterSelector", []any{map[string]any{"requiredClusterSelector": map[string]any{"labelSelector": map[string]any{"matchLabels": acm.ClusterSelector}}}}, "spec", "predicates")
		objects = append(objects, o)
	}
	binding := newObject(openshift.PlacementBinding, acm.Namespace, "binding-"+acm.PolicyName)
	h.field(binding, at+".placement", map[string]string{"apiGroup": openshift.Placement.Group, "kind": openshift.Placement.Kind, "name": placement}, "placementRef")
	h.field(binding, at+".policyName", []any{map[string]any{"apiGroup": openshift.Policy.Group, "kind": openshift.Policy.Kind, "name": acm.PolicyName}}, "subjects")
	return append(objects, binding, policy)
}

// policyTemplates returns the ConfigurationPolicies.
func (h hub) policyTemplates() []any {
	var templates []any
	previous := ""
	add := func(name, field string, value any) {
		name = h.delivery.ACM.PolicyName + "-" + name
		template := map[string]any{"objectDefinition": h.configurationPolicy(name, field, value)}
		if previous != "" && field != "" {
			template["extraDependencies"] = []any{map[string]any{
				"apiVersion": openshift.ConfigurationPolicy.GroupVersion().String(), "kind": openshift.ConfigurationPolicy.Kind,
				"name": previous, "compliance": "Compliant",
			}}
		}
		if h.delivery.ACM.RemediationAction == "enforce" { // without changes, there is no order
			previous = name
		}
		templates = append(templates, template)
	}
	for i := 0; i < len(h.objects); {
		wave := h.objects[i].wave()
		var list []any
		for ; i < len(h.objects) && h.objects[i].wave() == wave; i++ {
			list = append(list, objectTemplates(h.objects[i])...)
		}
		if change := h.storageTemplate(); wave == deliveryRules[openshift.Config].wave && change != "" {
			add("storage", "object-templates-raw", change)
		}
		add(stepName(wave), "object-templates", list)
	}
	if lists := h.listTemplates(); lists != "" {
		previous = "" // runs in any order
		add("lists", "object-templates-raw", lists)
	}
	if health := h.healthTemplates(); health != nil {
		previous = ""
		add(HealthStep, "object-templates", health)
	}
	return templates
}

// HealthStep is the name of the ConfigurationPolicy that checks the conditions of the
// Config and changes nothing. The others are Compliant as soon as the Config has its
// fields, also if no registry runs.
const HealthStep = "health"

// healthTemplates returns the check of the conditions of the Config, which only checks a
// status: the controller never writes one. It is nil without a Config, and for one that
// the operator ignores.
func (h hub) healthTemplates() []any {
	at := slices.IndexFunc(h.objects, func(o embedded) bool { return o.kind == openshift.Config })
	if at < 0 {
		return nil
	}
	config := h.objects[at].content
	condition := func(kind, status string) any { return map[string]any{"type": kind, "status": status} }
	conditions := []any{condition("Available", "True"), condition("Progressing", "False"), condition("Degraded", "False")}
	spec, _ := config["spec"].(map[string]any)
	switch spec["managementState"] {
	case "Unmanaged":
		return nil
	case "Removed":
		conditions = []any{condition("Removed", "True"), condition("Progressing", "False"), condition("Degraded", "False")}
	}
	return []any{map[string]any{"complianceType": mustHave, "objectDefinition": map[string]any{
		"apiVersion": config["apiVersion"], "kind": config["kind"],
		"metadata": map[string]any{"name": openshift.ClusterName},
		"status":   map[string]any{"conditions": conditions},
	}}}
}

func stepName(wave int) string {
	return cmp.Or(steps[wave], "wave"+strconv.Itoa(wave))
}

func (h hub) configurationPolicy(name, field string, value any) map[string]any {
	return map[string]any{
		"apiVersion": openshift.ConfigurationPolicy.GroupVersion().String(), "kind": openshift.ConfigurationPolicy.Kind,
		"metadata": map[string]any{"name": name},
		"spec": map[string]any{
			"remediationAction": h.delivery.ACM.RemediationAction, "severity": "high", "pruneObjectBehavior": "None",
			field: value,
		},
	}
}

// objectTemplates returns the template of an object, and one that waits until the
// object is ready: an object template with a status is not Compliant until the
// object on the cluster has it.
func objectTemplates(o embedded) []any {
	template := map[string]any{"complianceType": mustHave, "objectDefinition": o.content}
	if _, data := o.content["data"]; wholeKinds[o.kind] || o.kind == openshift.ConfigMap && data {
		template["complianceType"] = mustOnlyHave
		template["metadataComplianceType"] = mustHave // other tools add labels and annotations
	}
	templates := []any{template}
	if status := readiness(o.kind); status != nil {
		metadata, _ := o.content["metadata"].(map[string]any)
		templates = append(templates, map[string]any{"complianceType": mustHave, "objectDefinition": map[string]any{
			"apiVersion": o.content["apiVersion"], "kind": o.content["kind"],
			"metadata": map[string]any{"name": metadata["name"], "namespace": metadata["namespace"]},
			"status":   status,
		}})
	}
	return templates
}

// readiness returns the status with which an object is ready, nil for kinds on which
// no other object depends. A claim is bound only when a pod uses it.
func readiness(kind schema.GroupVersionKind) map[string]any {
	switch kind {
	case openshift.Certificate, openshift.ExternalSecret:
		return map[string]any{"conditions": []any{map[string]any{"type": "Ready", "status": "True"}}}
	case openshift.Job:
		return map[string]any{"succeeded": 1.0}
	}
	return nil
}

// embeddedInPolicy returns the objects of a Policy, except those that must not exist.
func embeddedInPolicy(policy *yaml.RNode) []*yaml.RNode {
	var objects []*yaml.RNode
	for _, template := range elements(policy, "spec", "policy-templates") {
		for _, object := range elements(template, "objectDefinition", "spec", "object-templates") {
			kind, err := object.GetString("complianceType")
			definition := object.Field("objectDefinition")
			if err != nil || strings.EqualFold(kind, "mustnothave") || definition == nil || definition.Value.YNode().Kind != yaml.MappingNode || OnlyStatus(definition.Value) {
				continue
			}
			objects = append(objects, definition.Value)
		}
	}
	return objects
}

// OnlyStatus reports whether a manifest in an object template only checks the status
// of an object.
func OnlyStatus(node *yaml.RNode) bool {
	status := false
	for i := 0; i < len(node.Content()); i += 2 {
		switch node.Content()[i].Value {
		case "status":
			status = true
		case "apiVersion", "kind", "metadata":
		default:
			return false
		}
	}
	return status
}
