package messages

import "slices"

const (
	registryErrors = "OCI Distribution Specification: Error codes"
	imageDocs      = "OpenShift documentation: Images"
)

// clientNames are the hosts of the registry, and its names in questions.
var clientNames = []string{"openshift-image-registry.", "internal registry", "integrated registry", "image-registry:5000"}

// failures returns a message for each way in which a request fails.
func failures(request string, errors ...string) []string {
	var all []string
	for _, err := range errors {
		all = append(all, request+err)
	}
	return all
}

// noAnswer are the ways in which a server does not answer.
var noAnswer = []string{"connect: connection refused", "connect: no route to host", "connect: network is unreachable", "i/o timeout", "context deadline exceeded", "connection reset by peer", "broken pipe", ": EOF", "unexpected EOF", "TLS handshake timeout"}

// refusedByStore are the ways in which a store refuses a signed URL.
var refusedByStore = []string{"unexpected HTTP status: 403", "invalid status code from registry 403", "StatusCode: 403", "403 Forbidden", "Request has expired", "Signature not valid in the specified time frame"}

var imageEntries = []Entry{
	{
		ID: "pull-blocked", Messages: []string{"Source image rejected: …is rejected by policy", "is blocked by configuration", "registry …is blocked in "},
		Component: Node, Source: "containers-registries.conf(5), containers-policy.json(5)", scope: named,
		Meaning: "image.config forbids this registry, so nodes pull nothing from it.",
		Causes:  []string{"allowedRegistries does not contain the internal registry.", "blockedRegistries contains it."},
		Look:    []string{"oc get images.config.openshift.io cluster -o yaml"},
		Remedy:  "Add image-registry.openshift-image-registry.svc:5000 to allowedRegistries.",
		Rules:   []string{"IM001", "IM002", "IM003"}, Fields: []string{"spec.imageConfig.registrySources.allowedRegistries", "spec.imageConfig.registrySources.blockedRegistries"},
	},
	{
		ID: "import-not-allowed", Messages: []string{"is forbidden: registry …not allowed by", "importing images from registry …is forbidden"},
		Component: Client, Source: imageDocs + ", Image configuration resources",
		Meaning: "oc import-image and image streams may not use this registry.",
		Causes:  []string{"allowedRegistriesForImport does not contain the host."},
		Look:    []string{"oc get images.config.openshift.io cluster -o yaml"},
		Remedy:  "Add the host to spec.imageConfig.allowedRegistriesForImport.",
		Rules:   []string{"IM005"}, Fields: []string{"spec.imageConfig.allowedRegistriesForImport"},
	},
	{
		ID: "registry-dns", Messages: []string{"lookup image-registry.openshift-image-registry.svc…no such host", "lookup image-registry.openshift-image-registry.svc…server misbehaving", "lookup image-registry.openshift-image-registry.svc…i/o timeout", "lookup image-registry.openshift-image-registry.svc…connection refused", "lookup image-registry.openshift-image-registry.svc…no route to host", "lookup image-registry.openshift-image-registry.svc…network is unreachable"},
		Component: Node, Source: "Go package net: DNSError",
		Meaning: "The node or the client does not know the host name of the internal registry.",
		Causes:  []string{"A pull: the resolver of the node does not know services, and the pod node-resolver has not written the name to /etc/hosts of the node.", "The service does not exist, because the registry is Removed.", "The client is outside of the cluster; use the route."},
		Look:    []string{"oc get service image-registry -n openshift-image-registry", "oc get pods -n openshift-dns -o wide", "oc debug node/NODE -- chroot /host cat /etc/hosts"},
		Remedy:  "On a node, repair the pod node-resolver in openshift-dns; for clients outside of the cluster, set spec.exposure.defaultRoute to true.",
		Rules:   []string{"RT003"}, Fields: []string{"spec.exposure.defaultRoute", "spec.registry.managementState"},
	},
	{
		ID: "node-ca-pull", Messages: failures("image-registry.openshift-image-registry.svc:5000/v2/…", "x509: certificate signed by unknown authority", "x509: certificate is not trusted"),
		Component: Node, Source: goTLSErrors, to: registryParty,
		Meaning: "The node, or the pod of the build, does not trust the internal registry.",
		Causes:  []string{"The pod node-ca has not written the service CA to /etc/docker/certs.d of the node, for example on a new node.", "The ConfigMap of image.config has a key for the host of the internal registry, which replaces the service CA."},
		Look:    []string{"oc get pods -n openshift-image-registry -l name=node-ca -o wide", "oc get configmap image-registry-certificates -n openshift-image-registry -o yaml"},
		Remedy:  "Repair the pod node-ca of the node, and remove the key of the internal registry from spec.trust.registries.",
		Rules:   []string{"CA001", "CA004"}, Fields: []string{"spec.trust.registries", "spec.trust.registries.configMapName"},
	},
	{
		ID: "old-registry-name", Messages: slices.Concat(
			failures("docker-registry.default.svc…", "no such host", "server misbehaving", "i/o timeout", "connection refused", "x509: certificate signed by unknown authority", "unauthorized: authentication required", "manifest unknown"),
			[]string{"docker-registry.default.svc:5000", "docker-registry.default.svc"},
		),
		Component: Client, Source: "OpenShift documentation: Migrating from OpenShift 3 to 4",
		Meaning: "The request goes to the registry of OpenShift 3, which OpenShift 4 does not have.",
		Causes:  []string{"An image reference, a pull secret or a pipeline was copied from OpenShift 3."},
		Look:    []string{"oc get buildconfigs,deploymentconfigs,secrets -n PROJECT -o yaml"},
		Remedy:  "Replace docker-registry.default.svc:5000 by image-registry.openshift-image-registry.svc:5000.",
		Rules:   []string{"CA001"}, Fields: []string{"spec.exposure.routes[].hostname"},
	},
	{
		ID: "registry-refuses", Messages: slices.Concat(failures("openshift-image-registry.…", noAnswer...), failures("image-registry:5000…", noAnswer...)),
		Component: Node, Source: "Go package net: OpError", to: registryParty | unknownParty, check: ofService,
		Meaning: "The internal registry does not answer.",
		Causes:  []string{"No pod of the registry is ready.", "A network policy or a proxy blocks the connection.", "A pod of the registry has ended during the request."},
		Look:    []string{lookPods, lookCO},
		Remedy:  "Check the pods of the registry, and remove a network policy that blocks port 5000.",
		Rules:   []string{"NW001", "PX001"}, Fields: []string{"spec.registry.replicas", "spec.registry.proxy"},
	},
	{
		ID: "pull-gateway", Messages: []string{"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Time-out", "504 Gateway Timeout", "unexpected HTTP status: 502", "unexpected HTTP status: 503", "unexpected HTTP status: 504", "StatusCode: 502", "StatusCode: 503", "StatusCode: 504", "Application is not available"},
		Component: Client, Source: "OpenShift documentation: Ingress Controller, error pages", scope: named, pulls: true,
		Meaning: "The router or the registry does not answer the request.",
		Causes:  []string{"503: no pod of the registry is ready, or the route does not exist because defaultRoute is false.", "The store is slow, and the route reaches its timeout."},
		Look:    []string{lookPods, lookLog, lookRoutes},
		Remedy:  "Check that the route exists (spec.exposure.defaultRoute) and that pods of the registry are ready; for large layers, raise the timeout of the route.",
		Rules:   []string{"SC005"}, Fields: []string{"spec.exposure.defaultRoute", "spec.registry.replicas", "spec.exposure.routes"},
	},
	{
		ID: "registry-error", Messages: []string{"500 Internal Server Error", "unexpected HTTP status: 500", "StatusCode: 500"},
		Component: Client, Source: registryErrors, scope: named, general: true, pulls: true,
		Meaning: "The registry answers, but cannot read from its store or write to it.",
		Causes:  []string{"The store refuses the credentials, is full or does not answer; the log of the registry names it."},
		Look:    []string{lookLog},
		Remedy:  "Find the message err.detail in the log of the registry, and correct its cause.",
		Rules:   []string{"CR010"}, Fields: []string{"spec.storage", "spec.credentials"},
	},
	{
		ID: "push-too-large", Messages: []string{"413 Request Entity Too Large", "413 Payload Too Large", "unexpected HTTP status: 413", "StatusCode: 413"},
		Component: Client, Source: "RFC 9110, section 15.5.14", scope: named, pulls: true, without: []string{"exceeds quota"},
		Meaning: "A server before the registry refuses large layers.",
		Causes:  []string{"A proxy or load balancer before the route limits the size of requests.", "The store has a quota."},
		Look:    []string{lookRoutes, lookLog},
		Remedy:  "Raise the limit of the proxy, or push to the route without it.",
		Rules:   []string{"PX001"}, Fields: []string{"spec.exposure.routes", "spec.registry.proxy"},
	},
	{
		ID: "too-many-requests", Messages: []string{"toomanyrequests", "TOOMANYREQUESTS", "429 Too Many Requests", "unexpected HTTP status: 429", "StatusCode: 429"},
		Component: Registry, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The registry has reached its limit of requests.",
		Causes:  []string{"spec.registry.requests is small for the number of nodes.", "An external registry limits pull-through."},
		Look:    []string{lookLog, lookConfig},
		Remedy:  "Raise maxRunning or maxInQueue of spec.registry.requests, or add replicas.",
		Rules:   []string{"RQ001"}, Fields: []string{"spec.registry.requests.read.maxRunning", "spec.registry.requests.read.maxInQueue"},
	},
	{
		ID: "image-quota", Messages: []string{"exceeded quota: …openshift.io/images", "exceeded quota: …openshift.io/imagestreams", "openshift.io/image-tags", "openshift.io/image-references", "exceeds the maximum limit…openshift.io/Image", "maximum storage usage per Image is", "refusing to write blob exceeding limit range"},
		Component: Registry, Source: "OpenShift documentation: Image limits and quotas",
		Meaning: "A quota or limit of the project refuses the image.",
		Causes:  []string{"A ResourceQuota counts openshift.io/images or openshift.io/imagestreams.", "A LimitRange limits the size of images."},
		Look:    []string{"oc describe quota -n PROJECT", "oc describe limits -n PROJECT"},
		Remedy:  "Raise the quota of the project, or delete unused image stream tags.",
		Rules:   []string{"PR004"}, Fields: []string{"spec.imagePruner.keepTagRevisions", "spec.imagePruner.suspend"},
	},
	{
		ID: "pull-unauthorized", Messages: []string{"unauthorized: authentication required", "unable to retrieve auth token: invalid username/password", "invalid username/password: unauthorized", "authentication required", "no basic auth credentials", "invalid username/password", "StatusCode: 401", "unexpected HTTP status: 401"},
		// The first request of each client has no token, which is an ordinary line of the
		// registry's log.
		Component: Client, Source: registryErrors, scope: named, pulls: true, without: []string{"http.request.", "http.response.", "err.code=unauthorized"},
		Meaning: "The client has no valid token for the registry.",
		Causes:  []string{"A pull: the image is in another project, and the service account has no role system:image-puller there.", "The token has expired, or the client is not logged in.", "The pull secret of the service account is for another host."},
		Look:    []string{"oc get rolebindings -n PROJECT -o wide", "oc whoami -t", "oc get secrets -n PROJECT"},
		Remedy:  "Grant system:image-puller in the project of the image with spec.access, or log in with oc registry login.",
		Rules:   []string{"AC001", "AC003"}, Fields: []string{"spec.access", "spec.access[].role", "spec.imageConfig.externalRegistryHostnames"},
	},
	{
		ID: "push-unauthorized", Messages: slices.Concat(
			[]string{"Failed to push image: unauthorized"},
			failures("Failed to push image: …", "authentication required", "invalid username/password", "no basic auth credentials", "unexpected HTTP status: 401"),
			failures("writing blob: …", "authentication required", "invalid username/password", "unexpected HTTP status: 401"),
			failures("initiating layer upload…", "authentication required", "invalid username/password"),
			failures("trying to reuse blob …", "authentication required", "invalid username/password"),
			failures("writing manifest: …", "authentication required"),
			failures("uploading manifest …", "authentication required"),
		),
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The push has no valid token, or the account may not push to the project.",
		Causes:  []string{"The service account has no role system:image-builder in the project; the account builder has it by default.", "The token has expired, or the push secret is for another host."},
		Look:    []string{"oc get rolebindings -n PROJECT -o wide", "oc get serviceaccount builder -n PROJECT -o yaml"},
		Remedy:  "Grant system:image-builder in the project with spec.access, or log in with oc registry login.",
		Rules:   []string{"AC001", "AC003"}, Fields: []string{"spec.access", "spec.access[].role"},
	},
	{
		ID: "redirect-denied", Messages: slices.Concat(
			failures("fetching blob…", refusedByStore...),
			failures("reading blob …", refusedByStore...),
			failures("parsing image configuration: …", refusedByStore...),
			failures("Failed to pull image …", "Request has expired", "Signature not valid in the specified time frame", "X-Amz-…403 Forbidden"),
			failures("copying config: …", refusedByStore...),
		),
		Component: Node, Source: "distribution registry/storage/driver/middleware/redirect", scope: named, with: clientNames,
		Meaning: "The registry has served the manifest and redirects clients to its store for blobs, and the store refuses the signed URL.",
		Causes:  []string{"The firewall of the store, or a policy of the bucket, refuses the network of the client.", "The clock of the node or of the store is wrong, so the URL has expired.", "A proxy changes the request."},
		Look:    []string{lookConfig, "oc debug node/NODE -- chroot /host chronyc tracking"},
		Remedy:  "Set spec.registry.disableRedirect to true, or allow the network of the clients in the firewall of the store.",
		Rules:   []string{"S3008", "AZ006"}, Fields: []string{"spec.registry.disableRedirect", "spec.storage.azure.networkAccess.type"},
	},
	{
		ID: "push-denied", Messages: []string{"denied: requested access to the resource is denied", "requested access to the resource is denied", "error parsing HTTP 403 response body", "Error writing blob…denied", "unauthorized to access repository", "StatusCode: 403", "unexpected HTTP status: 403"},
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The user or service account may not use the image stream.",
		Causes:  []string{"A pull from another project needs system:image-puller there.", "A push needs system:image-builder or registry-editor."},
		Look:    []string{"oc get rolebindings -n PROJECT -o wide"},
		Remedy:  "Set spec.access for the subject, its role and the namespace.",
		Rules:   []string{"AC003", "AC002"}, Fields: []string{"spec.access", "spec.access[].role", "spec.access[].namespaces"},
	},
	{
		ID: "manifest-unknown", Messages: []string{"manifest unknown", "manifest for …not found", "reading manifest …not found", "blob unknown to registry", "BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN"},
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The registry does not have this image, or a layer of it.",
		Causes:  []string{"The tag does not exist, or the pruner has removed the revision.", "The registry uses another, empty store than before.", "Pods without a common store: only one of them has the image."},
		Look:    []string{"oc get imagestreams -n PROJECT", lookConfig},
		Remedy:  "Compare the store with the one that had the image, and push the image again.",
		Rules:   []string{"ST007", "ED001", "ED002", "PR005"}, Fields: []string{"spec.storage", "spec.imagePruner.keepTagRevisions", "spec.imagePruner.keepYoungerThanDuration"},
	},
	{
		ID: "manifest-invalid", Messages: []string{"manifest invalid", "MANIFEST_INVALID"},
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The registry refuses the manifest at the end of a push.",
		Causes:  []string{"The manifest has Docker schema 1, or is a list whose images were not pushed.", "Several replicas do not share their store, so a blob of the image is missing."},
		Look:    []string{lookLog, lookConfig},
		Remedy:  "Push the image again with all its parts and schema 2 or OCI, such as skopeo copy --all --format oci.",
		Rules:   []string{"ED002", "PV001"}, Fields: []string{"spec.registry.replicas", "spec.storage"},
	},
	{
		ID: "redirect-unreachable", Messages: slices.Concat(
			failures("reading blob …", "i/o timeout", "connection refused", "no route to host", "context deadline exceeded", "TLS handshake timeout", "connection reset by peer", "no such host", "x509: certificate signed by unknown authority"),
			failures("parsing image configuration: …", "i/o timeout", "connection refused", "no route to host", "context deadline exceeded", "TLS handshake timeout", "connection reset by peer", "no such host", "x509: certificate signed by unknown authority"),
			failures("Failed to pull image …", "i/o timeout", "connection refused", "no route to host", "context deadline exceeded", "TLS handshake timeout", "connection reset by peer", "no such host", "x509: certificate signed by unknown authority"),
		),
		Component: Node, Source: "distribution registry/storage/driver/middleware/redirect; Go package net: OpError", scope: named, to: otherParty, check: ofRedirect, without: []string{"openshift-storage.svc: no such host", "openshift-storage.svc on"},
		Meaning: "The registry redirects clients to its store for blobs, and the client does not reach the store, or does not trust its certificate.",
		Causes:  []string{"A firewall or the missing proxy of the node blocks the host of the store.", "The store has an in-cluster endpoint or a private CA, which nodes and external clients do not know."},
		Look:    []string{lookConfig, "oc debug node/NODE -- chroot /host curl -v URL"},
		Remedy:  "Set spec.registry.disableRedirect to true, or allow the nodes to reach the host of the store.",
		Rules:   []string{"S3008"}, Fields: []string{"spec.registry.disableRedirect", "spec.storage.s3.regionEndpoint"},
	},
	{
		ID: "upload-unknown", Messages: []string{"blob upload unknown", "blob upload invalid", "BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"},
		Component: Client, Source: registryErrors, scope: named, pulls: true,
		Meaning: "A push breaks off because another pod does not know the upload.",
		Causes:  []string{"Several replicas do not share their store, such as emptyDir.", "The store is eventually consistent, such as some NFS servers."},
		Look:    []string{lookPods, lookConfig},
		Remedy:  "Set spec.registry.replicas to 1, or use shared storage.",
		Rules:   []string{"ED002", "PV001", "PV008"}, Fields: []string{"spec.registry.replicas", "spec.storage"},
	},
	{
		ID: "registry-read-only", Messages: []string{"unsupported: The operation is unsupported", "The operation is unsupported.", "405 Method Not Allowed"},
		Component: Registry, Source: registryErrors, scope: named, pulls: true,
		Meaning: "The registry refuses pushes and deletions.",
		Causes:  []string{"spec.registry.readOnly is true."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.registry.readOnly to false.",
		Rules:   []string{"ST012"}, Fields: []string{"spec.registry.readOnly"},
	},
	{
		ID: "no-integrated-registry", Messages: []string{"integrated container image registry is not configured", "an image stream cannot be used as build output", "Output image could not be resolved", "InvalidOutputReference"},
		Component: Client, Reason: "InvalidOutputReference", Source: "openshift-controller-manager: builds, InvalidOutputReference",
		Meaning: "The build has no target for its image.",
		Causes:  []string{"The registry is Removed, or has no storage.", "The image stream of the output does not exist."},
		Look:    []string{lookConfig, "oc get imagestreams -n PROJECT"},
		Remedy:  "Set spec.registry.managementState to Managed, and set spec.storage.",
		Rules:   []string{"ST005"}, Fields: []string{"spec.registry.managementState", "spec.storage"},
	},
	{
		ID: "pull-failed", Messages: []string{"Failed to pull image …image-registry", "ErrImagePull", "ImagePullBackOff", "Back-off pulling image"},
		Component: Node, Reason: "Failed", Source: "Kubernetes documentation: Images", scope: named, general: true, pulls: true, with: clientNames,
		Meaning: "The node cannot pull an image from the internal registry.",
		Causes:  []string{"The event Failed names it: authentication, a certificate, or a registry that does not answer."},
		Look:    []string{"oc describe pod -n PROJECT POD", lookCO},
		Remedy:  "Find the message of the event Failed, and correct its cause.",
		Rules:   []string{"IM002", "CA003"}, Fields: []string{"spec.access", "spec.imageConfig.registrySources"},
	},
}
