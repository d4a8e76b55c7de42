package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

var missingCredentials = Rule{
	ID: "CR010", Severity: Error,
	Title:  "storage of another cloud without credentials",
	Why:    "The cluster has credentials only for the storage of its own platform: without the secret " + openshift.CredentialsSecret + ", the operator reports \"unable to get cluster minted credentials\", and no registry runs.",
	Remedy: "Add the object that creates the secret; in a profile, set spec.credentials, to existingSecret: {} if the secret is created elsewhere.",
	Source: "operator", byPresence: true,
	needs: WholeCluster | ClusterPlatform,
	check: func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		if !ok || p.Spec.Registry.ManagementState != openshift.Managed || !backend.Facts().NeedsSecret(p.cluster.platform) || !p.profileLacksCredentials() {
			return nil // IB002 reports a store that never works on the platform
		}
		return withDetail(at(credentialsPath, nil), backend.Key+" on "+p.cluster.platform)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		key := config.storageType()
		needed := slices.ContainsFunc(storage.All(), func(c storage.Choice) bool {
			return c.Facts().ConfigKey == key && c.Facts().NeedsSecret(in.cluster.platform)
		})
		if !needed || config.text("spec", "managementState") != openshift.Managed || !in.lacksCredentials(config) {
			return nil
		}
		return withDetail(config.at("spec.storage."+key, nil), key+" on "+in.cluster.platform)
	}),
}

// withDetail adds a detail to diagnostics.
func withDetail(found []v1alpha1.Diagnostic, detail string) []v1alpha1.Diagnostic {
	for i := range found {
		found[i].Detail = detail
	}
	return found
}

// profileLacksCredentials reports whether neither the profile nor an object
// beside it creates the credentials secret.
func (in input) profileLacksCredentials() bool {
	return in.Spec.Credentials == nil && !in.mayCreateCredentials()
}

// lacksCredentials reports whether no object creates the credentials secret for a
// Config. It judges neither the dump of a Config, because a dump contains few
// objects, nor the Config of a profile: the profile says whether the secret is
// created elsewhere, and the check of the profile reports its mistake.
func (in input) lacksCredentials(config item) bool {
	switch {
	case config.isLive():
		return false
	case in.Profile == nil:
		return !config.managedByFunction() && !in.mayCreateCredentials()
	}
	return in.Spec.Storage == nil && in.profileLacksCredentials()
}

// mayCreateCredentials reports whether one of all objects, of any kind, may
// create the credentials secret: it contains the name of the secret, as a sealed
// secret, the script of a job or the secret of a vault operator does, or a
// placeholder may stand for the name.
func (in input) mayCreateCredentials() bool {
	return slices.ContainsFunc(in.nodes, func(node *yaml.RNode) bool {
		if openshift.GroupOf(node.GetApiVersion()) == v1alpha1.Group {
			return false // a profile or a policy
		}
		return containsText(node.YNode(), func(text string) bool { return strings.Contains(text, openshift.CredentialsSecret) }) ||
			mayCreateSecrets(node) && containsText(node.YNode(), isPlaceholder)
	})
}

// mayCreateSecrets reports whether an object may create a secret of the registry
// under a name that a placeholder contains.
func mayCreateSecrets(node *yaml.RNode) bool {
	if namespace := node.GetNamespace(); namespace != "" && namespace != openshift.RegistryNamespace && !isPlaceholder(namespace) {
		return false
	}
	return mayCreateSecret(node.GetKind()) && !strings.HasSuffix(node.GetKind(), openshift.SecretStore.Kind) || isKind(node, openshift.Job) || isKind(node, openshift.CronJob)
}

// containsText reports whether a key or a value of a node has a property.
// Comments do not count.
func containsText(node *yaml.Node, has func(string) bool) bool {
	if node.Kind == yaml.ScalarNode {
		return has(node.Value)
	}
	return slices.ContainsFunc(node.Content, func(child *yaml.Node) bool { return containsText(child, has) })
}
