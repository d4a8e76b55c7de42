package adopt

import (
	_ "embed"
	"path"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// The manifests with which the tools sync a repository. They are those of overlays,
// in which names and paths are replaced; a test compares them.
var (
	//go:embed files/applicationset.yaml
	applicationSet string
	//go:embed files/flux.yaml
	fluxRegistry string
	//go:embed files/flux-bucket.yaml
	fluxBucket string
	//go:embed files/rootsync.yaml
	rootSync string
)

// UnknownURL marks the URL of the repository that the user must fill in.
const UnknownURL = "https://git.example.com/CHANGE-ME.git"

// The values in the manifests of overlays.
const (
	overlaysURL    = "https://git.example.com/platform/registry.git"
	overlaysBranch = ": main\n"
	fluxOperators  = `  # The Kustomization that installs the operators whose CRDs the manifests
  # need: External Secrets, OpenShift Data Foundation. Flux applies nothing of a
  # folder while one of its kinds is unknown. Remove it if there is none of this
  # name: Flux waits for it without end.
  dependsOn:
  - name: operators
`
)

// fleetSync returns the files with which a tool syncs all clusters.
func (r *Repository) fleetSync() map[string]string {
	if r.tool != v1alpha1.ArgoCD {
		return nil
	}
	return map[string]string{"argocd/applicationset.yaml": r.located(applicationSet, "overlays/rendered", renderedFolder)}
}

// clusterSync returns the files with which a tool syncs one cluster.
func (r *Repository) clusterSync(c Cluster) map[string]string {
	switch toolOf(c.node) {
	case v1alpha1.Flux:
		text := r.located(fluxRegistry, "overlays/flux/rendered", renderedFolder)
		dependencies := "" // the operators of a running cluster are installed
		if c.bucketStep {
			dependencies = "  dependsOn:\n  - name: image-registry-bucket\n"
			text += "---\n" + r.located(strings.Replace(fluxBucket, fluxOperators, "", 1), "overlays/flux/rendered", renderedFolder)
		}
		text = strings.Replace(text, fluxOperators, dependencies, 1)
		return map[string]string{"flux/" + c.Name + ".yaml": strings.ReplaceAll(text, "odf-production", c.Name)}
	case v1alpha1.Kpt:
		text := r.located(rootSync, "overlays/kpt/rendered", renderedFolder)
		return map[string]string{"kpt/" + c.Name + ".yaml": strings.ReplaceAll(text, "odf-production", c.Name)}
	}
	return nil
}

// located replaces the repository and a folder in a manifest of overlays.
func (r *Repository) located(text, from, to string) string {
	return strings.NewReplacer(overlaysURL, r.url, overlaysBranch, ": "+r.git.branch+"\n", from, path.Join(r.git.prefix, to)).Replace(text)
}
