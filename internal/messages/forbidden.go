package messages

import (
	"regexp"
	"strings"
	"sync"
)

// All words of this file are in lowercase, as the texts.

// refusals matches the answer of the API server to a request without access rights: the
// name of the object, the user, the verb, the resource, its group and its namespace.
var refusals = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:"([^"]*)" )?is forbidden: user "([^"]+)"(?: cannot ([a-z]+) resource "([^"]+)"(?: in api group "([^"]*)")?)?(?: in the namespace "([^"]+)")?`)
})

// appliedKinds are the resources that the function emits into the namespace of the
// registry.
var appliedKinds = map[string]bool{
	"objectbucketclaims": true, "externalsecrets": true, "secretstores": true, "persistentvolumeclaims": true, "secrets": true, "configmaps": true,
	"serviceaccounts": true, "roles": true, "rolebindings": true, "jobs": true, "cronjobs": true, "routes": true, "networkpolicies": true,
	"poddisruptionbudgets": true, "certificates": true, "prometheusrules": true, "servicemonitors": true,
}

var changes = map[string]bool{"create": true, "patch": true, "update": true, "delete": true}

// deliverers are parts of the names of the accounts of Argo CD, Flux and ACM.
var deliverers = []string{"argocd", "gitops", "flux", "kustomize-controller", "klusterlet"}

// ofApply reports whether a text has the refusal of a request that applies an object of
// a profile, and not one of the registry's own accounts.
func ofApply(text string) bool {
	for _, r := range refusals().FindAllStringSubmatch(text, -1) {
		object, user, verb, resource, group, namespace := r[1], r[2], r[3], r[4], r[5], r[6]
		if strings.HasPrefix(user, "system:serviceaccount:openshift-image-registry:") {
			continue
		}
		tool := containsAny(user, deliverers)
		switch {
		case resource == "" || group == "imageregistry.operator.openshift.io":
			return true // the message itself has the group
		case group == "" && (resource == "configs" || resource == "imagepruners"):
			return strings.Contains(text, resource+".imageregistry.operator.openshift.io")
		case namespace == "openshift-image-registry":
			if tool || changes[verb] && appliedKinds[resource] {
				return true
			}
		case namespace == "" && group == "config.openshift.io" && resource == "images":
			if tool || changes[verb] {
				return true
			}
		case tool && (ofRegistry(object) || namespace == "openshift-config" && strings.Contains(object, "registr")):
			return true
		}
	}
	return false
}
