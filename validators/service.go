package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// onARO reports whether Azure Red Hat OpenShift operates the cluster, with a
// control plane in the cluster: its operator does not run on hosted clusters.
func (in input) onARO() bool { return in.cluster.service == v1alpha1.ARO && !in.isHosted() }

var serviceManagementState = Rule{
	ID: "MS001", Severity: Warning,
	Title:  "registry of Azure Red Hat OpenShift that is not managed",
	Why:    "The support policy of the service requires that all cluster operators remain managed: Microsoft and Red Hat do not support the cluster.",
	Remedy: "Set managementState to Managed.",
	Source: "aro",
	needs:  ClusterService,
	check: func(p input) []v1alpha1.Diagnostic {
		if state := p.Spec.Registry.ManagementState; p.onARO() && state != "" && state != openshift.Managed {
			return propose(at(registryPath.Child("managementState"), state), openshift.Managed)
		}
		return nil
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		state := config.text("spec", "managementState")
		if !in.onARO() || state != openshift.Unmanaged && state != openshift.Removed {
			return nil
		}
		return propose(config.at("spec.managementState", state), openshift.Managed)
	}),
}

var serviceStorage = Rule{
	ID: "MS002", Severity: Warning,
	Title:  "storage of Azure Red Hat OpenShift other than azure",
	Why:    "The operator of the service sets the network rules of the storage account in Config, also of its own account, and fails if Config has another storage type.",
	Remedy: "Keep the storage account of the service; in a profile, remove spec.storage.",
	Source: "aro",
	needs:  ClusterService,
	check: func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		if !ok || !p.onARO() || backend.Facts().ConfigKey == "azure" {
			return nil
		}
		return at(storagePath.Child(backend.Key), nil)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		types := config.storageTypes()
		if !in.onARO() || len(types) == 0 || slices.Contains(types, "azure") {
			return nil
		}
		return config.at("spec.storage."+types[0], nil)
	}),
}

// onDedicated reports whether Red Hat operates the cluster, with a control plane in
// the cluster: the service does not patch the Config of hosted clusters.
func (in input) onDedicated() bool {
	return (in.cluster.service == v1alpha1.ROSA || in.cluster.service == v1alpha1.OSD) && !in.isHosted()
}

var serviceField = Rule{
	ID: "MS003", Severity: Warning,
	Title:  "field of the registry that the service sets",
	Why:    "OpenShift Dedicated and Red Hat OpenShift Service on AWS patch managementState, defaultRoute, nodeSelector, affinity and tolerations of Config again and again: the value does not last, and a tool that restores it causes permanent drift.",
	Remedy: "Remove the field.",
	Source: "osd",
	needs:  ClusterService,
	check: func(p input) []v1alpha1.Diagnostic {
		r, e := p.Written.Spec.Registry, p.Written.Spec.Exposure
		if !p.onDedicated() {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if state := r.ManagementState; state != "" && state != openshift.Managed {
			found = append(found, at(registryPath.Child("managementState"), state)...)
		}
		if e.DefaultRoute != nil && !*e.DefaultRoute {
			found = append(found, at(field.NewPath("spec", "exposure", "defaultRoute"), false)...)
		}
		if r.Placement != "" {
			found = append(found, at(registryPath.Child("placement"), string(r.Placement))...)
		}
		if len(r.NodeSelector) > 0 {
			found = append(found, at(registryPath.Child("nodeSelector"), nil)...)
		}
		if r.AntiAffinity == v1alpha1.AntiAffinityPreferred {
			found = append(found, at(registryPath.Child("antiAffinity"), string(r.AntiAffinity))...)
		}
		if r.Affinity != nil {
			found = append(found, at(registryPath.Child("affinity"), nil)...)
		}
		if len(r.Tolerations) > 0 {
			found = append(found, at(registryPath.Child("tolerations"), nil)...)
		}
		return found
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if !in.onDedicated() || config.isLive() {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if state := config.text("spec", "managementState"); state == openshift.Removed || state == openshift.Unmanaged {
			found = append(found, config.at("spec.managementState", state)...)
		}
		if config.dict("spec")["defaultRoute"] == false {
			found = append(found, config.at("spec.defaultRoute", false)...)
		}
		for _, name := range []string{"nodeSelector", "affinity", "tolerations"} {
			if !isEmptyValue(config.dict("spec")[name]) {
				found = append(found, config.at("spec."+name, nil)...)
			}
		}
		return found
	}),
}

// serviceRegistry reports whether an entry is the container registry of Azure Red
// Hat OpenShift, and whether it is its regional endpoint for data.
func serviceRegistry(entry any) (is, data bool) {
	text, _ := entry.(string)
	rest, is := strings.CutPrefix(strings.ToLower(text), "arosvc.")
	switch {
	case !is:
		return false, false
	case rest == "azurecr.io" || rest == "azurecr.us":
		return true, false
	}
	data = strings.HasSuffix(rest, ".data.azurecr.io") || strings.HasSuffix(rest, ".data.azurecr.us")
	return data, data
}

// The controller removes the two registries from the lists, and adds them to the
// end of allowedRegistries.
var serviceRegistries = onSources(Rule{
	ID: "MS004", Severity: Warning,
	Title:  "registry list that Azure Red Hat OpenShift changes",
	Why:    "The operator of the service appends its own two registries to allowedRegistries, and removes them from blockedRegistries: a tool that restores the list causes permanent drift, and each change is a rollout to all nodes.",
	Remedy: "End allowedRegistries with arosvc.azurecr.io and arosvc.REGION.data.azurecr.io, in Azure Government with azurecr.us, and remove them from blockedRegistries.",
	Source: "aro",
	needs:  ClusterService,
}, func(in input, s registrySources) []v1alpha1.Diagnostic {
	if !in.onARO() {
		return nil
	}
	var found []v1alpha1.Diagnostic
	unknown := func(entry any) bool { _, known := entry.(string); return !known }
	if n := len(s.allowed); n > 0 && !slices.ContainsFunc(s.allowed, unknown) {
		ends := false
		if n > 1 {
			registry, regional := serviceRegistry(s.allowed[n-2])
			_, data := serviceRegistry(s.allowed[n-1])
			ends = registry && !regional && data
		}
		if !ends {
			found = append(found, s.at("allowedRegistries", nil)...)
		}
	}
	for i, entry := range s.blocked {
		if is, _ := serviceRegistry(entry); is {
			found = append(found, s.at(elementPath("blockedRegistries", i), entry)...)
		}
	}
	return found
})
