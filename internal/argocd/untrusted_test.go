package argocd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/argocd"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// programs are functions that would run something else, with a part of the error that
// names each of them.
func programs(ran string) map[string]struct{ config, named string } {
	thing := "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: a\n"
	annotated := func(key, spec string) string {
		return thing + fmt.Sprintf("  annotations: {%s: %q}\n", key, spec)
	}
	const function = "config.kubernetes.io/function"
	return map[string]struct{ config, named string }{
		"exec":               {annotated(function, "exec: {path: "+ran+"}"), "exec function Thing/a"},
		"exec, older key":    {annotated("config.k8s.io/function", "exec: {path: "+ran+"}"), "exec function Thing/a"},
		"exec, field":        {thing + "  configFn: {exec: {path: " + ran + "}}\n", "exec function Thing/a"},
		"container":          {annotated(function, "container: {image: example.com/a, envs: [SECRET]}"), "container function Thing/a"},
		"container and exec": {annotated(function, "{exec: {path: "+ran+"}, container: {image: example.com/a}}"), "container function Thing/a"},
		"container, older":   {annotated("config.kubernetes.io/container", "example.com/a"), "container function Thing/a"},
		"Starlark":           {annotated(function, "starlark: {path: a.star, name: a}"), "Starlark function Thing/a"},
		"plugin":             {thing, "plugin Thing/a"},
		"chart":              {"apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: a}\nname: a\nrepo: https://example.com\n", "Helm chart of HelmChartInflationGenerator/a"},
	}
}

// TestUntrustedPrograms lists functions of other programs in every place of a
// kustomization: each is refused by name, and none runs.
func TestUntrustedPrograms(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	program := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho >"+ran+"\n"), 0o755))
	tools := t.TempDir()
	for _, tool := range []string{"docker", "helm", "kustomize", "git"} {
		require.NoError(t, os.WriteFile(filepath.Join(tools, tool), []byte("#!/bin/sh\necho >"+ran+"\n"), 0o755))
	}
	t.Setenv("PATH", tools)
	const k = "-- %skustomization.yaml --\n"
	profile := "-- p.yaml --\n" + named("prod")
	places := func(list, config string) map[string]string {
		inline := "- |\n  " + strings.ReplaceAll(strings.TrimSpace(config), "\n", "\n  ") + "\n"
		file := "-- %sf.yaml --\n" + config
		unannotated := must(yaml.Parse(config))
		annotations := unannotated.GetAnnotations()
		_ = unannotated.SetAnnotations(nil)
		files := map[string]string{
			"a file":      fmt.Sprintf(k, "") + "resources: [p.yaml]\n" + list + ": [f.yaml]\n" + fmt.Sprintf(file, ""),
			"inline":      fmt.Sprintf(k, "") + "resources: [p.yaml]\n" + list + ":\n" + inline,
			"a base":      fmt.Sprintf(k, "") + "resources: [p.yaml, base]\n" + fmt.Sprintf(k, "base/") + list + ": [f.yaml]\n" + fmt.Sprintf(file, "base/"),
			"a component": fmt.Sprintf(k, "") + "resources: [p.yaml]\ncomponents: [c]\n" + fmt.Sprintf(k, "c/") + "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n" + list + ":\n" + inline,
			"a folder":    fmt.Sprintf(k, "") + "resources: [p.yaml]\n" + list + ": [f]\n" + fmt.Sprintf(k, "f/") + "resources: [f.yaml]\n" + fmt.Sprintf(file, "f/"),
		}
		if len(annotations) > 0 {
			files["commonAnnotations"] = fmt.Sprintf(k, "") + "resources: [p.yaml]\n" + list + ": [f]\n" + fmt.Sprintf(k, "f/") + "resources: [f.yaml]\ncommonAnnotations: " + flow(annotations) + "\n-- f/f.yaml --\n" + unannotated.MustString()
		}
		return files
	}
	for name, test := range programs(program) {
		for _, list := range []string{"generators", "transformers", "validators"} {
			for place, files := range places(list, test.config) {
				for _, exec := range []bool{false, true} {
					if exec && (strings.HasPrefix(name, "exec") || name == "plugin") {
						continue // these may run
					}
					items, _, err := argocd.Generate(pipeline.Function{}, folder(t, files+profile), argocd.Parameters{}, exec)
					assert.ErrorContains(t, err, test.named, "%s, %s, %s, %t", name, list, place, exec)
					assert.Empty(t, items)
				}
			}
		}
	}
	for name, field := range map[string]string{
		"helmCharts":                  "helmCharts: [{name: a, repo: https://example.com}]\n",
		"helmChartInflationGenerator": "helmChartInflationGenerator: [{chartName: a, chartRepoUrl: https://example.com}]\n",
	} {
		_, _, err := argocd.Generate(pipeline.Function{}, folder(t, fmt.Sprintf(k, "")+"resources: [p.yaml]\n"+field+profile), argocd.Parameters{}, true)
		assert.ErrorContains(t, err, "helmCharts", name)
	}
	assert.NoFileExists(t, ran)
}

// flow returns annotations as a YAML map in one line.
func flow(annotations map[string]string) string {
	var parts []string
	for key, value := range annotations {
		parts = append(parts, fmt.Sprintf("%s: %q", key, value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func must(node *yaml.RNode, err error) *yaml.RNode {
	if err != nil {
		panic(err)
	}
	return node
}

// TestUntrustedFiles checks that nothing outside of the folder is read or downloaded,
// also where a file of the repository has the name of a URL.
func TestUntrustedFiles(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: downloaded}\n")
	}))
	defer server.Close()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("SECRET", "hidden-value")
	const k = "-- kustomization.yaml --\n"
	const patch = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {token: hidden-value}\n"
	profile := "-- p.yaml --\n" + named("prod")
	base := k + "resources: [p.yaml]\n"
	url := server.URL + "/x.yaml"
	same := "-- " + strings.Replace(url, "//", "/", 1) + " --\n" + service
	builtin := func(kind, fields string) string {
		return base + "transformers:\n- |\n  apiVersion: builtin\n  kind: " + kind + "\n  metadata: {name: a}\n  " + fields + "\n"
	}
	generator := func(kind, fields string) string {
		return strings.Replace(builtin(kind, fields), "transformers", "generators", 1)
	}
	for name, test := range map[string]struct {
		files string
		link  string // to the file with the secret, or to its folder
		dir   bool
	}{
		"a link among files":             {files: profile, link: "a.yaml"},
		"a link as a resource":           {files: k + "resources: [p.yaml, a.yaml]\n" + profile, link: "a.yaml"},
		"a linked folder with resources": {files: k + "resources: [p.yaml, d/secret.yaml]\n" + profile, link: "d", dir: true},
		"a link as a patch":              {files: k + "resources: [p.yaml]\npatches: [{path: a.yaml}]\n" + profile, link: "a.yaml"},
		"a link in a ConfigMap":          {files: k + "resources: [p.yaml]\nconfigMapGenerator: [{name: a, files: [a.yaml]}]\n" + profile, link: "a.yaml"},
		"a link in a Secret":             {files: k + "resources: [p.yaml]\nsecretGenerator: [{name: a, envs: [a.yaml]}]\n" + profile, link: "a.yaml"},
		"a link as a function":           {files: k + "resources: [p.yaml]\ngenerators: [a.yaml]\n" + profile, link: "a.yaml"},
		"a file outside as a function":   {files: k + "resources: [p.yaml]\ngenerators: [../secret.yaml]\n" + profile},
		"a link as the kustomization":    {files: profile, link: "kustomization.yaml"},
		"a builtin and a link":           {files: generator("ConfigMapGenerator", "files: [a.yaml]") + profile, link: "a.yaml"},
		"an absolute path":               {files: k + "resources: [p.yaml, /etc/hostname]\n" + profile},
		"a remote resource":              {files: k + "resources: [p.yaml, " + strconvQuote(url) + "]\n" + profile + same},
		"a remote component":             {files: base + "components: [" + strconvQuote(url) + "]\n" + profile + same},
		"a remote patch":                 {files: base + "patches: [{path: " + strconvQuote(url) + "}]\n" + profile + same},
		"a remote file":                  {files: base + "configMapGenerator: [{name: a, files: [" + strconvQuote("x="+url) + "]}]\n" + profile + same},
		"a remote env file":              {files: base + "configMapGenerator: [{name: a, envs: [" + strconvQuote(url) + "]}]\n" + profile + same},
		"a remote function":              {files: base + "transformers: [" + strconvQuote(url) + "]\n" + profile + same},
		"a remote schema":                {files: base + "openapi: {path: " + strconvQuote(url) + "}\n" + profile + same},
		"a remote configuration":         {files: base + "configurations: [" + strconvQuote(url) + "]\n" + profile + same},
		"a remote CRD":                   {files: base + "crds: [" + strconvQuote(url) + "]\n" + profile + same},
		"a remote replacement":           {files: base + "replacements: [{path: " + strconvQuote(url) + "}]\n" + profile + same},
		"a builtin patch":                {files: builtin("PatchTransformer", "path: "+url) + profile},
		"builtin patches":                {files: builtin("PatchStrategicMergeTransformer", "paths: ["+strconvQuote(url)+"]") + profile},
		"a builtin replacement":          {files: builtin("ReplacementTransformer", "replacements: [{path: "+strconvQuote(url)+"}]") + profile},
		"a builtin ConfigMap":            {files: generator("ConfigMapGenerator", "files: ["+strconvQuote("x="+url)+"]") + profile},
		"a builtin Secret":               {files: generator("SecretGenerator", "envs: ["+strconvQuote(url)+"]") + profile},
		"a repository":                   {files: k + "resources: [p.yaml, github.com/a/b]\n" + profile + "-- github.com/a/b/kustomization.yaml --\nresources: [a.yaml]\n-- github.com/a/b/a.yaml --\n" + service},
		"a repository over SSH":          {files: k + "resources: [p.yaml, 'git@localhost:a/b']\n" + profile + "-- git@localhost:a/b/kustomization.yaml --\nresources: [a.yaml]\n-- git@localhost:a/b/a.yaml --\n" + service},
		"a repository on the disk":       {files: k + "resources: [p.yaml, 'file:///tmp/x']\n" + profile + "-- file:/tmp/x/kustomization.yaml --\nresources: [a.yaml]\n-- file:/tmp/x/a.yaml --\n" + service},
		"a variable of the environment":  {files: base + "configMapGenerator: [{name: a, literals: [SECRET]}]\n" + profile},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, prefixed("app/", test.files)+"-- secret.yaml --\n"+patch)
			if test.link != "" {
				target := "../secret.yaml"
				if test.dir {
					target = ".."
				}
				require.NoError(t, os.Symlink(target, filepath.Join(dir, "app", test.link)))
			}
			items, _, err := argocd.Generate(pipeline.Function{}, filepath.Join(dir, "app"), argocd.Parameters{}, false)
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "hidden-value")
			assert.Empty(t, items)
			if test.link != "" && !test.dir {
				assert.ErrorContains(t, err, test.link)
			}
		})
	}
	assert.Zero(t, asked.Load(), "downloads")

	dir := folder(t, profile+"-- else/q.yaml --\n"+named("other"))
	require.NoError(t, os.Symlink("../else/q.yaml", filepath.Join(folderIn(t, dir, "app"), "q.yaml")))
	_, _, err := argocd.Generate(pipeline.Function{}, filepath.Join(dir, "app"), argocd.Parameters{Profile: "q.yaml"}, false)
	require.ErrorContains(t, err, "q.yaml")
	found, err := argocd.Discover(filepath.Join(dir, "app"))
	require.NoError(t, err)
	assert.Empty(t, found)

	// A link in the folder is read, and a variable without a value stays empty.
	dir = folder(t, k+"resources: [b.yaml]\nconfigMapGenerator: [{name: a, envs: [env]}]\n-- env --\nSECRET\n-- x/p.yaml --\n"+named("prod"))
	require.NoError(t, os.Symlink("x/p.yaml", filepath.Join(dir, "b.yaml")))
	items, _, err := argocd.Generate(pipeline.Function{}, dir, argocd.Parameters{}, false)
	require.NoError(t, err)
	assert.NotEmpty(t, items)
	for _, item := range items {
		assert.NotContains(t, item.MustString(), "hidden-value")
	}
}

func strconvQuote(text string) string { return fmt.Sprintf("%q", text) }

// prefixed returns a txtar archive with its files in a folder.
func prefixed(prefix, archive string) string {
	return strings.ReplaceAll("\n"+archive, "\n-- ", "\n-- "+prefix)[1:]
}

func folderIn(t *testing.T, dir, name string) string {
	t.Helper()
	full := filepath.Join(dir, name)
	require.NoError(t, os.Mkdir(full, 0o755))
	return full
}
