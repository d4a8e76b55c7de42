package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var duplicateRouteNames = Rule{
	ID: "RT001", Severity: Error,
	Title:  "duplicate route name",
	Why:    "The operator turns Degraded and stops applying all other changes too.",
	Remedy: "Give each route a unique name other than " + openshift.DefaultRoute + ", which spec.exposure.defaultRoute creates.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		used := map[string]bool{openshift.DefaultRoute: true}
		var found []v1alpha1.Diagnostic
		for i, r := range p.Spec.Exposure.Routes {
			if used[r.Name] {
				found = append(found, at(routesPath.Index(i).Child("name"), r.Name)...)
			}
			used[r.Name] = true
		}
		return found
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		used := map[string]bool{openshift.DefaultRoute: true}
		var found []v1alpha1.Diagnostic
		for i, route := range config.objects("spec", "routes") {
			name := route.text("name")
			if used[name] {
				found = append(found, config.at(elementPath("spec.routes", i)+".name", name)...)
			}
			used[name] = name != ""
		}
		return found
	}),
}

var duplicateRouteHosts = Rule{
	ID: "RT003", Severity: Error,
	Title:  "duplicate route host name",
	Why:    "The router admits only the older route, and Config and the ClusterOperator turn Degraded (RouteDegraded).",
	Remedy: "Give each route a unique host name.",
	Source: "5.2",
	check: func(p input) []v1alpha1.Diagnostic {
		used := map[string]bool{}
		var found []v1alpha1.Diagnostic
		for i, r := range p.Spec.Exposure.Routes {
			if used[r.Hostname] {
				found = append(found, at(routesPath.Index(i).Child("hostname"), r.Hostname)...)
			}
			used[r.Hostname] = r.Hostname != ""
		}
		return found
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		used := map[string]bool{}
		var found []v1alpha1.Diagnostic
		for i, route := range config.objects("spec", "routes") {
			host := route.text("hostname")
			if used[host] {
				found = append(found, config.at(elementPath("spec.routes", i)+".hostname", host)...)
			}
			used[host] = host != ""
		}
		return found
	}),
}

var routeSecretKeys = Rule{
	ID: "RT002", Severity: Error,
	Title:  "route secret that the operator cannot use",
	Why:    "The operator reads tls.crt, tls.key and tls.cacrt of a secret in " + openshift.RegistryNamespace + ", and silently ignores other keys and namespaces.",
	Remedy: "Move the secret to " + openshift.RegistryNamespace + ", and use tls.cacrt instead of ca.crt.",
	Source: "5.2", byPresence: true,
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, route := range config.objects("spec", "routes") {
			secrets := in.secretsNamed(route.text("secretName"))
			if len(secrets) == 0 { // the secrets of other namespaces belong to others if the registry has its own
				for _, s := range secretsAmong(in.allOfKind, route.text("secretName")) {
					found = append(found, propose(s.at("metadata.namespace", s.namespace()), openshift.RegistryNamespace)...)
				}
			}
			for _, s := range secrets {
				if !slices.Contains(s.keys, "tls.crt") || !slices.Contains(s.keys, "tls.key") || slices.Contains(s.keys, "ca.crt") {
					found = append(found, s.at(s.path, nil)...)
				}
			}
		}
		return found
	}),
}

var conflictingRoute = Rule{
	ID: "RT004", Severity: Warning,
	Title:  "Route with the name of a route in Config",
	Why:    "The operator overwrites the Route with its own.",
	Remedy: "Remove the Route, or rename the route in Config.",
	Source: "operator",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, r := range in.ofKind(routeKind) {
			for _, route := range config.objects("spec", "routes") {
				if r.name() == route.text("name") && r.namespace() == openshift.RegistryNamespace {
					found = append(found, r.at("metadata.name", r.name())...)
				}
			}
		}
		return found
	}),
}

var missingRouteSecret = Rule{
	ID: "RT006", Severity: Warning,
	Otherwise: "error if the manifests create another secret with a certificate for the registry",
	Title:     "route secret that no manifest creates",
	Why:       "Without the secret in " + openshift.RegistryNamespace + ", the operator cannot create the route, and applies no later change either.",
	Remedy:    "Add the secret, for example as an ExternalSecret or a Certificate, or correct its name; if it is created elsewhere, suppress the rule with this reason.",
	Source:    "operator",
	needs:     WholeCluster,
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if config.managedByFunction() || config.isLive() || !config.isDeployed() {
			return nil // a profile without externalSecret says that the secret is created elsewhere
		}
		var found []v1alpha1.Diagnostic
		for i, route := range config.objects("spec", "routes") {
			name := route.text("secretName")
			if name == "" || in.mentions(name) {
				continue
			}
			f := config.at(elementPath("spec.routes", i)+".secretName", name)
			if in.createsCertificates() {
				f = asError(f)
			}
			found = append(found, f...)
		}
		return found
	}),
}

// mentions reports whether a manifest other than a Config contains a name, in any
// field: secrets are created by objects of many kinds, such as Certificates and
// SealedSecrets, and by jobs. Objects that no rule inspects do not count, because
// the function does not read them.
func (in input) mentions(name string) bool {
	return slices.ContainsFunc(in.nodes, func(node *yaml.RNode) bool {
		if isKind(node, openshift.Config) {
			return false
		}
		text, err := node.String()
		return err == nil && strings.Contains(text, name) && Concerns(openshift.GroupOf(node.GetApiVersion()), node.GetKind(), []byte(text))
	})
}

// createsCertificates reports whether a manifest creates a secret of the registry
// with a certificate, so that such secrets are not all created elsewhere.
func (in input) createsCertificates() bool {
	return slices.ContainsFunc(in.nodes, func(node *yaml.RNode) bool {
		if !strings.HasSuffix(node.GetKind(), secretKind.Kind) || node.GetNamespace() != openshift.RegistryNamespace {
			return false
		}
		text, err := node.String()
		return err == nil && strings.Contains(text, "tls.crt")
	})
}
