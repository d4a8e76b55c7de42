package flux

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// shipped returns the rendered manifests of overlays/flux.
func shipped(t *testing.T) files {
	t.Helper()
	return folder(t, filepath.Join(testbed.Root(), rendered), rendered)
}

// follow sets the path of the Kustomizations of an overlay to those of a cluster, as
// a user of the template does, and returns the source.
func follow(objects []object, cluster string) (source object) {
	for _, o := range objects {
		if o["kind"] != "Kustomization" {
			source = o
			continue
		}
		path := "./" + rendered + "/" + cluster
		switch at(o, "metadata", "name") {
		case "image-registry-bucket":
			path += "_bucket"
		case "image-registry-storage-change":
			path += "_storage-change"
		}
		o["spec"].(object)["path"] = path
	}
	return source
}

// TestSync syncs the clusters of overlays/flux from Git: first without the
// Kustomization that theirs depends on. Nothing changes with the second
// reconciliation and with another commit of the same files, and drift is put back.
func TestSync(t *testing.T) {
	e := start(t)
	simulate(t)
	content := withOperators(shipped(t))
	objects := 0
	for _, c := range []struct{ name, platform string }{{"odf-production", "BareMetal"}, {"aws-production", "AWS"}} {
		t.Run(c.name, func(t *testing.T) {
			manifests := content.objects(t, rendered+"/"+c.name)
			installed(t, c.platform, manifests...)
			t.Cleanup(func() { e.clean(t, manifests...) })
			e := e.in(t)
			template := overlay(t, "git")
			follow(template, c.name)
			e.apply(template...)
			revision := e.publish(repository, content)
			message := e.failed("image-registry", "DependencyNotReady", "operators")
			documented(t, "dependency 'flux-system/operators' not found", message)
			before, err := cluster.Get(config)
			require.NoError(t, err)
			assert.Nil(t, at(before, "spec", "storage", "s3", "regionEndpoint"), "Flux must wait for operators")

			e.apply(operators())
			e.applied("image-registry", revision)
			objects += len(manifests)
			first := versions(t, manifests)
			require.Len(t, first, len(manifests))
			e.reconcile("image-registry")
			assert.Equal(t, first, versions(t, manifests), "second reconciliation")
			e.applied("image-registry", e.publish(repository, content))
			assert.Equal(t, first, versions(t, manifests), "the same files in another commit")

			drift(t, e, manifests)
		})
	}
	if !t.Failed() {
		fmt.Printf("proof: kustomize-controller %s syncs the clusters of overlays/flux to Ready, changes nothing at the second reconciliation, and puts drift back: %d objects\n", release(t, controllerModule), objects)
	}
}

// drift changes and deletes objects that Git has, and a field that it does not have.
func drift(t *testing.T, e *engine, manifests []object) {
	t.Helper()
	before, err := cluster.Get(config)
	require.NoError(t, err)
	_, err = cluster.Merge(config, `{"spec":{"replicas":5,"logLevel":"Debug"}}`)
	require.NoError(t, err)
	_, err = cluster.Merge(pruner, `{"spec":{"schedule":"0 0 * * *"}}`)
	require.NoError(t, err)
	require.NoError(t, cluster.Delete(find(manifests, "RoleBinding")))
	e.reconcile("image-registry")
	live, err := cluster.Get(config)
	require.NoError(t, err)
	assert.Equal(t, at(find(manifests, "Config"), "spec", "replicas"), at(live, "spec", "replicas"))
	assert.Equal(t, "Debug", at(live, "spec", "logLevel"), "the profile does not set it")
	assert.Equal(t, testbed.Secret, at(live, "spec", "httpSecret"), "the operator owns it")
	assert.Equal(t, at(before, "spec", "storage"), at(live, "spec", "storage"))
	scheduled, err := cluster.Get(pruner)
	require.NoError(t, err)
	assert.Equal(t, at(find(manifests, "ImagePruner"), "spec", "schedule"), at(scheduled, "spec", "schedule"))
	assert.Len(t, versions(t, manifests), len(manifests), "deleted objects")
}

// TestArtifact syncs a cluster from the artifact that CI pushes, with overlays/flux/oci
// as it is.
func TestArtifact(t *testing.T) {
	e := start(t)
	simulate(t)
	content := folder(t, filepath.Join(testbed.Root(), rendered), ".")
	manifests := content.objects(t, "odf-production")
	installed(t, "BareMetal", manifests...)
	t.Cleanup(func() { e.clean(t, manifests...) })
	template := overlay(t, "oci")
	dependency := operators()
	dependency["spec"].(object)["sourceRef"].(object)["kind"] = "OCIRepository"
	e.apply(append(template, dependency)...)
	revision := e.publish(find(template, "OCIRepository"), withOperators(content))
	e.applied("image-registry", revision)
	assert.Len(t, versions(t, manifests), len(manifests))
	if !t.Failed() {
		fmt.Printf("proof: overlays/flux/oci applies the artifact of the rendered folder: %d objects\n", len(manifests))
	}
}

// TestExamples syncs examples with the tool Flux. The objects that hold images or
// credentials remain when the Kustomizations are deleted, and no others.
func TestExamples(t *testing.T) {
	e := start(t)
	simulate(t)
	short := map[string]bool{"full": true, "odf-generated-bucket-aws": true}
	latest := testbed.LastRelease(t)
	examples, err := testbed.Examples(latest, useFlux)
	require.NoError(t, err)
	started, synced, objects := time.Now(), 0, 0
	for _, x := range examples {
		if !short[x.Name] && os.Getenv("FULL") == "" || x.Copies() {
			continue
		}
		t.Run(x.Name, func(t *testing.T) {
			x.Profile["spec"].(object)["openshift"].(object)["version"] = latest
			content := withOperators(render(t, x.Profile))
			t.Cleanup(func() { e.clean(t, x.Objects...) })
			require.NoError(t, cluster.Namespaces(x.Objects))
			require.NoError(t, cluster.Bring(x, latest))
			e := e.in(t)
			template := templateFor(t, content, fmt.Sprint(at(x.Profile, "metadata", "name")))
			e.apply(append(template, operators())...)
			revision := e.publish(repository, content)
			e.applied("image-registry", revision)
			if c := find(x.Objects, "Config"); c != nil && strings.Contains(fmt.Sprint(c["spec"]), ":false") {
				e.reconcile("image-registry") // the operator drops false at its first write
			}
			first := versions(t, x.Objects)
			for _, o := range template {
				if o["kind"] == "Kustomization" {
					e.reconcile(fmt.Sprint(at(o, "metadata", "name")))
				}
			}
			assert.Equal(t, first, versions(t, x.Objects), "second reconciliation")
			e.remove("image-registry")
			e.remove("image-registry-storage-change")
			e.remove("image-registry-bucket")
			kept(t, x.Objects)
			synced, objects = synced+1, objects+len(x.Objects)
		})
	}
	if !t.Failed() {
		fmt.Printf("proof: kustomize-controller syncs %d examples in %d s, changes nothing at the second reconciliation, and keeps what is protected: %d objects\n", synced, int(time.Since(started).Seconds()), objects)
	}
}

// useFlux sets the tool of a profile.
func useFlux(profile object) {
	spec := profile["spec"].(object)
	delivery, ok := spec["delivery"].(object)
	if !ok {
		delivery = object{}
		spec["delivery"] = delivery
	}
	delivery["tool"] = "Flux"
}

// templateFor returns the Kustomizations of overlays/flux that the folders of a
// cluster need.
func templateFor(t *testing.T, content files, cluster string) []object {
	t.Helper()
	has := func(suffix string) bool {
		for name := range content {
			if filepath.ToSlash(filepath.Dir(name)) == rendered+"/"+cluster+suffix {
				return true
			}
		}
		return false
	}
	text := "resources: [../git]\ncomponents:\n"
	switch bucket, change := has("_bucket"), has("_storage-change"); {
	case bucket && change:
		return followed(overlay(t, "git-storage-change"), cluster)
	case bucket:
		return followed(overlay(t, "git-bucket"), cluster)
	case change:
		return followed(composed(t, text+"- ../storage-change\n"), cluster)
	}
	return followed(overlay(t, "git"), cluster)
}

func followed(template []object, cluster string) []object {
	follow(template, cluster)
	return template
}

// kept requires that exactly the objects remain that Flux must not prune.
func kept(t *testing.T, objects []object) {
	t.Helper()
	for _, o := range objects {
		_, err := cluster.Get(o)
		if annotations, _ := at(o, "metadata", "annotations").(object); annotations["kustomize.toolkit.fluxcd.io/prune"] == "Disabled" {
			assert.NoError(t, err, "%s must remain", name(o))
		} else {
			assert.Equal(t, 404, testbed.Code(err), "%s must be deleted", name(o))
		}
	}
}

func find(objects []object, kind string) object {
	for _, o := range objects {
		if o["kind"] == kind {
			return o
		}
	}
	return nil
}
