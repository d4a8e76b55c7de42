package flux

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestSymptoms provokes what docs/flux.md lists under Troubleshooting and no other
// test does.
func TestSymptoms(t *testing.T) {
	e := start(t)
	simulate(t)
	content := withOperators(folder(t, filepath.Join(testbed.Root(), "overlays"), "overlays"))
	for name, text := range folder(t, filepath.Join(testbed.Root(), "examples/kustomize-exec"), "examples/kustomize-exec") {
		content[name] = text
	}
	manifests := content.objects(t, rendered+"/odf-production")
	installed(t, "BareMetal", manifests...)
	for name, text := range content {
		content[name] = strings.ReplaceAll(text, "namespace: platform-images", "namespace: mistyped")
	}
	t.Cleanup(func() { e.clean(t, manifests...) })
	template := overlay(t, "git")
	e.apply(append(template, operators())...)
	e.publish(repository, content)
	message := e.failed("image-registry", "ReconciliationFailed", `namespaces "mistyped" not found`)
	documented(t, `RoleBinding/… not found: namespaces "…" not found`, message)
	live, err := cluster.Get(config)
	require.NoError(t, err)
	assert.NotContains(t, fmt.Sprint(at(live, "metadata", "managedFields")), "kustomize-controller", "Flux applies nothing of the folder")

	for path, symptom := range map[string]string{
		"./overlays/flux/profiles":  `no matches for kind "RegistryProfile"`,
		"./examples/kustomize-exec": "kustomize build failed: … external plugins disabled",
	} {
		for _, o := range template {
			if o["kind"] == "Kustomization" {
				o["spec"].(object)["path"] = path
			}
		}
		e.apply(template...)
		message := ""
		e.await(registry, symptom, func(live object) bool {
			_, _, message = ready(live)
			return contains(message, symptom)
		})
		documented(t, symptom, message)
	}
	if !t.Failed() {
		fmt.Println("proof: the symptoms of docs/flux.md are the messages of kustomize-controller")
	}
}

// TestAccount syncs with the permissions that `registry-profile access` prints for the
// account of the Kustomization: creation, drift, pruning.
func TestAccount(t *testing.T) {
	e := start(t)
	simulate(t)
	content := withOperators(shipped(t))
	manifests := content.objects(t, rendered+"/odf-production")
	installed(t, "BareMetal", manifests...)
	out, err := exec.Command(filepath.Join(testbed.Root(), "bin", "registry-profile"), "access", filepath.Join(testbed.Root(), "overlays/flux/profiles"),
		"--account", "flux-system/image-registry", "--name", "flux-image-registry").Output()
	require.NoError(t, err)
	permissions := decode(t, string(out))
	require.NoError(t, cluster.Namespaces(permissions))
	t.Cleanup(func() { e.clean(t, append(permissions, manifests...)...) })
	template := overlay(t, "git")
	for _, o := range template {
		if o["kind"] == "Kustomization" {
			o["spec"].(object)["serviceAccountName"] = "image-registry"
		}
	}
	e.apply(named("v1", "ServiceAccount", "flux-system", "image-registry"))
	e.apply(append(template, operators())...)
	revision := e.publish(repository, content)
	message := e.failed("image-registry", "ReconciliationFailed", "forbidden")
	assert.Contains(t, message, "system:serviceaccount:flux-system:image-registry")
	e.apply(permissions...)
	e.applied("image-registry", revision)
	drift(t, e, manifests)
	e.remove("image-registry")
	kept(t, manifests)
	if !t.Failed() {
		fmt.Printf("proof: Flux creates, corrects and prunes with the permissions of `registry-profile access`: %d objects\n", len(manifests))
	}
}
