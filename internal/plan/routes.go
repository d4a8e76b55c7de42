package plan

import (
	"maps"
	"slices"
	"strings"
)

const routesField = "spec.routes"

// routes returns the effects of changed routes. They replace the effect on the list.
func (c change) routes() []Effect {
	previous, current := c.configs()
	if previous.id == "" || current.id == "" {
		return nil
	}
	old, now := routesOf(previous), routesOf(current)
	var effects []Effect
	add := func(level Level, name, field string, a, b any, text string) {
		effects = append(effects, Effect{Level: level, Object: current.id, Field: routesField + "[" + name + "]" + field, Old: a, New: b, Text: text})
	}
	for _, name := range slices.Sorted(maps.Keys(merged(old, now))) {
		a, existed := old[name]
		b, exists := now[name]
		host, secret := text(a["hostname"]), text(b["secretName"])
		switch {
		case !exists:
			removed := "is no longer set; if apply removes it, the operator deletes the route, and clients and pull specs with its host fail"
			if len(now) > 0 { // an apply replaces the list as a whole
				removed = "is removed; the operator deletes the route, and clients and pull specs with its host fail"
			}
			add(Warning, name, "", host, nil, removed)
			continue
		case !existed:
			add(Info, name, "", nil, text(b["hostname"]), "is now set; the operator creates the route")
			continue
		}
		if host != text(b["hostname"]) {
			add(Warning, name, ".hostname", a["hostname"], b["hostname"], "changes; clients and pull specs with the old host fail. The DNS and the certificate of the route must match the new host")
		}
		if before := text(a["secretName"]); before != secret && secret == "" {
			add(Warning, name, ".secretName", a["secretName"], b["secretName"], "is no longer set; the route uses the certificate of the router, and clients that only trust the CA of the old certificate fail")
		} else if before != secret {
			verb := "changes"
			if before == "" {
				verb = "is now set"
			}
			add(Warning, name, ".secretName", a["secretName"], b["secretName"], verb+"; the operator copies the certificate of the new Secret into the route, and reports an error while the Secret does not exist. Clients must trust its CA")
		}
	}
	if a, b := previous.values["spec.defaultRoute"], current.values["spec.defaultRoute"]; a == true && b != true {
		effects = append(effects, Effect{Level: Warning, Object: current.id, Field: "spec.defaultRoute", Old: a, New: b, Text: "the operator deletes the default route, and clients and pull specs with its host fail"})
	}
	return effects
}

// routesOf returns the routes of a Config by name.
func routesOf(config object) map[string]map[string]any {
	list, _ := config.values[routesField].([]any)
	routes := map[string]map[string]any{}
	for _, item := range list {
		if route, ok := item.(map[string]any); ok {
			routes[text(route["name"])] = route
		}
	}
	return routes
}

// certificate describes the change of a field of a Certificate.
func certificate(path string) string {
	const again = "cert-manager issues the certificate again, and the operator copies it into the route"
	switch {
	case path == "spec.dnsNames" || path == "spec.commonName":
		return "changes; " + again + ". Clients that use a host that is no longer in the certificate reject it"
	case strings.HasPrefix(path, "spec.issuerRef."):
		return "changes; " + again + ". Clients must trust the CA of the new issuer"
	case path == "spec.secretName":
		return "changes; cert-manager writes the certificate to another Secret, and the route must refer to it. The old Secret remains"
	}
	return "changes; cert-manager issues the certificate again if it no longer matches, and the operator copies it into the route"
}
