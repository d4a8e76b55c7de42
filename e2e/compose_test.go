package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"
	"sigs.k8s.io/yaml"
)

// composed are kustomizations that run the profile in different ways, with and
// without patches beside it. The folder to build is called main.
var composed = map[string]string{
	"generator and patch": kustomization("main", "generators: [profile.yaml]\n"+replicas) + file("main/profile.yaml", awsProfile),
	"inline generator":    kustomization("main", "generators:\n- |\n"+indented(awsProfile)+replicas),
	"generator below":     kustomization("main", "resources: [../base]\n"+replicas) + kustomization("base", "generators: [profile.yaml]\n") + file("base/profile.yaml", awsProfile),
	"patched profile": kustomization("main", "generators: [../profile]\n") +
		kustomization("profile", "resources: [profile.yaml]\npatches:\n- target: {kind: RegistryProfile}\n  patch: |\n    - {op: add, path: /spec/registry, value: {replicas: 4}}\n") +
		file("profile/profile.yaml", awsProfile),
	"replacements in the profile": kustomization("main", "generators: [../profile]\n") +
		kustomization("profile", "resources: [profile.yaml]\ncomponents: [../values]\nconfigMapGenerator: [{name: cluster, literals: [bucket=other, release=4.19]}]\n") +
		kustomization("values", component+"components: [../replace]\npatches: [{patch: '{\"$patch\": delete, apiVersion: v1, kind: ConfigMap, metadata: {name: cluster}}'}]\n") +
		kustomization("replace", component+"replacements:\n"+replacement("bucket", "spec.storage.s3.bucket")+replacement("release", "spec.openshift.version")) +
		file("profile/profile.yaml", awsProfile),
	"replacements in the result": kustomization("main", "generators: [profile.yaml]\nconfigMapGenerator: [{name: cluster, literals: [bucket=other], options: {annotations: {config.kubernetes.io/local-config: \"true\"}}}]\n"+
		"replacements:\n"+strings.ReplaceAll(replacement("bucket", "spec.storage.s3.bucket"), "RegistryProfile", "Config")) + file("main/profile.yaml", awsProfile),
	"a local profile": kustomization("main", "generators: [../profile]\n") + kustomization("profile", "resources: [profile.yaml]\n") +
		file("profile/profile.yaml", strings.Replace(awsProfile, "name: main", `name: main, annotations: {config.kubernetes.io/local-config: "true"}`, 1)),
	"transformer": kustomization("main", "resources: [app.yaml, config.yaml]\ntransformers: [profile.yaml]\n") + file("main/app.yaml", app) + file("main/config.yaml", partial) + file("main/profile.yaml", awsProfile),
	"transformer and patch": kustomization("main", "resources: [app.yaml, config.yaml]\ntransformers: [profile.yaml]\n"+replicas) +
		file("main/app.yaml", app) + file("main/config.yaml", partial) + file("main/profile.yaml", awsProfile),
	"transformer below": kustomization("main", "resources: [../base]\nlabels: [{pairs: {team: a}}]\n"+replicas) +
		kustomization("base", "resources: [app.yaml]\ntransformers: [profile.yaml]\n") + file("base/app.yaml", app) + file("base/profile.yaml", awsProfile),
	"transformer in a component": kustomization("main", "resources: [app.yaml]\ncomponents: [../registry, ../labels]\n"+replicas) + file("main/app.yaml", app) +
		kustomization("registry", component+"transformers: [profile.yaml]\n") + file("registry/profile.yaml", awsProfile) +
		kustomization("labels", component+"labels: [{pairs: {team: a}}]\n"),
	"generator in a component": kustomization("main", "resources: [app.yaml]\ncomponents: [../registry]\n"+replicas) + file("main/app.yaml", app) +
		kustomization("registry", component+"generators: [profile.yaml]\n") + file("registry/profile.yaml", awsProfile),
	"generated names": kustomization("main", "resources: [app.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\nnamePrefix: x-\ntransformers: [profile.yaml]\n") +
		file("main/app.yaml", app+"spec: {template: {spec: {containers: [{name: a, envFrom: [{configMapRef: {name: settings}}]}]}}}\n") + file("main/profile.yaml", awsProfile),
	"other transformers": kustomization("main", "resources: [app.yaml]\ntransformers: [first.yaml, profile.yaml, last.yaml]\n") +
		file("main/app.yaml", app) + file("main/profile.yaml", awsProfile) + file("main/first.yaml", annotate("first")) + file("main/last.yaml", annotate("last")),
	"policy":            kustomization("main", "generators: [profile.yaml]\nvalidators: [policy.yaml]\n") + file("main/profile.yaml", awsProfile) + file("main/policy.yaml", quiet),
	"deprecated fields": kustomization("main", "bases: [../base]\ncommonLabels: {team: a}\npatchesStrategicMerge: [patch.yaml]\n") + file("main/patch.yaml", partial) + kustomization("base", "generators: [profile.yaml]\n") + file("base/profile.yaml", awsProfile),
}

const (
	awsProfile = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: main}\nspec:\n  openshift: {version: \"4.18\", platform: AWS}\n  storage: {s3: {bucket: images, region: eu-west-1}}\n"
	replicas   = "patches:\n- target: {kind: Config}\n  patch: |\n    - {op: replace, path: /spec/replicas, value: 5}\n"
	app        = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\n"
	partial    = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: {replicas: 3}\n"
	component  = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
	quiet      = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: rules}\nspec: {output: None}\n"
)

func file(name, text string) string { return "-- " + name + " --\n" + text }

func kustomization(dir, text string) string { return file(dir+"/kustomization.yaml", text) }

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n"
}

// replacement returns an entry of replacements from a ConfigMap into the profile.
func replacement(key, field string) string {
	return "- {source: {kind: ConfigMap, name: cluster, fieldPath: data." + key + "}, targets: [{select: {kind: RegistryProfile}, fieldPaths: [" + field + "]}]}\n"
}

func annotate(name string) string {
	return "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: " + name + "}\nannotations: {order: " + name + "}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n"
}

// TestComposedAlike requires that kustomize, render and cmp generate return the
// same objects.
func TestComposedAlike(t *testing.T) {
	program := filepath.Join(root(t), "bin/registry-profile")
	env := environment("KUSTOMIZE_PLUGIN_HOME=" + filepath.Join(root(t), "bin", "plugin"))
	compared := 0
	same := func(t *testing.T, dir string, kustomized bool) {
		t.Helper()
		rendered := objects(t, run(t, root(t), env, program, "render", dir))
		generate := exec.Command(program, "cmp", "generate", dir)
		generate.Dir, generate.Env = root(t), env
		// The plugin adds the annotations of Argo CD to a profile without a tool, and
		// rejects one for another tool.
		if out, err := generate.Output(); err == nil {
			assert.Equal(t, withoutArgoCD(rendered), withoutArgoCD(objects(t, string(out))), "render and cmp generate")
		} else if failed := (*exec.ExitError)(nil); assert.ErrorAs(t, err, &failed) {
			assert.Contains(t, string(failed.Stderr), "spec.delivery.tool: Invalid value")
		}
		if kustomized {
			assert.Equal(t, objects(t, run(t, root(t), env, "kustomize", "build", "--enable-alpha-plugins", dir)), rendered, "kustomize and render")
		}
		compared++
	}
	for name, archive := range composed {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, f := range txtar.Parse([]byte(archive)).Files {
				write(t, filepath.Join(dir, f.Name), string(f.Data))
			}
			same(t, filepath.Join(dir, "main"), true)
		})
	}
	for _, file := range glob(t, "examples/*/kustomization.yaml") {
		dir := filepath.Dir(file)
		t.Run(dir, func(t *testing.T) { same(t, dir, filepath.Base(dir) != "kustomize-exec") })
	}
	for _, file := range glob(t, "overlays/clusters/*/kustomization.yaml") {
		dir := filepath.Dir(file)
		t.Run(dir, func(t *testing.T) { same(t, dir, false) }) // kustomize builds the profile
	}
	fmt.Printf("proof: kustomize, render and cmp generate return the same objects: %d kustomizations\n", compared)
}

// withoutArgoCD removes the annotations of Argo CD from objects.
func withoutArgoCD(objects []string) []string {
	var list []string
	for _, object := range objects {
		object = argoCD.ReplaceAllString(object, "")
		list = append(list, strings.ReplaceAll(object, "  annotations:\n  name", "  name"))
	}
	slices.Sort(list)
	return list
}

var argoCD = regexp.MustCompile(`(?m)^ +argocd\.argoproj\.io/.*\n`)

// objects returns the documents of a stream in a canonical form, sorted.
func objects(t *testing.T, stream string) []string {
	t.Helper()
	var list []string
	for document := range strings.SplitSeq(stream, "---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		var value any
		require.NoError(t, yaml.Unmarshal([]byte(document), &value))
		text, err := yaml.Marshal(value)
		require.NoError(t, err)
		list = append(list, string(text))
	}
	sort.Strings(list)
	return list
}
