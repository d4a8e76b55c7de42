package messages

const routeSource = "openshift/router pkg/router/controller/status.go"

// routeEntries are the refusals of routes by the API server and by routers.
var routeEntries = []Entry{
	{
		ID: "route-refused", Messages: []string{"(host …, router …) not admitted:"},
		Component: Operator, Condition: "Degraded", Reason: "RouteDegraded", Source: statusSource, general: true,
		Meaning: "A router refuses a route of the registry, which makes the operator Degraded.",
		Causes:  []string{"Another route has the host.", "The router refuses the certificate, or the host is outside of its domains."},
		Look:    []string{lookRoutes, "oc get routes -A"},
		Remedy:  "Set another host in spec.exposure.routes, or delete the other route.",
		Rules:   []string{"RT003", "RT004"}, Fields: []string{"spec.exposure.routes[].hostname", "spec.exposure.defaultRoute"},
	},
	{
		ID: "route-host-claimed", Messages: []string{"HostAlreadyClaimed", "already exposes …and is older"},
		Component: Kubernetes, Condition: "Admitted", Reason: "HostAlreadyClaimed", Source: routeSource, scope: named,
		Meaning: "The router serves the host from another route that is older.",
		Causes:  []string{"Two routes have one host, in any namespace."},
		Look:    []string{lookRoutes, "oc get routes -A"},
		Remedy:  "Set another host in spec.exposure.routes, or delete the other route.",
		Rules:   []string{"RT003", "RT004"}, Fields: []string{"spec.exposure.routes[].hostname"},
	},
	{
		ID: "route-host", Messages: []string{
			"you do not have permission to set the host field of the route", "you do not have permission to set the subdomain field of the route",
			"you do not have permission to set certificate fields on the route",
			"spec.host: Invalid value: …field is immutable", "spec.subdomain: Invalid value: …field is immutable",
			"spec.tls.certificate: Invalid value: …field is immutable", "spec.tls.key: Invalid value: …field is immutable",
		},
		Component: Kubernetes, Condition: "Progressing", Reason: "Error", Source: "openshift/library-go pkg/route/hostassignment", scope: named,
		Meaning: "The API server refuses the host or the certificate of a Route, because the account has no right to set or change it.",
		Causes:  []string{"Forbidden: the tool or user may not create routes/custom-host in route.openshift.io.", "Immutable: the host of an existing Route has changed, and the account may not update routes/custom-host.", "The operator itself is refused: its ClusterRole was changed, or that of the release is not applied yet."},
		Look:    []string{lookRoutes, "oc auth can-i update routes.route.openshift.io/custom-host -n openshift-image-registry --as=system:serviceaccount:NAMESPACE:NAME", "oc get clusterrole cluster-image-registry-operator -o yaml"},
		Remedy:  "Grant the account create and update of routes/custom-host in openshift-image-registry, or delete the Route so that it is created again with the new host.",
		Rules:   []string{"RT003", "RT004"}, Fields: []string{"spec.exposure.routes[].hostname", "spec.exposure.routes[].certificate"},
	},
	{
		ID: "route-certificate", Messages: []string{"ExtendedValidationFailed", "spec.tls.certificate: Invalid value", "spec.tls.key: Invalid value", "spec.tls.caCertificate: Invalid value"},
		Component: Operator, Condition: "Degraded", Reason: "RouteDegraded", Source: "openshift/library-go pkg/route/validation", scope: named, without: []string{"field is immutable"},
		Meaning: "The router refuses the certificate of a route.",
		Causes:  []string{"The key does not belong to the certificate.", "The Secret does not contain PEM under tls.crt and tls.key."},
		Look:    []string{lookRoutes, lookSecrets},
		Remedy:  "Correct the Secret of the route, or set spec.exposure.routes[].certificate.",
		Rules:   []string{"RT002"}, Fields: []string{"spec.exposure.routes[].secretName", "spec.exposure.routes[].certificate"},
	},
	{
		ID: "secret-missing", Messages: []string{`secrets "…" not found`, `secret "…" not found`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: "cluster-image-registry-operator pkg/resource/route.go", scope: named, without: []string{"image-registry-tls", "mountvolume.setup failed"},
		Meaning: "The secret of a route does not exist; until then, the operator applies no other change either.",
		Causes:  []string{"External Secrets or cert-manager has not created it.", "It is in another namespace than openshift-image-registry."},
		Look:    []string{lookSecrets},
		Remedy:  "Create the secret, or set spec.exposure.routes[].externalSecret.",
		Rules:   []string{"RT006", "RT005"}, Fields: []string{"spec.exposure.routes[].secretName", "spec.exposure.routes[].externalSecret"},
	},
}
