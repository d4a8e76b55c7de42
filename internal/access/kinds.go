package access

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// purposes describe the objects of each generated kind.
var purposes = map[schema.GroupVersionKind]string{
	openshift.Certificate:           "certificates of routes (spec.exposure.routes)",
	openshift.ClusterRole:           "the role of spec.metrics, and the roles of the Jobs, which change the storage of the Config",
	openshift.ClusterRoleBinding:    "access to the images of all namespaces (spec.access), to metrics (spec.metrics), and for the Jobs",
	openshift.Config:                "the registry; its operator creates the Config",
	openshift.ConfigMap:             "certificate authorities (spec.trust), and the scripts of a copy of images",
	openshift.CronJob:               "copies changed credentials of a bucket claim (spec.credentials.objectBucketClaim.schedule), or makes the registry writable again after an interrupted copy (spec.delivery.storageChange.copy)",
	openshift.ExternalSecret:        "credentials and certificates from a secret store (spec.credentials, spec.exposure.routes), also those of a new store before its change (spec.delivery.storageChange.copy)",
	openshift.Image:                 "settings of all registries (spec.imageConfig, spec.trust.registries); OpenShift creates the object",
	openshift.ImagePruner:           "the pruner (spec.imagePruner); the operator creates the object",
	openshift.Job:                   "prepare a claimed bucket, or copy the images and change the storage; their names depend on what they run",
	openshift.NetworkPolicy:         "let the pods of the Jobs connect to the API server, and to both stores if they copy images",
	openshift.ObjectBucketClaim:     "claim of a bucket (spec.storage.noobaa, spec.storage.cephRGW)",
	openshift.PersistentVolume:      "static volume of the claim (spec.storage.*.persistentVolume)",
	openshift.PersistentVolumeClaim: "claim of the registry's volume",
	openshift.Role:                  "the roles of the accounts that read a bucket claim, or copy images",
	openshift.RoleBinding:           "access to the images of the namespace (spec.access), to the Secret of a bucket claim, and for the Job that copies images",
	openshift.SecretStore:           "reads the Secret of a bucket claim",
	openshift.ServiceAccount:        "accounts of the SecretStore and of the Jobs",
	openshift.StorageClass:          "storage class of the registry's claim (spec.storage.*.storageClass)",
}

// Dangers describe what an account can do with the permission to create objects of a
// kind, beyond what the manifests contain.
var Dangers = map[schema.GroupVersionKind]string{
	openshift.CronJob:          "run pods with any service account of the namespace of the registry, also that of its operator",
	openshift.ExternalSecret:   "write every key that a store of the namespace or a ClusterSecretStore can read into a Secret of the namespace",
	openshift.Job:              "run pods with any service account of the namespace of the registry, also that of its operator",
	openshift.PersistentVolume: "create a volume with any folder of a node, which a pod can mount",
}

// kindRules returns the rules to apply objects of a kind.
//
// Argo CD lists and watches all objects of a kind, and RBAC can limit neither that
// nor create to names. It applies objects as kubectl apply does, with get, create
// and patch. It updates RBAC objects as kubectl auth reconcile does, and hooks to
// remove its finalizer, and deletes hooks and what it prunes (argoproj/gitops-engine,
// pkg/sync and pkg/utils/kube).
func kindRules(kind schema.GroupVersionKind, objects []*generators.Object) []Rule {
	purpose := purposes[kind]
	handling, known := generators.HandlingOf(objects[0])
	if !known || purpose == "" {
		panic("no permissions for the kind " + kind.Kind)
	}
	all, named := []string{"list", "watch"}, []string{"get", "patch"}
	if !handling.Existing {
		all = append(all, "create")
	}
	if kind.Group == rbacv1.GroupName || handling.Hook {
		named = append(named, "update")
	}
	danger := ""
	if text := Dangers[kind]; text != "" {
		danger = ". create also allows to " + text
	}
	rule := func(reason string, names, verbs []string) Rule {
		plural, _ := meta.UnsafeGuessKindToResource(kind)
		return Rule{kind.Kind + ": " + reason, rbacv1.PolicyRule{APIGroups: []string{kind.Group}, Resources: []string{plural.Resource}, ResourceNames: names, Verbs: verbs}}
	}
	if handling.Hook {
		return []Rule{rule(purpose+danger, nil, slices.Concat(all, named, []string{"delete"}))}
	}
	var retained, pruned []string
	for _, o := range objects {
		if h, _ := generators.HandlingOf(o); h.Retained {
			retained = append(retained, o.Name)
		} else {
			pruned = append(pruned, o.Name)
		}
	}
	rules := []Rule{rule(joined(all)+" cannot be limited to names"+danger, nil, all)}
	if len(pruned) > 0 {
		rules = append(rules, rule(purpose, unique(pruned), append(slices.Clip(named), "delete")))
	}
	if len(retained) > 0 {
		rules = append(rules, rule(purpose, unique(retained), named))
	}
	return rules
}

// joined returns "a, b and c".
func joined(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
