package flux

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// substitute sets the variables of the Kustomization of the registry.
func substitute(template []object, variables object) []object {
	for _, o := range template {
		if at(o, "metadata", "name") == "image-registry" && o["kind"] == "Kustomization" {
			o["spec"].(object)["postBuild"] = object{"substitute": variables}
		}
	}
	return template
}

// TestSubstitute syncs examples/placeholders-flux with the variables of a cluster, as
// docs/flux.md describes.
func TestSubstitute(t *testing.T) {
	e := start(t, "--feature-gates", "StrictPostBuildSubstitutions=true")
	simulate(t)
	profile := read(t, filepath.Join(testbed.Root(), "examples/placeholders-flux/profile.yaml"))[0]
	at(profile, "spec", "credentials", "externalSecret").(object)["remoteKey"] = "clusters/${cluster_name}/$${literal}"
	content := withOperators(render(t, profile))
	manifests := content.objects(t, rendered+"/prod-eu")
	installed(t, "VSphere", manifests...)
	t.Cleanup(func() { e.clean(t, manifests...) })

	// Without a value of a variable.
	e.apply(append(substitute(followed(overlay(t, "git"), "prod-eu"), object{"cluster_name": "prod-eu"}), operators())...)
	revision := e.publish(repository, content)
	message := e.failed("image-registry", "BuildFailed", "variable not set (strict mode)")
	documented(t, "variable not set (strict mode)", message)

	e.apply(substitute(followed(overlay(t, "git"), "prod-eu"), object{"cluster_name": "prod-eu", "s3_host": "s3.example.com"})...)
	e.applied("image-registry", revision)
	live, err := cluster.Get(config)
	require.NoError(t, err)
	s3 := at(live, "spec", "storage", "s3").(object)
	assert.Equal(t, []any{"prod-eu-image-registry", "us-east-1", "https://s3.example.com"}, []any{s3["bucket"], s3["region"], s3["regionEndpoint"]})
	reference, err := cluster.Get(find(manifests, "ExternalSecret"))
	require.NoError(t, err)
	text, err := yaml.Marshal(reference["spec"])
	require.NoError(t, err)
	assert.Contains(t, string(text), "clusters/prod-eu/${literal}")
	e.reconcile("image-registry") // the operator has dropped disableRedirect: false
	first := versions(t, manifests)
	e.reconcile("image-registry")
	assert.Equal(t, first, versions(t, manifests), "second reconciliation")

	// A value that YAML reads as a number needs quotes.
	e.apply(substitute(followed(overlay(t, "git"), "prod-eu"), object{"cluster_name": "prod-eu", "s3_host": "s3.example.com", "region": "123"})...)
	e.failed("image-registry", "ReconciliationFailed", "Config/cluster dry-run failed")
	e.apply(substitute(followed(overlay(t, "git"), "prod-eu"), object{"cluster_name": "prod-eu", "s3_host": "s3.example.com", "region": `"123"`})...)
	e.await(registry, "ready", func(live object) bool {
		status, _, _ := ready(live)
		return status == "True" && at(live, "metadata", "generation") == at(live, "status", "observedGeneration")
	})
	live, err = cluster.Get(config)
	require.NoError(t, err)
	assert.Equal(t, "123", at(live, "spec", "storage", "s3", "region"))
	if !t.Failed() {
		fmt.Printf("proof: Flux substitutes the variables of a cluster in %d objects, keeps an escaped text, and fails on a variable without a value in strict mode\n", len(manifests))
	}
}

// TestScripts substitutes variables in the folders of a cluster with Jobs: the scripts
// remain as they are.
func TestScripts(t *testing.T) {
	e := start(t)
	simulate(t)
	jobs := 0
	for _, example := range []string{"storage-change", "odf-generated-bucket-aws"} {
		t.Run(example, func(t *testing.T) {
			profile := read(t, filepath.Join(testbed.Root(), "examples", example, "profile.yaml"))[0]
			useFlux(profile)
			content := withOperators(render(t, profile))
			var manifests []object
			for _, suffix := range []string{"", "_bucket", "_storage-change"} {
				dir := fmt.Sprint(rendered, "/", at(profile, "metadata", "name"), suffix)
				if strings.Contains(fmt.Sprint(content), dir+"/") {
					manifests = append(manifests, content.objects(t, dir)...)
				}
			}
			onEmptyDir(t, manifests...)
			t.Cleanup(func() { e.clean(t, manifests...) })
			e := e.in(t)
			template := templateFor(t, content, fmt.Sprint(at(profile, "metadata", "name")))
			for _, o := range template {
				if o["kind"] == "Kustomization" {
					o["spec"].(object)["postBuild"] = object{"substitute": object{"CLAIM": "wrong", "config": "wrong", "secret": "wrong", "FROM": "wrong"}}
				}
			}
			e.apply(append(template, operators())...)
			e.publish(repository, content)
			for _, o := range manifests {
				if o["kind"] != "Job" && o["kind"] != "CronJob" {
					continue
				}
				jobs++
				require.True(t, testbed.Eventually(t, name(o), func() (bool, any) {
					_, err := cluster.Get(o)
					return err == nil, err
				}))
				live, err := cluster.Get(o)
				require.NoError(t, err)
				assert.Equal(t, container(o)["command"], container(live)["command"])
				assert.Equal(t, container(o)["env"], container(live)["env"])
			}
		})
	}
	if !t.Failed() {
		fmt.Printf("proof: Flux's substitution changes no generated script: %d Jobs and CronJobs\n", jobs)
	}
}

// container returns the container of a Job or CronJob.
func container(o object) object {
	spec := at(o, "spec")
	if o["kind"] == "CronJob" {
		spec = at(spec, "jobTemplate", "spec")
	}
	list, _ := at(spec, "template", "spec", "containers").([]any)
	return list[0].(object)
}

// TestTemplates runs the shell block of docs/templates.md about Flux, and syncs its
// folder with the Kustomization and the ConfigMap of the page.
func TestTemplates(t *testing.T) {
	e := start(t)
	simulate(t)
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "docs/templates.md"))
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(text), "\n## Variables of Flux\n")
	shell := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(section)
	manifests := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(section)
	require.NotNil(t, shell)
	require.NotNil(t, manifests)
	dir := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(testbed.Root(), "bin"), filepath.Join(dir, "bin")))
	run := exec.Command("bash", "-euo", "pipefail", "-c", shell[1])
	run.Dir = dir
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))
	content := folder(t, filepath.Join(dir, "forty"), "forty")
	page := decode(t, manifests[1])
	applied := content.objects(t, fmt.Sprint(at(find(page, "Kustomization"), "spec", "path")))
	installed(t, "AWS", applied...)
	t.Cleanup(func() { e.clean(t, append(page, applied...)...) })
	source := maps.Clone(find(overlay(t, "git"), "GitRepository"))
	e.apply(append(page, source)...)
	e.applied("image-registry", e.publish(repository, content))
	require.True(t, testbed.Eventually(t, "bucket of the cluster", func() (bool, any) {
		live, err := cluster.Get(config)
		return at(live, "spec", "storage", "s3", "bucket") == "images-prod-eu-1" && at(live, "spec", "storage", "s3", "region") == "eu-west-1", err
	}))
	if !t.Failed() {
		fmt.Println("proof: the ConfigMap and the Kustomization of docs/templates.md give a cluster its values")
	}
}
