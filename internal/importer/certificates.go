package importer

import (
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// certificate returns the certificate of a route in a draft, nil if no Certificate
// creates the Secret of the route for its host only.
func (s state) certificate(route tree) tree {
	for _, found := range s.of(openshift.Certificate) {
		names, _ := at(found, "spec", "dnsNames").([]any)
		if !creates(found, route) || len(names) != 1 || names[0] != route["hostname"] {
			continue
		}
		issuer := tree{"name": at(found, "spec", "issuerRef", "name"), "kind": "Issuer", "group": at(found, "spec", "issuerRef", "group")} // the default kind
		if kind := at(found, "spec", "issuerRef", "kind"); kind != nil {
			issuer["kind"] = kind
		}
		return tree{
			"name": at(found, "metadata", "name"), "issuerRef": issuer,
			"duration": at(found, "spec", "duration"), "renewBefore": at(found, "spec", "renewBefore"),
			"privateKey": tree{"algorithm": at(found, "spec", "privateKey", "algorithm"), "size": at(found, "spec", "privateKey", "size")},
		}
	}
	return nil
}

// isOfRoute reports whether a Certificate creates the Secret of a route of Config.
func (s state) isOfRoute(certificate tree) bool {
	routes, _ := at(s.config(), "spec", "routes").([]any)
	for _, route := range routes {
		if fields, ok := route.(tree); ok && creates(certificate, fields) {
			return true
		}
	}
	return false
}

// creates reports whether a Certificate creates the Secret of a route.
func creates(certificate, route tree) bool {
	name := text(certificate, "spec", "secretName")
	return name != "" && name == text(route, "secretName") && text(certificate, "metadata", "namespace") == openshift.RegistryNamespace
}
