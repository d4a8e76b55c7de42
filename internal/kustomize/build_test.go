package kustomize_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// folder writes the files of a txtar archive to a new folder.
func folder(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, txtar.Write(txtar.Parse([]byte(archive)), dir))
	return dir
}

const (
	configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
	profile   = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\nspec: {openshift: {version: \"4.18\", platform: AWS}, storage: {s3: {bucket: images, region: r}}}\n"
	policy    = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: rules}\nspec: {output: None}\n"
	config    = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\n"
	twoTypes  = config + "spec: {managementState: Managed, replicas: 1, storage: {s3: {bucket: b, region: r}, emptyDir: {}}}\n"
	patched   = "patches: [{target: {kind: Config}, patch: '[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 5}]'}]\n"
	component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
)

func file(name, text string) string { return "-- " + name + " --\n" + text }

func TestCompose(t *testing.T) {
	const k = "kustomization.yaml"
	inline := "- |\n  apiVersion: registryprofile.dev/v1alpha1\n  kind: RegistryProfile\n  metadata: {name: prod}\n  spec: {openshift: {version: \"4.18\", platform: AWS}, storage: {s3: {bucket: images, region: r}}}\n"
	tests := map[string]struct {
		files    string
		replicas int      // of Config, 0 if there is none
		want     []string // objects
	}{
		"resources":              {file(k, "resources: [a.yaml]\nnamePrefix: x-\n") + file("a.yaml", configMap), 0, []string{"ConfigMap/x-a"}},
		"a generator":            {file(k, "generators: [profile.yaml]\n") + file("profile.yaml", profile), 2, []string{"Config/cluster"}},
		"a generator and patch":  {file(k, "generators: [profile.yaml]\n"+patched) + file("profile.yaml", profile), 5, []string{"Config/cluster"}},
		"an inline generator":    {file(k, "generators:\n"+inline+patched), 5, []string{"Config/cluster"}},
		"a generator in a base":  {file(k, "resources: [base]\n"+patched) + file("base/"+k, "generators: [profile.yaml]\n") + file("base/profile.yaml", profile), 5, []string{"Config/cluster"}},
		"a composed generator":   {file(k, "generators: [profile]\n") + file("profile/"+k, "resources: [p.yaml]\npatches: [{target: {kind: RegistryProfile}, patch: '[{\"op\": \"add\", \"path\": \"/spec/registry\", \"value\": {\"replicas\": 3}}]'}]\n") + file("profile/p.yaml", profile), 3, []string{"Config/cluster"}},
		"a transformer":          {file(k, "resources: [a.yaml]\ntransformers: [profile.yaml]\n"+patched) + file("a.yaml", configMap+"---\n"+config+"spec: {replicas: 3}\n") + file("profile.yaml", profile), 5, []string{"Config/cluster", "ConfigMap/a"}},
		"an inline transformer":  {file(k, "resources: [a.yaml]\ntransformers:\n"+inline) + file("a.yaml", configMap), 2, []string{"Config/cluster", "ConfigMap/a"}},
		"a transformer in base":  {file(k, "resources: [base]\nnamespace: other\n"+patched) + file("base/"+k, "resources: [a.yaml]\ntransformers: [profile.yaml]\n") + file("base/a.yaml", configMap) + file("base/profile.yaml", profile), 5, []string{"Config/other/cluster", "ConfigMap/other/a"}},
		"a component":            {file(k, "resources: [a.yaml]\ncomponents: [c]\n"+patched) + file("a.yaml", configMap) + file("c/"+k, component+"transformers: [profile.yaml]\n") + file("c/profile.yaml", profile), 5, []string{"Config/cluster", "ConfigMap/a"}},
		"a generating component": {file(k, "components: [c]\n"+patched) + file("c/"+k, component+"generators: [profile.yaml]\n") + file("c/profile.yaml", profile), 5, []string{"Config/cluster"}},
		"other transformers":     {file(k, "transformers: [before.yaml, profile.yaml, after.yaml]\nresources: [a.yaml]\n") + file("a.yaml", configMap) + file("profile.yaml", profile) + file("before.yaml", prefix("x-")) + file("after.yaml", prefix("y-")), 2, []string{"Config/y-cluster", "ConfigMap/y-x-a"}},
		"an old exec annotation": {file(k, "generators: [profile.yaml]\n") + file("profile.yaml", "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: prod\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: registry-profile}\nspec: {openshift: {version: \"4.18\", platform: AWS}, storage: {s3: {bucket: images, region: r}}}\n"), 2, []string{"Config/cluster"}},
		"a policy":               {file(k, "resources: [a.yaml]\nvalidators: [policy.yaml]\n") + file("a.yaml", configMap) + file("policy.yaml", policy), 0, []string{"ConfigMap/a"}},
		"deprecated fields":      {file(k, "bases: [base]\npatchesStrategicMerge: [a.yaml]\npatchesJson6902: [{target: {kind: ConfigMap, name: a, version: v1}, path: b.yaml}]\n") + file("base/"+k, "resources: [a.yaml]\ncommonLabels: {a: b}\n") + file("base/a.yaml", configMap) + file("a.yaml", configMap+"data: {a: b}\n") + file("b.yaml", "- {op: add, path: /data/c, value: d}\n"), 0, []string{"ConfigMap/a"}},
		"a local generator":      {file(k, "generators: [profile]\n") + file("profile/"+k, "resources: [p.yaml]\n") + file("profile/p.yaml", strings.Replace(profile, "name: prod", "name: prod, annotations: {config.kubernetes.io/local-config: \"true\"}", 1)), 2, []string{"Config/cluster"}},
		"replacements":           {file(k, "generators: [profile]\n") + file("profile/"+k, "resources: [p.yaml]\ncomponents: [../values]\n"+replicasOf) + file("values/"+k, component+"components: [replace]\n"+removed) + file("values/replace/"+k, component+replaced) + file("profile/p.yaml", profile), 3, []string{"Config/cluster"}},
		"an empty result":        {file(k, "resources: [a.yaml]\n") + file("a.yaml", "# nothing\n"), 0, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			composition, err := kustomize.NewComposer(pipeline.Function{}).Compose(folder(t, test.files))
			require.NoError(t, err)
			var names []string
			replicas := 0
			for _, o := range composition.Objects {
				names = append(names, v1alpha1.ObjectName(o))
				if o.GetKind() == "Config" {
					_, err = fmt.Sscan(yaml.GetValue(must(o.Pipe(yaml.Lookup("spec", "replicas")))), &replicas)
					require.NoError(t, err)
				}
			}
			assert.ElementsMatch(t, test.want, names)
			assert.Equal(t, test.replicas, replicas)
		})
	}
}

// replicasOf, replaced and removed are a ConfigMap, its replacement in the profile,
// and the patch that removes the ConfigMap.
const (
	replicasOf = "configMapGenerator: [{name: cluster, literals: [replicas=3], options: {annotations: {config.kubernetes.io/local-config: \"true\"}}}]\n"
	replaced   = "replacements: [{source: {kind: ConfigMap, name: cluster, fieldPath: data.replicas}, targets: [{select: {kind: RegistryProfile}, fieldPaths: [spec.registry.replicas], options: {create: true}}]}]\n"
	removed    = "patches: [{patch: '{\"$patch\": delete, apiVersion: v1, kind: ConfigMap, metadata: {name: cluster}}'}]\n"
)

func must(node *yaml.RNode, err error) *yaml.RNode {
	if err != nil {
		panic(err)
	}
	return node
}

func prefix(text string) string {
	return "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: " + text + "\nfieldSpecs: [{path: metadata/name}]\n"
}

func TestNotComposed(t *testing.T) {
	const k = "kustomization.yaml"
	annotated := func(value string) string {
		return fmt.Sprintf("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, annotations: {config.kubernetes.io/function: %q}}\n", value)
	}
	broken := profile + "x: y\n"
	tests := map[string]struct {
		files string
		want  any // type of the error
	}{
		"a missing resource":     {file(k, "resources: [missing.yaml]\n"), nil},
		"a missing patch":        {file(k, "patches: [{path: missing.yaml}]\n"), nil},
		"a missing file":         {file(k, "configMapGenerator: [{name: a, files: [b=missing.yaml]}]\n"), nil},
		"no kustomization":       {file("a.yaml", configMap), nil},
		"a ConfigMap to run":     {file(k, "generators: [profile]\n") + file("profile/"+k, "resources: [p.yaml]\n"+replicasOf+replaced) + file("profile/p.yaml", profile), nil},
		"a folder without one":   {file(k, "resources: [a]\n") + file("a/a.yaml", configMap), nil},
		"a component":            {file(k, component+"resources: []\n"), nil},
		"a cycle":                {file(k, "resources: [a]\n") + file("a/"+k, "resources: [../b]\n") + file("b/"+k, "resources: [../a]\n"), nil},
		"not YAML":               {file(k, "resources: [\n"), nil},
		"an unknown field":       {file(k, "resource: [a.yaml]\n"), nil},
		"a URL":                  {file(k, "resources: ['https://user:pass@example.com/a.yaml']\n"), &kustomize.NotAllowed{}},
		"a repository":           {file(k, "resources: ['github.com/org/repo//base?ref=v1']\n"), &kustomize.NotAllowed{}},
		"a remote patch":         {file(k, "resources: [a.yaml]\npatches: [{path: 'https://example.com/a.yaml'}]\n") + file("a.yaml", configMap), &kustomize.NotAllowed{}},
		"a chart":                {file(k, "helmCharts: [{name: a, repo: 'https://example.com'}]\n"), &kustomize.NotAllowed{}},
		"a chart as a generator": {file(k, "generators: [a.yaml]\n") + file("a.yaml", "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: a}\n"), &kustomize.NotAllowed{}},
		"an exec function":       {file(k, "resources: [a.yaml]\ntransformers: [t.yaml]\n") + file("a.yaml", configMap) + file("t.yaml", annotated("exec: {path: ./a}")), &kustomize.NotAllowed{}},
		"a container":            {file(k, "generators: [t.yaml]\n") + file("t.yaml", annotated("container: {image: a}")), &kustomize.NotAllowed{}},
		"Starlark":               {file(k, "validators: [t.yaml]\nresources: [a.yaml]\n") + file("a.yaml", configMap) + file("t.yaml", annotated("starlark: {path: a}")), &kustomize.NotAllowed{}},
		"another plugin":         {file(k, "generators: [t.yaml]\n") + file("t.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: PolicyGenerator\nmetadata: {name: a}\n"), &kustomize.NotAllowed{}},
		"an invalid profile":     {file(k, "generators: [p.yaml]\n") + file("p.yaml", broken), &kustomize.Failed{}},
		"a violated policy":      {file(k, "resources: [a.yaml]\nvalidators: [p.yaml]\n") + file("a.yaml", twoTypes) + file("p.yaml", policy), &kustomize.Failed{}},
		"a policy with output":   {file(k, "resources: [a.yaml]\nvalidators: [p.yaml]\n") + file("a.yaml", configMap) + file("p.yaml", "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: rules}\n"), nil},
		"aliases without end":    {file(k, "resources: [a.yaml]\n") + file("a.yaml", configMap+"data:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"+bomb()), nil},
		"a large file":           {file(k, "resources: [a.yaml]\n") + file("a.yaml", configMap+"data: {a: "+strings.Repeat("x", 17<<20)+"}\n"), nil},
		"a file as a component":  {file(k, "resources: [p.yaml]\ncomponents: [p.yaml]\n") + file("p.yaml", profile), &kustomize.Invalid{}},
		"a folder as a patch":    {file(k, "resources: [a.yaml]\npatches: [{path: d}]\n") + file("a.yaml", configMap) + file("d/a", ""), &kustomize.Invalid{}},
		"a folder of CRDs":       {file(k, "resources: [a.yaml]\ncrds: [d]\n") + file("a.yaml", configMap) + file("d/a", ""), &kustomize.Invalid{}},
		"configurations":         {file(k, "resources: [a.yaml]\nconfigurations: [d]\n") + file("a.yaml", configMap) + file("d/a", ""), &kustomize.Invalid{}},
		"a folder of schemas":    {file(k, "resources: [a.yaml]\nopenapi: {path: d}\n") + file("a.yaml", configMap) + file("d/a", ""), &kustomize.Invalid{}},
		"folder of replacements": {file(k, "resources: [a.yaml]\nreplacements: [{path: d}]\n") + file("a.yaml", configMap) + file("d/a", ""), &kustomize.Invalid{}},
		"a generator's folder":   {file(k, "generators: [d]\n") + file("d/a", ""), &kustomize.Invalid{}},
		"a transformers' folder": {file(k, "resources: [a.yaml]\ntransformers: [d]\n") + file("a.yaml", configMap) + file("d/a", ""), &kustomize.Invalid{}},
		"a folder of files":      {file(k, "configMapGenerator: [{name: a, files: [d]}]\n") + file("d/a", ""), &kustomize.Invalid{}},
		"endless, inline":        {file(k, "generators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: a}\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"+bomb()), nil},
		"endless, in a patch":    {file(k, "resources: [a.yaml]\npatches:\n- patch: |\n    "+strings.ReplaceAll(configMap, "\n", "\n    ")+"data:\n      a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"+strings.ReplaceAll(bomb(), "  a", "      a")) + file("a.yaml", configMap), nil},
		"a nested component":     {file(k, "components: [a]\n") + file("a/"+k, component+"components: [../b]\n") + file("b/"+k, component+"transformers: [p.yaml]\n") + file("b/p.yaml", profile), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := kustomize.NewComposer(pipeline.Function{}).Compose(folder(t, test.files))
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "pass@")
			if test.want != nil {
				assert.IsType(t, test.want, err)
			}
		})
	}
}

// bomb returns fields whose aliases expand to a billion values.
func bomb() string {
	var text strings.Builder
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&text, "  a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return text.String()
}

// TestPrune leaves out all but the Config, and what a kustomization depends on.
func TestPrune(t *testing.T) {
	const k = "kustomization.yaml"
	service := "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
	deployment := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\n"
	all := file("all.yaml", config+"---\n"+service+"---\n"+deployment) + file("web.yaml", strings.Replace(service, "web", "other", 1))
	resources := "resources: [all.yaml, web.yaml]\n"
	everything := []string{"Config/cluster", "Service/web", "Service/other", "Deployment/app"}
	for name, test := range map[string]struct {
		files string
		want  []string
	}{
		"foreign":                {file(k, resources) + all, []string{"Config/cluster"}},
		"a kind that is patched": {file(k, resources+"patches: [{target: {kind: Deployment}, patch: '[{\"op\": \"add\", \"path\": \"/spec\", \"value\": {}}]'}]\n") + all, []string{"Config/cluster", "Deployment/app"}},
		"a merged patch":         {file(k, resources+"patches: [{path: p.yaml}]\n") + all + file("p.yaml", service+"spec: {}\n"), []string{"Config/cluster", "Service/web", "Service/other"}},
		"a pattern of kinds":     {file(k, resources+"patches: [{target: {kind: Dep.*}, patch: '[{\"op\": \"add\", \"path\": \"/spec\", \"value\": {}}]'}]\n") + all, everything},
		"replicas":               {file(k, resources+"replicas: [{name: app, count: 2}]\n") + all, everything},
		"replacements":           {file(k, resources+"replacements: [{source: {kind: Service, name: web, fieldPath: metadata.name}, targets: [{select: {kind: Config}, fieldPaths: [metadata.annotations.a], options: {create: true}}]}]\n") + all, everything},
		"another transformer":    {file(k, resources+"transformers: [t.yaml]\n") + all + file("t.yaml", prefix("")), everything},
		"a base without any":     {file(k, "resources: [base, all.yaml]\n") + file("base/"+k, "resources: [b.yaml]\n") + file("base/b.yaml", strings.Replace(service, "web", "b", 1)) + all, []string{"Config/cluster"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := kustomize.NewComposer(pipeline.Function{})
			dir := folder(t, test.files)
			c.Prune([]*kustomize.Tree{c.Tree(dir)}, func(head verbatim.Head) bool { return head.Kind == "Config" })
			composition, err := c.Compose(dir)
			require.NoError(t, err)
			var names []string
			for _, o := range composition.Objects {
				names = append(names, v1alpha1.ObjectName(o))
			}
			assert.ElementsMatch(t, test.want, names)
		})
	}
}

// TestOwnSchemas checks that the schemas of one kustomization do not apply to others.
func TestOwnSchemas(t *testing.T) {
	const k = "kustomization.yaml"
	thing := "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {list: [{name: %s, x: y}]}\n"
	files := file("a.yaml", fmt.Sprintf(thing, "a")) + file("p.yaml", fmt.Sprintf(thing, "b"))
	plain := "resources: [a.yaml]\npatches: [{path: p.yaml}]\n"
	schema := `{"definitions": {"v1.Thing": {"type": "object", "properties": {"spec": {"type": "object", "properties": {"list": {"type": "array", "items": {"type": "object"}, "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge"}}}}, "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Thing", "version": "v1"}]}}}` + "\n"
	c := kustomize.NewComposer(pipeline.Function{})
	for _, test := range []struct {
		kustomization string
		elements      int
	}{{plain, 1}, {plain + "openapi: {path: schema.json}\n", 2}, {plain, 1}} {
		composition, err := c.Compose(folder(t, file(k, test.kustomization)+files+file("schema.json", schema)))
		require.NoError(t, err)
		list := must(composition.Objects[0].Pipe(yaml.Lookup("spec", "list")))
		assert.Len(t, list.Content(), test.elements)
	}
}

// TestExec checks that other functions run only if the caller allows it.
func TestExec(t *testing.T) {
	dir := folder(t, file("kustomization.yaml", "generators: [t.yaml, profile.yaml]\n")+file("profile.yaml", profile)+
		file("t.yaml", "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./run}\n")+
		file("run", "#!/bin/sh\ncat <<EOF\napiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: made}}\nEOF\n"))
	require.NoError(t, os.Chmod(filepath.Join(dir, "run"), 0o755))
	c := kustomize.NewComposer(pipeline.Function{})
	_, err := c.Compose(dir)
	require.Error(t, err)
	c = kustomize.NewComposer(pipeline.Function{})
	c.Exec = true
	composition, err := c.Compose(dir)
	require.NoError(t, err)
	assert.Len(t, composition.Objects, 2)
}

// TestComposedOnce checks that a base that runs the function is composed once.
func TestComposedOnce(t *testing.T) {
	dir := folder(t, file("a/kustomization.yaml", "resources: [../base]\n")+file("b/kustomization.yaml", "resources: [../base]\n")+
		file("base/kustomization.yaml", "generators: [profile.yaml]\n")+file("base/profile.yaml", profile))
	c := kustomize.NewComposer(pipeline.Function{})
	for _, name := range []string{"a", "b", "a"} {
		composition, err := c.Compose(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Len(t, composition.Ran, 1)
		assert.Equal(t, "profile.yaml", filepath.Base(composition.Ran[0].File))
	}
}

func TestNamesProgram(t *testing.T) {
	annotated := func(value string) string {
		return fmt.Sprintf("kind: A\nmetadata: {annotations: {config.kubernetes.io/function: %q}}\n", value)
	}
	for name, test := range map[string]struct {
		document string
		want     bool
	}{
		"exec":                  {annotated("exec: {path: a}"), true},
		"exec, in JSON":         {annotated(`{"exec":{"path":"a"}}`), true},
		"a container":           {annotated("container: {image: a}"), false},
		"text":                  {annotated("exec"), false},
		"not YAML":              {annotated("exec: ["), false},
		"no annotation":         {configMap, false},
		"metadata that is text": {"kind: A\nmetadata: text\n", false},
	} {
		node, err := yaml.Parse(test.document)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, kustomize.NamesProgram(node), name)
	}
}
