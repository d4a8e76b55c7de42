package importer

import "github.com/registry-profile/registry-profile/internal/openshift"

// byPlatform reports whether OpenShift writes the object. A manifest without a UID can
// be in Git on purpose, such as a Service with other annotations; a ConfigMap of these
// has only what a controller injects.
func (o other) byPlatform() bool {
	return platformObjects[o.id] && (o.live || o.kind == openshift.ConfigMap.Kind)
}

// platformObjects contains the IDs of the objects in the namespace of the registry that
// OpenShift writes: the operator and its release manifests
// (cluster-image-registry-operator, manifests and pkg/resource), and the controllers
// that write to every namespace.
var platformObjects = func() map[string]bool {
	ids := map[string]bool{}
	for kind, names := range map[string][]string{
		"ConfigMap": {
			"image-registry-certificates", "platform-images-references", "serviceca", "trusted-ca",
			"kube-root-ca.crt", "openshift-service-ca.crt",
			"openshift-master-controllers", // the lock of the leader election of older operators
		},
		"CronJob":             {"image-pruner"},
		"DaemonSet":           {"node-ca"},
		"Deployment":          {"cluster-image-registry-operator", "image-registry"},
		"Endpoints":           {"image-registry", "image-registry-operator"},
		"Job":                 {"azure-path-fix"},
		"Lease":               {"openshift-master-controllers"},
		"NetworkPolicy":       {"image-registry-networkpolicy", "image-registry-operator-networkpolicy"},
		"PodDisruptionBudget": {"image-registry"},
		"PrometheusRule":      {"image-registry-operator-alerts", "image-registry-rules", "imagestreams-rules"},
		"Role":                {"cluster-image-registry-operator", "node-ca", "prometheus-k8s"},
		"Route":               {"default-route"},
		"Service":             {"image-registry", "image-registry-operator"},
		"ServiceAccount":      {"builder", "cluster-image-registry-operator", "default", "deployer", "node-ca", "pruner", "registry"},
		"ServiceMonitor":      {"image-registry", "image-registry-operator"},
	} {
		for _, name := range names {
			ids[kind+"/"+openshift.RegistryNamespace+"/"+name] = true
		}
	}
	return ids
}()
