package validators

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var overwrittenCOS = Rule{
	ID: "IB003", Severity: Warning,
	Title:  "IBM Cloud field that the operator overwrites",
	Why:    "The operator replaces the location and the resource group with those of the cluster's Infrastructure and writes them back: a value has no effect, and one that differs is out of sync after every sync.",
	Remedy: "Remove the field.",
	Source: "operator",
	needs:  ClusterPlatform,
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.IBMCOS == nil {
			return nil
		}
		cos := p.Spec.Storage.IBMCOS
		var found []v1alpha1.Diagnostic
		for _, f := range []cosField{{"location", cos.Location}, {"resourceGroupName", cos.ResourceGroupName}} {
			if p.mayOverwrite(f, cos.ServiceInstanceCRN != "") {
				found = append(found, at(storagePath.Child("ibmcos", f.name), f.value)...)
			}
		}
		return found
	},
	checkItems: onStanza("ibmcos", func(in input, config item, cos object) []v1alpha1.Diagnostic {
		if config.isLive() {
			return nil // the operator wrote the values
		}
		var found []v1alpha1.Diagnostic
		for _, name := range []string{"location", "resourceGroupName"} {
			if f := (cosField{name, cos.text(name)}); in.mayOverwrite(f, cos.has("serviceInstanceCRN")) {
				found = append(found, config.at("spec.storage.ibmcos."+name, f.value)...)
			}
		}
		return found
	}),
}

// cosField is a field of an ibmcos stanza that the operator overwrites.
type cosField struct{ name, value string }

// mayOverwrite reports whether the value of a field may differ from the one that
// the operator writes. If the manifests contain the Infrastructure of the
// cluster, the values are known, except for the resource group of an existing
// service instance and the location on Power VS.
func (in input) mayOverwrite(f cosField, existingInstance bool) bool {
	platform := openshift.FindPlatform(in.cluster.platform)
	if f.value == "" || platform.Storage != "ibmcos" {
		return false
	}
	if f.name == "resourceGroupName" && existingInstance {
		return true
	}
	return !slices.ContainsFunc(in.nodes, func(node *yaml.RNode) bool {
		if !isKind(node, infrastructureKind) {
			return false
		}
		status := contentOf(node).dict("status", "platformStatus")
		return f.value == status.text("ibmcloud", f.name) || f.name == "resourceGroupName" && f.value == status.text("powervs", "resourceGroup")
	})
}
