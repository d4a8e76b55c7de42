package validators

import (
	"github.com/registry-profile/registry-profile/fn/openshift"
)

var routeNames = Rule{
	ID: "RT001", Severity: Error,
	Title:  "route name taken twice",
	Why:    "The operator turns Degraded and stops applying all other changes too.",
	Remedy: "Give each route a name of its own, other than " + openshift.DefaultRoute + ", which spec.exposure.defaultRoute makes.",
	Source: "operator",
	check: func(p Input) []Finding {
		taken := map[string]bool{openshift.DefaultRoute: true}
		var found []Finding
		for i, r := range p.Spec.Exposure.Routes {
			if taken[r.Name] {
				found = append(found, at(routesPath.Index(i).Child("name"), r.Name)...)
			}
			taken[r.Name] = true
		}
		return found
	},
}

var routeHosts = Rule{
	ID: "RT003", Severity: Warning,
	Title:  "two routes with one host name",
	Why:    "The router admits the older one only.",
	Remedy: "Give each route a host name of its own.",
	Source: "5.2",
	check: func(p Input) []Finding {
		taken := map[string]bool{}
		var found []Finding
		for i, r := range p.Spec.Exposure.Routes {
			if taken[r.Hostname] {
				found = append(found, at(routesPath.Index(i).Child("hostname"), r.Hostname)...)
			}
			taken[r.Hostname] = r.Hostname != ""
		}
		return found
	},
}
