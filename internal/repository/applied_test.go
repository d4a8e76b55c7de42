package repository_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/repository"
)

const (
	generated = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: images\n  namespace: openshift-image-registry\n  annotations:\n    registryprofile.dev/provenance: prod created PersistentVolumeClaim/openshift-image-registry/images\n"
	remote    = "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@git.example.com:platform/registry.git\n[submodule \"x\"]\n\turl = https://git.example.com/platform/apps\n"
)

// application returns an Application of Argo CD with a source in JSON.
func application(source, policy string) string {
	return file("apps/a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: "+source+", syncPolicy: "+policy+"}\n")
}

func applicationSet(spec string) string {
	return file("apps/a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec: "+spec+"\n")
}

func fluxObject(spec string) string {
	return file("apps/a.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a, namespace: flux}\nspec: "+spec+"\n")
}

// TestAppliedBy checks which tool applies the generated manifests in out/prod.
func TestAppliedBy(t *testing.T) {
	const (
		prune      = "{automated: {prune: true}}"
		fluxSource = "sourceRef: {kind: GitRepository, name: fleet}"
		repoURL    = "repoURL: https://git.example.com/platform/registry"
		directory  = "generators: [{git: {directories: [{path: 'out/*'}]}}]"
	)
	repository := func(url string) string {
		return file("apps/b.yaml", "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: fleet, namespace: flux}\nspec: {url: "+url+"}\n")
	}
	for name, test := range map[string]struct{ files, want string }{
		"nothing":                 {"", ""},
		"an Application":          {application("{path: out/prod}", prune), "ArgoCD"},
		"a path with a dot":       {application("{path: ./out/prod/}", prune), "ArgoCD"},
		"another path":            {application("{path: prod}", prune), ""},
		"a path above":            {application("{path: out}", prune), ""},
		"a recursive Application": {application("{path: out, directory: {recurse: true}}", prune), "ArgoCD"},
		"excluded files":          {application("{path: out/prod, directory: {exclude: '*'}}", prune), ""},
		"the root":                {application("{path: ., directory: {recurse: true}}", prune), ""},
		"a plugin":                {application("{path: out/prod, plugin: {name: a}}", prune), ""},
		"without pruning":         {application("{path: out/prod}", "{automated: {}}"), ""},
		"disabled automation":     {application("{path: out/prod}", "{automated: {prune: true, enabled: false}}"), ""},
		"a template of Helm":      {application("{path: out/prod}", "{automated: {prune: '{{ .prune }}'}}"), ""},
		"several sources":         {file("apps/a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {sources: [{path: a}, {path: out/prod}], syncPolicy: "+prune+"}\n"), "ArgoCD"},
		"a finalizer":             {file("apps/a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, finalizers: [resources-finalizer.argocd.argoproj.io/background]}\nspec: {source: {path: out/prod}}\n"), "ArgoCD"},
		"another Application":     {file("apps/a.yaml", "apiVersion: app.k8s.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {source: {path: out/prod}, syncPolicy: "+prune+"}\n# argoproj.io/v1alpha1\n"), ""},
		"this repository":         {application("{path: out/prod, "+repoURL+"}", prune) + file(".git/config", remote), "ArgoCD"},
		"another repository":      {application("{path: out/prod, repoURL: https://git.example.com/platform/apps}", prune) + file(".git/config", remote), ""},
		"a linked working tree":   {application("{path: out/prod, repoURL: https://git.example.com/platform/apps}", prune) + file(".git", "gitdir: a/b\n") + file("a/b/commondir", "..\n") + file("a/config", remote), ""},
		"no remote":               {application("{path: out/prod, "+repoURL+"}", prune) + file(".git/config", "[core]\n"), "ArgoCD"},

		"an ApplicationSet":         {applicationSet("{" + directory + ", template: {spec: {source: {path: '{{.path.path}}'}}}}"), "ArgoCD"},
		"without Go templates":      {applicationSet("{" + directory + ", template: {spec: {source: {path: '{{path}}'}}}}"), "ArgoCD"},
		"the name of the directory": {applicationSet("{generators: [{matrix: {generators: [{clusters: {}}, {git: {directories: [{path: 'src/*'}]}}]}}], template: {spec: {source: {path: 'out/{{path.basename}}'}}}}") + file("src/prod/a.yaml", service), "ArgoCD"},
		"an excluded directory":     {applicationSet("{generators: [{git: {directories: [{path: 'out/*'}, {path: out/prod, exclude: true}]}}], template: {spec: {source: {path: '{{path}}'}}}}"), ""},
		"another generator":         {applicationSet("{generators: [{list: {elements: [{path: out/prod}]}}], template: {spec: {source: {path: '{{.path}}'}}}}"), ""},
		"a fixed path":              {applicationSet("{generators: [{clusters: {}}], template: {spec: {source: {path: out/prod}}}}"), "ArgoCD"},
		"preserved resources":       {applicationSet("{" + directory + ", syncPolicy: {preserveResourcesOnDeletion: true}, template: {spec: {source: {path: '{{path}}'}}}}"), ""},
		"a patched template":        {applicationSet("{" + directory + ", templatePatch: a, template: {spec: {source: {path: '{{path}}'}}}}"), ""},

		"Flux":                        {fluxObject("{path: ./out/prod, prune: true, " + fluxSource + "}"), "Flux"},
		"Flux above":                  {fluxObject("{path: out, prune: true, " + fluxSource + "}"), "Flux"},
		"Flux above a kustomization":  {fluxObject("{path: out, prune: true, "+fluxSource+"}") + file("out/kustomization.yaml", "resources: [a.yaml]\n") + file("out/a.yaml", service), ""},
		"Flux without pruning":        {fluxObject("{path: out/prod, prune: false, " + fluxSource + "}"), ""},
		"Flux that deletes":           {fluxObject("{path: out/prod, deletionPolicy: Delete, " + fluxSource + "}"), "Flux"},
		"an artifact":                 {fluxObject("{path: out/prod, prune: true, sourceRef: {kind: OCIRepository, name: fleet}}"), ""},
		"Flux of this repository":     {fluxObject("{path: out/prod, prune: true, "+fluxSource+"}") + file(".git/config", remote) + repository("ssh://git@git.example.com:22/platform/registry.git"), "Flux"},
		"Flux of another repository":  {fluxObject("{path: out/prod, prune: true, "+fluxSource+"}") + file(".git/config", remote) + repository("ssh://git@git.example.com/platform/apps"), ""},
		"a kustomization, not Flux's": {file("apps/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n# kustomize.toolkit.fluxcd.io/v1, path: out/prod, prune: true\n") + file("apps/a.yaml", service), ""},
		"Config Sync":                 {file("apps/a.yaml", "apiVersion: configsync.gke.io/v1beta1\nkind: RootSync\nmetadata: {name: a}\nspec: {git: {dir: out}}\n"), "Kpt"},
	} {
		t.Run(name, func(t *testing.T) {
			inFolder(t, file("out/prod/claim.yaml", generated)+test.files)
			got := ""
			for _, c := range read(t, ".").Clusters {
				if c.Path == filepath.Join("out", "prod") {
					for _, a := range c.AppliedBy {
						got += a.Tool
						assert.Contains(t, a.Name, "/a of "+filepath.Join("apps", "a.yaml"))
					}
				}
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestAppliedByComposed requires that the function of a kustomization counts only if Argo
// CD runs kustomize: a plugin adds the annotations.
func TestAppliedByComposed(t *testing.T) {
	for source, want := range map[string]int{"{path: prod}": 0, "{path: prod, kustomize: {}}": 1, "{path: prod, kustomize: {components: [a]}}": 0} {
		t.Run(source, func(t *testing.T) {
			inFolder(t, application(source, "{automated: {prune: true}}")+file("prod/kustomization.yaml", "generators: [p.yaml]\n")+
				file("prod/p.yaml", profile+"  storage: {pvc: {create: {size: 1Gi, storageClassName: a}}}\n"))
			clusters := read(t, ".").Clusters
			require.Len(t, clusters, 1)
			assert.Len(t, clusters[0].AppliedBy, want)
		})
	}
}

// TestReadAppliers requires that a working tree of Git is read from its root, and nothing
// else.
func TestReadAppliers(t *testing.T) {
	for name, test := range map[string]struct {
		files string
		want  int
	}{"Git": {file(".git/config", remote), 1}, "no Git": {"", 0}} {
		t.Run(name, func(t *testing.T) {
			inFolder(t, application("{path: out/prod}", "{automated: {prune: true}}")+test.files)
			require.NoError(t, os.Mkdir("out", 0o755))
			appliers, err := repository.ReadAppliers("out")
			require.NoError(t, err)
			assert.Len(t, appliers.Of("out/prod"), test.want)
			assert.Empty(t, appliers.Of("out/other"))
		})
	}
}
