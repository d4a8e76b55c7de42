package validators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var routeNames = Rule{
	ID: "RT001", Severity: Error,
	Title:  "route name taken twice",
	Why:    "The operator turns Degraded and stops applying all other changes too.",
	Remedy: "Give each route a name of its own, other than " + openshift.DefaultRoute + ", which spec.exposure.defaultRoute makes.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		taken := map[string]bool{openshift.DefaultRoute: true}
		var found []v1alpha1.Diagnostic
		for i, r := range p.Spec.Exposure.Routes {
			if taken[r.Name] {
				found = append(found, at(routesPath.Index(i).Child("name"), r.Name)...)
			}
			taken[r.Name] = true
		}
		return found
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		taken := map[string]bool{openshift.DefaultRoute: true}
		var found []v1alpha1.Diagnostic
		for i, route := range config.objects("spec", "routes") {
			name := route.text("name")
			if taken[name] {
				found = append(found, config.on(element("spec.routes", i)+".name", name)...)
			}
			taken[name] = name != ""
		}
		return found
	}),
}

var routeHosts = Rule{
	ID: "RT003", Severity: Warning,
	Title:  "two routes with one host name",
	Why:    "The router admits the older one only.",
	Remedy: "Give each route a host name of its own.",
	Source: "5.2",
	check: func(p input) []v1alpha1.Diagnostic {
		taken := map[string]bool{}
		var found []v1alpha1.Diagnostic
		for i, r := range p.Spec.Exposure.Routes {
			if taken[r.Hostname] {
				found = append(found, at(routesPath.Index(i).Child("hostname"), r.Hostname)...)
			}
			taken[r.Hostname] = r.Hostname != ""
		}
		return found
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		taken := map[string]bool{}
		var found []v1alpha1.Diagnostic
		for i, route := range config.objects("spec", "routes") {
			host := route.text("hostname")
			if taken[host] {
				found = append(found, config.on(element("spec.routes", i)+".hostname", host)...)
			}
			taken[host] = host != ""
		}
		return found
	}),
}

var routeKeys = Rule{
	ID: "RT002", Severity: Error,
	Title:  "secret of a route that the operator cannot use",
	Why:    "The operator reads tls.crt, tls.key and tls.cacrt of a secret in " + openshift.RegistryNamespace + ", and ignores other keys and namespaces without a word.",
	Remedy: "Move the secret there, and write tls.cacrt instead of ca.crt.",
	Source: "5.2",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, route := range config.objects("spec", "routes") {
			for _, s := range in.secretsNamed(route.text("secretName")) {
				if s.namespace() != openshift.RegistryNamespace {
					found = append(found, proposed(s.on("metadata.namespace", s.namespace()), openshift.RegistryNamespace)...)
				} else if !slices.Contains(s.keys, "tls.crt") || !slices.Contains(s.keys, "tls.key") || slices.Contains(s.keys, "ca.crt") {
					found = append(found, s.on(s.path, nil)...)
				}
			}
		}
		return found
	}),
}

var takenRoute = Rule{
	ID: "RT004", Severity: Warning,
	Title:  "Route of the name of one of Config's routes",
	Why:    "The operator overwrites it with its own.",
	Remedy: "Remove the Route, or give Config's another name.",
	Source: "operator",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, r := range in.of(routeKind) {
			for _, route := range config.objects("spec", "routes") {
				if r.name() == route.text("name") && r.namespace() == openshift.RegistryNamespace {
					found = append(found, r.on("metadata.name", r.name())...)
				}
			}
		}
		return found
	}),
}
