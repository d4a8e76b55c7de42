package messages

import "slices"

// capabilityEntries are what the cluster version operator reports.
var capabilityEntries = []Entry{
	{
		ID: "capability-enabled", Messages: []string{"The following capabilities could not be disabled: …ImageRegistry"},
		Component: Kubernetes, Condition: "ImplicitlyEnabledCapabilities", Reason: "CapabilitiesImplicitlyEnabled", Since: "4.14", Source: "OpenShift documentation: Cluster capabilities",
		Meaning: "The ClusterVersion no longer requests the image registry, but the cluster keeps it: a capability cannot be disabled once it is enabled.",
		Causes:  []string{"ImageRegistry was removed from the ClusterVersion after the installation.", "An upgrade came from a release in which the registry was not optional."},
		Look:    []string{"oc get clusterversion version -o yaml"},
		Remedy:  "Add ImageRegistry to additionalEnabledCapabilities of the ClusterVersion; to switch the registry off, set spec.registry.managementState to Removed.",
		Rules:   []string{"VE003"}, Fields: []string{"spec.registry.managementState", "spec.openshift.version"},
	},
	{
		ID: "capability-unknown", Messages: []string{`additionalEnabledCapabilities[…Unsupported value: "ImageRegistry"`, `spec.capabilities…Unsupported value: "ImageRegistry"`, `unknown capability…"ImageRegistry"`},
		Component: Kubernetes, Reason: "Invalid", Until: "4.13", Source: "openshift/api config/v1: ClusterVersionCapability",
		Meaning: "This release has no capability ImageRegistry, because the registry is always installed.",
		Causes:  []string{"The ClusterVersion or the install-config was written for 4.14 or later."},
		Look:    []string{"oc get clusterversion version -o jsonpath='{.status.capabilities}'"},
		Remedy:  "Remove ImageRegistry from additionalEnabledCapabilities.",
		Rules:   []string{"VE003"}, Fields: []string{"spec.openshift.version"},
	},
}

// ownershipEntries are the refusals of tools because of a project or of another owner.
var ownershipEntries = []Entry{
	{
		ID: "argocd-project", Messages: slices.Concat(
			failures("resource imageregistry.operator.openshift.io:…", "is not permitted in project"),
			[]string{"resource …is not permitted in project", "namespace openshift-image-registry is not permitted in project", "'openshift-image-registry' is not permitted in project", "namespace 'openshift-image-registry' do not match any of the allowed destinations in project", "do not match any of the allowed destinations"},
		),
		Component: ArgoCD, Condition: "InvalidSpecError", Source: "Argo CD documentation: Projects", scope: named,
		Meaning: "The AppProject does not allow this kind or namespace, so the sync fails.",
		Causes:  []string{"clusterResourceWhitelist does not contain Config and ImagePruner of imageregistry.operator.openshift.io.", "namespaceResourceWhitelist or destinations exclude the kind, or the namespace openshift-image-registry."},
		Look:    []string{"oc get appproject -n openshift-gitops NAME -o yaml"},
		Remedy:  "Add the kind to clusterResourceWhitelist or namespaceResourceWhitelist of the AppProject, and openshift-image-registry to its destinations.",
		Rules:   []string{"DL005"}, Fields: []string{"spec.delivery.tool"},
	},
	{
		ID: "argocd-shared", Messages: []string{"Config/cluster is part of applications", "ImagePruner/cluster is part of applications", "Image/cluster is part of applications", "image-registry…is part of applications"},
		Component: ArgoCD, Condition: "SharedResourceWarning", Source: argoDocs, check: ofShared,
		Meaning: "Two applications contain the same object, so each sync of one makes the other OutOfSync.",
		Causes:  []string{"A base and an overlay, or two clusters' folders, are both applied to this cluster."},
		Look:    []string{"oc get applications -n openshift-gitops", lookConfig + " --show-managed-fields"},
		Remedy:  "Remove the object from one of the applications that the message names.",
		Rules:   []string{"DL005"}, Fields: []string{"spec.delivery.tool"},
	},
	{
		ID: "eso-owner", Messages: []string{"target is owned by another ExternalSecret", "is already owned by another ExternalSecret controller", "is owned by another ExternalSecret"},
		Component: ExternalSecrets, Condition: "Ready", Reason: "SecretSyncedError", Source: esoDocs, scope: named, check: ofSecret,
		Meaning: "Two external secrets have one target, and External Secrets updates it from only one of them.",
		Causes:  []string{"An ExternalSecret was renamed, and the old one still exists.", "Two tools each apply an ExternalSecret for the same Secret."},
		Look:    []string{"oc get externalsecrets -n openshift-image-registry", "oc get secret image-registry-private-configuration-user -n openshift-image-registry -o yaml"},
		Remedy:  "Delete the ExternalSecret that is not in Git.",
		Rules:   []string{"CR009"}, Fields: []string{"spec.credentials.externalSecret"},
	},
	{
		ID: "helm-ownership", Messages: slices.Concat(
			failures(`"cluster" in namespace "" `, "exists and cannot be imported into the current release", "exists and cannot be imported into the current release: invalid ownership metadata"),
			failures(`in namespace "openshift-image-registry" `, "exists and cannot be imported into the current release", "exists and cannot be imported into the current release: invalid ownership metadata"),
			failures(`Config cluster…`, "invalid ownership metadata", "cannot be imported into the current release"), failures(`ImagePruner cluster…`, "invalid ownership metadata", "cannot be imported into the current release"),
			failures("imageregistry.operator.openshift.io…", "invalid ownership metadata", "cannot be imported into the current release"),
			failures("image-registry…", "invalid ownership metadata", "cannot be imported into the current release"),
		),
		Component: Helm, Source: "helm pkg/action/validate.go; Helm documentation: Upgrade, adopting resources", check: ofHelm,
		Meaning: "Helm refuses to take over an object that it did not create, so it installs nothing.",
		Causes:  []string{"OpenShift creates Config and ImagePruner cluster itself, without the labels of Helm.", "Another tool or another release of Helm has created the object."},
		Look:    []string{lookConfig, "oc get imagepruners.imageregistry.operator.openshift.io cluster -o yaml", "helm list -A"},
		Remedy:  "Apply the manifests with server-side apply, Argo CD or Flux instead of Helm; or give the object the label app.kubernetes.io/managed-by=Helm and the annotations meta.helm.sh/release-name and meta.helm.sh/release-namespace, and keep it with helm.sh/resource-policy: keep.",
		Rules:   []string{"DL005"}, Fields: []string{"spec.delivery.tool"},
	},
}
