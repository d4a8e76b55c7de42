package artifact

import (
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/argocd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// healthChecked are the kinds with a health check in overlays/argocd/health.
var healthChecked = []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.ObjectBucketClaim}

// ignoredDifferences are fields that a controller sets. Argo CD reports them as
// differences unless it uses server-side apply.
var ignoredDifferences = map[schema.GroupVersionKind][]string{
	openshift.Config:            {"/spec/httpSecret", "/spec/observedConfig", "/spec/unsupportedConfigOverrides", "/metadata/finalizers"},
	openshift.ObjectBucketClaim: {"/spec/bucketName", "/spec/objectBucketName"},
}

// argoCDSettings returns the health checks and ignored differences in the two
// forms that Argo CD reads, and the configuration of the plugin's sidecar.
func argoCDSettings(root string) (Files, error) {
	data := map[string]string{}
	var healths, ignores []node
	for _, kind := range healthChecked {
		check, err := os.ReadFile(filepath.Join(root, "overlays/argocd/health", kind.Kind+".lua"))
		if err != nil {
			return nil, err
		}
		name := kind.Group + "_" + kind.Kind
		data["resource.customizations.health."+name] = string(check)
		healths = append(healths, node{"group": kind.Group, "kind": kind.Kind, "check": string(check)})
		if pointers := ignoredDifferences[kind]; pointers != nil {
			customization := node{"jsonPointers": pointers}
			text, err := yaml.Marshal(customization)
			if err != nil {
				return nil, err
			}
			data["resource.customizations.ignoreDifferences."+name] = string(text)
			ignores = append(ignores, node{"group": kind.Group, "kind": kind.Kind, "customization": customization})
		}
	}
	configMap, err := yaml.Marshal(node{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": node{"name": "argocd-cm", "namespace": "argocd", "labels": node{"app.kubernetes.io/part-of": "argocd"}},
		"data":     data,
	})
	if err != nil {
		return nil, err
	}
	resource, err := yaml.Marshal(node{
		"apiVersion": "argoproj.io/v1beta1", "kind": "ArgoCD",
		"metadata": node{"name": "openshift-gitops", "namespace": "openshift-gitops"},
		"spec": node{
			"resourceHealthChecks":      healths,
			"resourceIgnoreDifferences": node{"resourceIdentifiers": ignores},
		},
	})
	if err != nil {
		return nil, err
	}
	plugin, err := argocd.Plugin("/registry-profile")
	return Files{
		"overlays/argocd/settings/argocd-cm.yaml": append([]byte("# For upstream Argo CD. Merge these entries into your ConfigMap argocd-cm.\n"), configMap...),
		"overlays/argocd/settings/argocd.yaml":    append([]byte("# For OpenShift GitOps. Merge these fields into your ArgoCD resource.\n"), resource...),
		"overlays/argocd/plugin/plugin.yaml":      plugin,
	}, err
}
