package messages

import "slices"

// routeHosts begins the messages about a request to the default route.
const routeHosts = "default-route-openshift-image-registry.…"

// routeCuts are the ways in which a proxy ends a connection during a transfer.
var routeCuts = []string{"broken pipe", "connection reset by peer", "unexpected EOF", ": EOF"}

// routeFailures are the ways in which a client does not reach a router.
var routeFailures = []string{"connect: connection refused", "connect: no route to host", "connect: network is unreachable", "i/o timeout", "context deadline exceeded", "TLS handshake timeout"}

// clientEntries are the faults that clients outside of the cluster and pushes report.
var clientEntries = []Entry{
	{
		ID: "route-ca", Messages: failures(routeHosts, "x509: certificate signed by unknown authority", "x509: certificate is not trusted", "self-signed certificate in certificate chain", "unable to get local issuer certificate"),
		Component: Client, Source: goTLSErrors, to: registryParty | unknownParty, without: []string{"failed to ping registry", "error communicating with registry", "s3aws:", "unable to sync"},
		Meaning: "The client does not trust the certificate of the router, so it does not reach the registry through its route.",
		Causes:  []string{"The router has a certificate of the cluster's own CA, which the host of the client does not know.", "A node pulls through the route: spec.trust.registries has no key for its host."},
		Look:    []string{"oc get configmap default-ingress-cert -n openshift-config-managed -o yaml", lookRoutes},
		Remedy:  "Copy the CA of the router to /etc/containers/certs.d/HOST/ca.crt on the client (docker: /etc/docker/certs.d/HOST/ca.crt), or give the route a trusted certificate with spec.exposure.routes.",
		Rules:   []string{"CA004", "CA001"}, Fields: []string{"spec.exposure.routes[].certificate", "spec.trust.registries.certificates"},
	},
	{
		ID: "route-interrupted", Messages: slices.Concat(failures(routeHosts, routeCuts...), failures("/blobs/uploads/…", routeCuts...), failures("writing blob: …", routeCuts...)),
		Component: Client, Source: "OpenShift documentation: Route configuration, route-specific annotations; Go package net: OpError", scope: named, to: registryParty | unknownParty, pulls: true, check: ofRoute, without: []string{"http.request."},
		Meaning: "The connection through the route ended during the transfer, so the push or pull of a large layer fails.",
		Causes:  []string{"The transfer or the store is slower than the timeout of the route, 30 seconds without data by default.", "A load balancer or proxy before the router has a shorter timeout, or limits the size of requests.", "The router or the pod of the registry has restarted."},
		Look:    []string{lookRoutes, lookPods, lookLog, "oc get pods -n openshift-ingress"},
		Remedy:  "Raise the timeout of the load balancer, and add a Route of your own with the annotation haproxy.router.openshift.io/timeout, because the operator reverts changes of its routes.",
		Rules:   []string{"RT004"}, Fields: []string{"spec.exposure.routes", "spec.exposure.defaultRoute"},
	},
	{
		ID: "route-unreachable", Messages: slices.Concat(failures(routeHosts, routeFailures...), failures("lookup "+routeHosts, "no such host", "server misbehaving", "i/o timeout")),
		Component: Client, Source: "Go package net: OpError, DNSError", to: registryParty | unknownParty,
		Meaning: "The client does not reach the router of the route; the registry itself is not concerned.",
		Causes:  []string{"A firewall or the proxy of the client blocks the router or its load balancer.", "The wildcard DNS record of the cluster's applications is missing, or unknown to the client.", "The router does not run."},
		Look:    []string{lookRoutes, "oc get clusteroperator ingress", "oc get pods -n openshift-ingress -o wide"},
		Remedy:  "Allow the connection from the client to port 443 of the router, and check the DNS record of the host.",
		Rules:   []string{"RT003"}, Fields: []string{"spec.exposure.defaultRoute", "spec.exposure.routes[].hostname"},
	},
	{
		ID: "registry-challenge", Messages: []string{"error authorizing context: authorization header required"},
		Component: Registry, Source: "openshift/image-registry pkg/dockerregistry/server/auth.go", scope: named, general: true,
		Meaning: "A client has sent a request without a token, as each client does first to learn where to log in; such a line is not an error by itself.",
		Causes:  []string{"The ordinary first request of a client, or a probe of /v2/.", "The client is not logged in, if its next request has no token either."},
		Look:    []string{lookLog},
		Remedy:  "Ignore the line if pulls and pushes succeed; otherwise log in with oc registry login, and look up the message of the client.",
		Rules:   []string{"AC003"}, Fields: []string{"spec.access"},
	},
	{
		ID: "pull-through-unauthorized", Messages: slices.Concat(
			failures("error pulling through…", "unauthorized", "authentication required"), failures("pullthrough…", "unauthorized", "authentication required"),
			[]string{"unauthorized: Please login to the Red Hat Registry", "Please login to the Red Hat Registry"},
		),
		Component: Registry, Source: "OpenShift documentation: Images, Allowing pods to reference images from other secured registries", scope: named, check: ofPullThrough,
		Meaning: "The source registry refuses the internal registry, which reads an image from it on behalf of a client.",
		Causes:  []string{"Neither the pull secret of the cluster nor a secret in the project of the image stream has credentials for the source registry.", "The credentials have expired or were revoked."},
		Look:    []string{"oc get imagestreams -n PROJECT -o yaml", "oc get secrets -n PROJECT --field-selector type=kubernetes.io/dockerconfigjson", "oc get secret pull-secret -n openshift-config"},
		Remedy:  "Add credentials of the source registry to the Secret pull-secret in openshift-config, or to a pull secret in the project of the image stream.",
		Rules:   []string{"IM005"}, Fields: []string{"spec.imageConfig.allowedRegistriesForImport"},
	},
	{
		ID: "client-refuses-certificate", Messages: failures("http: TLS handshake error from …remote error: tls: ", "bad certificate", "unknown certificate authority", "unknown certificate", "certificate required", "expired certificate"),
		Component: Registry, Source: "Go package crypto/tls: alerts", scope: named,
		Meaning: "A client ends the connection because it does not trust the certificate of the registry.",
		Causes:  []string{"The client, whose address the message has, does not know the service CA: a node without the file of node-ca, or a pod without the CA.", "The client uses another name than that of the service."},
		Look:    []string{"oc get pods -A -o wide", "oc get pods -n openshift-image-registry -l name=node-ca -o wide"},
		Remedy:  "Find the client by its address, and give it the CA of the service; on a node, repair the pod node-ca.",
		Rules:   []string{"CA001"}, Fields: []string{"spec.trust.registries"},
	},
	{
		ID: "serving-certificate-expired", Messages: []string{"image-registry.openshift-image-registry.svc…x509: certificate has expired or is not yet valid", "x509: certificate has expired or is not yet valid…image-registry.openshift-image-registry.svc:5000"},
		Component: Client, Source: goTLSErrors + "; OpenShift documentation: Service serving certificates",
		Meaning: "The certificate of the registry's service is outside of its validity.",
		Causes:  []string{"The service CA operator has not renewed the Secret image-registry-tls, or the pods still have the old one.", "The clock of the node or of the client is wrong."},
		Look:    []string{"oc get clusteroperator service-ca", "oc get secret image-registry-tls -n openshift-image-registry -o yaml", lookPods},
		Remedy:  "Repair the service CA operator, delete the Secret image-registry-tls so that it is issued again, and restart the registry.",
		Fields:  []string{"spec.registry.managementState"},
	},
	{
		ID: "repository-unknown", Messages: []string{"name unknown", "NAME_UNKNOWN", "repository name not known to registry"},
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The registry does not have this repository: the project has no image stream of this name.",
		Causes:  []string{"The image stream or the project does not exist, or its name is mistyped.", "The image stream was deleted, for example with its project."},
		Look:    []string{"oc get imagestreams -n PROJECT"},
		Remedy:  "Create the image stream, and push or import the image.",
		Rules:   []string{"AC003"}, Fields: []string{"spec.access"},
	},
	{
		ID: "digest-invalid", Messages: []string{"digest invalid: provided digest did not match uploaded content", "provided digest did not match uploaded content", "DIGEST_INVALID", "digest invalid"},
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The registry has stored other content than the client has sent, and refuses the layer.",
		Causes:  []string{"Several replicas do not share their store, or an NFS client caches the upload.", "A proxy changes or truncates the body.", "The image on the client is damaged."},
		Look:    []string{lookPods, lookConfig, lookLog},
		Remedy:  "Repeat the push with one replica; if it succeeds, use shared storage, and otherwise push without the proxy.",
		Rules:   []string{"ED002", "PV001", "PV008"}, Fields: []string{"spec.registry.replicas", "spec.storage", "spec.registry.proxy"},
	},
	{
		ID: "default-route-missing", Messages: slices.Concat(
			failures(`routes.route.openshift.io "default-route" `, "not found"), failures(`routes "default-route" `, "not found"), failures(`route "default-route" `, "not found"),
		),
		Component: Operator, Reason: "NotFound", Source: "cluster-image-registry-operator pkg/resource/route.go",
		Meaning: "The registry has no default route, so clients outside of the cluster do not reach it by that host.",
		Causes:  []string{"defaultRoute is false, as it is after the installation.", "The registry is Removed, or the operator has stopped before the route."},
		Look:    []string{lookRoutes, lookConfig},
		Remedy:  "Set spec.exposure.defaultRoute to true.",
		Rules:   []string{"RT003"}, Fields: []string{"spec.exposure.defaultRoute"},
	},
}
