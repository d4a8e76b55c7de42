package validators

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// isHosted reports whether the cluster is known to have a hosted control plane.
func (in input) isHosted() bool { return in.cluster.controlPlane == v1alpha1.ControlPlaneExternal }

var hostedImageConfig = Rule{
	ID: "HC001", Severity: Warning,
	Otherwise: "error on ROSA",
	Title:     "image.config of a hosted cluster",
	Why:       "As soon as HostedCluster.spec.configuration.image is set, hosted control planes replace the whole spec of image.config with it; on ROSA, the object is read-only.",
	Remedy:    "Set spec.configuration.image of the HostedCluster, on ROSA with rosa edit cluster, and leave image.config out; in a profile, set spec.trust.registries.imageConfig to Ignore, and remove spec.imageConfig.",
	Source:    "hypershift",
	needs:     ClusterControlPlane,
	check: func(p input) []v1alpha1.Diagnostic {
		if !p.isHosted() {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if t := p.Spec.Trust.Registries; t != nil && t.ImageConfig == "Patch" {
			found = append(found, propose(at(spec.Child("trust", "registries", "imageConfig"), t.ImageConfig), "Ignore")...)
		}
		if p.Spec.ImageConfig != nil {
			found = append(found, at(spec.Child("imageConfig"), nil)...)
		}
		return p.onROSA(found)
	},
	checkItems: forEach(openshift.Image, func(in input, image item) []v1alpha1.Diagnostic {
		if !in.isHosted() || image.isLive() || len(image.dict("spec")) == 0 {
			return nil
		}
		return in.onROSA(image.at("spec", nil))
	}),
}

// onROSA makes diagnostics errors if ROSA operates the cluster.
func (in input) onROSA(found []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	if in.cluster.service == v1alpha1.ROSA {
		return asError(found)
	}
	return found
}

var hostedControlPlaneNodes = Rule{
	ID: "HC002", Severity: Warning,
	Title:  "control plane nodes of a hosted cluster",
	Why:    "A hosted cluster has no control plane nodes: the pods stay Pending.",
	Remedy: "Remove the label from nodeSelector, or select nodes of a node pool; in a profile, remove placement.",
	Source: "hypershift",
	needs:  ClusterControlPlane,
	check: func(p input) []v1alpha1.Diagnostic {
		if !p.isHosted() {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if placement := p.Written.Spec.Registry.Placement; placement == v1alpha1.PlacementControlPlane {
			found = at(registryPath.Child("placement"), string(placement))
		}
		found = append(found, controlPlaneLabels(registryPath.Child("nodeSelector"), p.Written.Spec.Registry.NodeSelector)...)
		pruner := p.Written.Spec.ImagePruner
		if pruner == nil {
			return found
		}
		if pruner.Placement == v1alpha1.PlacementControlPlane {
			found = append(found, at(spec.Child("imagePruner", "placement"), string(pruner.Placement))...)
		}
		return append(found, controlPlaneLabels(spec.Child("imagePruner", "nodeSelector"), pruner.NodeSelector)...)
	},
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range slices.Concat(in.ofKind(openshift.Config), in.ofKind(openshift.ImagePruner)) {
			for _, label := range controlPlaneRoles {
				if in.isHosted() && it.has("spec", "nodeSelector", label) {
					found = append(found, it.at("spec.nodeSelector["+label+"]", it.text("spec", "nodeSelector", label))...)
				}
			}
		}
		return found
	},
}

// controlPlaneRoles are the labels of control plane nodes.
var controlPlaneRoles = []string{"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"}

// controlPlaneLabels returns a diagnostic for each label of control plane nodes.
func controlPlaneLabels(path *field.Path, selector map[string]string) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, label := range controlPlaneRoles {
		if value, set := selector[label]; set {
			found = append(found, at(path.Key(label), value)...)
		}
	}
	return found
}

var hostedRemoved = Rule{
	ID: "HC003", Severity: Warning,
	Title:  "removed registry of a hosted cluster on Azure",
	Why:    "Hosted control planes on Azure reject managementState: Removed with an admission policy, and the apply of the Config fails.",
	Remedy: "Keep the registry Managed, or create the cluster with the capability ImageRegistry disabled in the HostedCluster.",
	Source: "hypershift",
	needs:  ClusterControlPlane | ClusterPlatform,
	check: func(p input) []v1alpha1.Diagnostic {
		if !p.isHosted() || p.cluster.platform != "Azure" || p.Spec.Registry.ManagementState != openshift.Removed {
			return nil
		}
		return at(registryPath.Child("managementState"), openshift.Removed)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if !in.isHosted() || in.cluster.platform != "Azure" || !config.isRemoved() || config.isLive() {
			return nil
		}
		return config.at("spec.managementState", openshift.Removed)
	}),
}
