package repository_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/repository"
)

const (
	config  = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata:\n  name: cluster\nspec:\n  replicas: 2\n"
	claim   = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: images\n"
	service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
	profile = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: prod\nspec:\n  openshift: {version: \"4.18\", platform: AWS}\n"
	patch   = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata:\n  name: cluster\nspec:\n  # more\n  replicas: 3\n"
)

func file(name, text string) string { return "-- " + name + " --\n" + text }

// inFolder writes the files of a txtar archive to a new folder, which becomes the
// working directory.
func inFolder(t *testing.T, archive string) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, txtar.Write(txtar.Parse([]byte(archive)), dir))
	t.Chdir(dir)
}

func read(t *testing.T, paths ...string) *repository.Repository {
	t.Helper()
	r, err := repository.Read(paths, strings.NewReader(config+"---\n"+service), repository.Options{Function: pipeline.Function{Rules: pipeline.NoRules}})
	require.NoError(t, err)
	return r
}

// describe lists clusters as "path: objects", with an asterisk if they are whole.
func describe(r *repository.Repository) []string {
	var all []string
	for _, c := range r.Clusters {
		text := c.Path + ":"
		if c.Whole {
			text = c.Path + "*:"
		}
		for _, o := range append(c.Objects, append(c.Profiles, c.Policies...)...) {
			if o.GetKind() != "Verbatim" { // a placeholder
				text += " " + v1alpha1.ObjectName(o)
			}
		}
		all = append(all, text)
	}
	return all
}

func TestRead(t *testing.T) {
	embedded := strings.ReplaceAll(strings.TrimSpace(config), "\n", "\n      ")
	tests := map[string]struct {
		files    string
		paths    []string
		clusters []string
		skipped  []string // path and kind
		problems []string
	}{
		"folders": {
			files:    file("a/config.yaml", config) + file("a/claim.yml", claim) + file("b/config.yaml", config) + file("c/web.yaml", service) + file(".d/config.yaml", config),
			clusters: []string{"a: PersistentVolumeClaim/images Config/cluster", "b: Config/cluster"},
		},
		"a file":         {files: file("a/config.yaml", config) + file("a/claim.yaml", claim), paths: []string{"a/config.yaml"}, clusters: []string{"a/config.yaml: Config/cluster"}},
		"standard input": {paths: []string{"-"}, clusters: []string{"-*: Config/cluster"}},
		"a split base": {
			files: file("base/configs/kustomization.yaml", "resources: [config.yaml]\n") + file("base/configs/config.yaml", config) +
				file("base/core/kustomization.yaml", "resources: [claim.yaml]\n") + file("base/core/claim.yaml", claim) +
				file("prod/kustomization.yaml", "namespace: registry\nresources: [../base/configs, ../base/core]\n"),
			clusters: []string{"prod*: Config/registry/cluster PersistentVolumeClaim/registry/images"},
		},
		"the overlay alone": {
			files: file("base/kustomization.yaml", "resources: [config.yaml]\n") + file("base/config.yaml", config) + file("prod/kustomization.yaml", "resources: [../base]\n"),
			paths: []string{"prod"}, clusters: []string{"prod*: Config/cluster"},
		},
		"files beside a kustomization": {
			files:    file("kustomization.yaml", "resources: [web.yaml]\n") + file("web.yaml", service) + file("old.yaml", config),
			clusters: []string{".: Config/cluster"},
		},
		"a patch is not an object": {
			files:    file("kustomization.yaml", "resources: [config.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch),
			clusters: []string{".*: Config/cluster"},
		},
		"parts of what cannot be composed": {
			files:    file("kustomization.yaml", "resources: [config.yaml, missing.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch),
			clusters: []string{".: Config/cluster"}, skipped: []string{"kustomization.yaml kustomization"}, problems: []string{"kustomization.yaml kustomization"},
		},
		"a base that one of two composes": {
			files: file("a/kustomization.yaml", "resources: [../base, missing.yaml]\n") + file("b/kustomization.yaml", "resources: [../base]\n") +
				file("base/kustomization.yaml", "resources: [config.yaml]\n") + file("base/config.yaml", config),
			clusters: []string{"b*: Config/cluster"}, skipped: []string{"a/kustomization.yaml kustomization"}, problems: []string{"a/kustomization.yaml kustomization"},
		},
		"foreign, and one is unreadable": {
			files:   file("kustomization.yaml", "resources: [web.yaml]\n") + file("web.yaml", service+"\tx\n"),
			skipped: []string{"web.yaml unreadable file"},
		},
		"foreign and not composed": {
			files:   file("kustomization.yaml", "resources: [web.yaml, 'https://example.com/a.yaml']\n") + file("web.yaml", service),
			skipped: []string{"kustomization.yaml kustomization"},
		},
		"a function": {
			files:    file("kustomization.yaml", "generators: [profile.yaml]\n") + file("profile.yaml", profile),
			clusters: []string{".*: Config/cluster"},
		},
		"a profile that fails": {
			files:    file("kustomization.yaml", "generators: [profile.yaml]\n") + file("profile.yaml", strings.Replace(profile, "platform", "platfrom", 1)),
			clusters: []string{".: RegistryProfile/prod"}, skipped: []string{"kustomization.yaml kustomization"}, problems: []string{"kustomization.yaml kustomization"},
		},
		"an unused component": {
			files:    file("c/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [config.yaml]\n") + file("c/config.yaml", config),
			clusters: []string{"c: Config/cluster"},
		},
		"a cycle": {
			files:    file("a/kustomization.yaml", "resources: [../b, config.yaml]\n") + file("a/config.yaml", config) + file("b/kustomization.yaml", "resources: [../a]\n"),
			clusters: []string{"a: Config/cluster"}, skipped: []string{"a/kustomization.yaml kustomization"}, problems: []string{"a/kustomization.yaml kustomization"},
		},
		"a link out of the tree": {
			files:    file("a/kustomization.yaml", "resources: [link.yaml]\n") + file("config.yaml", config),
			clusters: []string{".: Config/cluster", "a: Config/cluster"}, skipped: []string{"a/kustomization.yaml kustomization"}, problems: []string{"a/kustomization.yaml kustomization"},
		},
		"a chart": {
			files:   file("chart/Chart.yaml", "name: a\n") + file("chart/templates/web.yaml", "{{ if }}\n") + file("chart/values.yaml", "a: b\n"),
			skipped: []string{"chart chart"},
		},
		"a chart of the registry": {
			files:   file("chart/Chart.yaml", "name: a\n") + file("chart/templates/config.yaml", config+"  x: {{ .Values.x }}\n"),
			skipped: []string{"chart chart"}, problems: []string{"chart/templates/config.yaml chart"},
		},
		"templates": {
			files:    file("a/web.yaml", service+"spec:\n{{- if .x }}\n  a: b\n{{- end }}\n") + file("b/config.yaml", config+"  logLevel: {{ level }}\n") + file("c/alerts.yaml", service+"spec: {text: \"{{ $value }}\"}\n"),
			skipped:  []string{"a/web.yaml template", "b/config.yaml template"},
			problems: []string{"b/config.yaml template"},
		},
		"unreadable files": {
			files:   file("a/web.yaml", service+"\tx\n") + file("b/config.yaml", config+"\tx\n"),
			skipped: []string{"a/web.yaml unreadable file"}, problems: []string{"b/config.yaml unreadable file"},
		},
		"aliases without end": {
			files:    file("kustomization.yaml", "resources: [config.yaml, bomb.yaml]\n") + file("config.yaml", config) + file("bomb.yaml", bomb()),
			clusters: []string{".: Config/cluster"}, skipped: []string{"bomb.yaml unreadable file", "kustomization.yaml kustomization"}, problems: []string{"kustomization.yaml kustomization"},
		},
		"embedded manifests": {
			files: file("policy.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: Policy\nmetadata: {name: p}\nspec:\n  policy-templates:\n  - objectDefinition:\n      apiVersion: policy.open-cluster-management.io/v1\n      kind: ConfigurationPolicy\n      metadata: {name: c}\n      spec:\n        object-templates:\n        - complianceType: musthave\n          objectDefinition: "+inline(config)+"        - complianceType: mustnothave\n          objectDefinition: "+inline(strings.Replace(config, "cluster", "other", 1))) +
				file("set.yaml", "apiVersion: hive.openshift.io/v1\nkind: SyncSet\nmetadata: {name: s}\nspec:\n  resources:\n    - "+embedded+"\n    - {apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, name: cluster, patch: '{}', patchType: merge}\n"),
			clusters: []string{".: Policy/p SyncSet/s", ".: Config/cluster", ".: Config/cluster"},
		},
		"a template as text": {
			files:    file("policy.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: c}\nspec:\n  object-templates-raw: |\n    {{ range }}\n    - objectDefinition:\n        apiVersion: imageregistry.operator.openshift.io/v1\n    {{ end }}\n"),
			clusters: []string{".: ConfigurationPolicy/c"}, skipped: []string{"policy.yaml template"}, problems: []string{"policy.yaml template"},
		},
		"a template that the function generates": {
			files:    file("policy.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: c, annotations: {registryprofile.dev/provenance: prod created ConfigurationPolicy//c}}\nspec:\n  object-templates-raw: |\n    {{ range }}\n    - objectDefinition:\n        apiVersion: imageregistry.operator.openshift.io/v1\n    {{ end }}\n"),
			clusters: []string{".: ConfigurationPolicy/c"},
		},
		"the check of a status": {
			files:    file("policy.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: c}\nspec:\n  object-templates:\n  - complianceType: musthave\n    objectDefinition: "+inline(config)+"  - complianceType: musthave\n    objectDefinition: {apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}, status: {readyReplicas: 2}}\n"),
			clusters: []string{".: ConfigurationPolicy/c", ".: Config/cluster"},
		},
		"manifests as text": {
			files:    file("policy.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: c}\nspec:\n  object-templates-raw: |\n    - complianceType: musthave\n      objectDefinition: "+inline(config)),
			clusters: []string{".: ConfigurationPolicy/c", ".: Config/cluster"},
		},
		"a duplicate key": {
			files:    file("kustomization.yaml", "resources: [config.yaml]\n") + file("config.yaml", config+"  replicas: 3\n"),
			clusters: nil, skipped: []string{"kustomization.yaml kustomization"}, problems: []string{"config.yaml unreadable file"},
		},
		"UTF-16 of the registry": {
			files: file("a.yaml", "\xff\xfe"+strings.Join(strings.Split(config, ""), "\x00")+"\x00"), problems: []string{"a.yaml unreadable file"},
		},
		"a template by its extension": {
			files:   file("a.yaml.j2", service) + file("b.j2", config),
			skipped: []string{"b.j2 template"}, problems: []string{"b.j2 template"},
		},
		"patched by Flux": {
			files:    file("flux/registry.yaml", flux("registry")) + file("registry/kustomization.yaml", "resources: [config.yaml]\n") + file("registry/config.yaml", config),
			clusters: []string{"registry*: Config/cluster"},
		},
		"patched by two": {
			files:   file("flux/registry.yaml", flux("a")+"---\n"+flux("b")) + file("registry/kustomization.yaml", "resources: [config.yaml]\n") + file("registry/config.yaml", config),
			skipped: []string{"registry/kustomization.yaml kustomization"},
		},
		"a folder that Flux patches": {
			files: file("flux/registry.yaml", flux("a")) + file("registry/config.yaml", config), clusters: []string{"registry*: Config/cluster"},
		},
		"patched by a generator": {
			files:   file("kustomization.yaml", "generators: [gen.yaml]\n") + file("gen.yaml", "apiVersion: policy.open-cluster-management.io/v1\nkind: PolicyGenerator\nmetadata: {name: a}\npolicies: [{name: a, manifests: [{path: m/config.yaml, patches: [{spec: {replicas: 1}}]}]}]\n") + file("m/config.yaml", config),
			skipped: []string{"kustomization.yaml kustomization", "m/config.yaml kustomization"},
		},
		"a remote base beside the registry": {
			files:    file("kustomization.yaml", "resources: ['https://example.com/a', config.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch),
			clusters: []string{".: Config/cluster"}, skipped: []string{"kustomization.yaml kustomization"}, problems: []string{"kustomization.yaml kustomization"},
		},
		"a generator that runs a program beside the registry": {
			files: file("kustomization.yaml", "resources: [config.yaml]\ngenerators: [ksops.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch) +
				file("ksops.yaml", "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: a, annotations: {config.kubernetes.io/function: 'exec: {path: ksops}'}}\n"),
			clusters: []string{".: Config/cluster"}, skipped: []string{"kustomization.yaml kustomization"}, problems: []string{"kustomization.yaml kustomization"},
		},
		"sync sets with selectors": {
			files:    file("a.yaml", syncSet("a", "{matchLabels: {x: y}}")+"---\n"+syncSet("b", "{matchLabels: {x: z}}")+"---\n"+syncSet("c", "{matchLabels: {x: y}}")),
			clusters: []string{".: SelectorSyncSet/a SelectorSyncSet/b SelectorSyncSet/c", ".: Config/cluster Config/cluster", ".: Config/cluster"},
		},
		"UTF-16": {files: file("a.yaml", "\xff\xfea\x00"), skipped: []string{"a.yaml unreadable file"}},
		"a group in a comment": {
			files:   file("a.yaml", "# imageregistry.operator.openshift.io/v1\n"+service+"spec:\n  x: {{ y }}\n"),
			skipped: []string{"a.yaml template"},
		},
		"a List in a List, as JSON": {
			files:    file("all.json", `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "Config", "metadata": {"name": "cluster"}}]}]}`+"\n"),
			clusters: []string{".: Config/cluster"},
		},
		"a List": {
			files:    file("list.yaml", "apiVersion: v1\nkind: List\nitems:\n- "+inline(config)),
			clusters: []string{".: Config/cluster"},
		},
		"nothing of the registry": {files: file("a.yaml", service) + file("b/kustomization.yaml", "resources: [../a.yaml]\n")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inFolder(t, test.files)
			if name == "a link out of the tree" {
				require.NoError(t, os.Symlink("../config.yaml", "a/link.yaml"))
			}
			paths := test.paths
			if paths == nil {
				paths = []string{"."}
			}
			r := read(t, paths...)
			assert.Equal(t, test.clusters, describe(r))
			var skipped, problems []string
			for _, s := range r.NotLookedInto {
				skipped = append(skipped, fmt.Sprintf("%s %s", s.Path, s.Kind))
			}
			for _, p := range r.Problems {
				problems = append(problems, fmt.Sprintf("%s %s", p.Path, p.Kind))
			}
			assert.Equal(t, test.skipped, skipped)
			assert.Equal(t, test.problems, problems)
		})
	}
}

// flux returns a Kustomization of Flux that patches the folder registry.
func flux(name string) string {
	return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: " + name + "}\nspec:\n  path: ./registry\n  patches:\n  - target: {kind: Config}\n    patch: |\n      - {op: replace, path: /spec/replicas, value: 1}\n"
}

// syncSet returns a SelectorSyncSet with a Config.
func syncSet(name, selector string) string {
	return "apiVersion: hive.openshift.io/v1\nkind: SelectorSyncSet\nmetadata: {name: " + name + "}\nspec:\n  clusterDeploymentSelector: " + selector + "\n  resources:\n  - " + inline(config)
}

// inline returns YAML as a flow mapping.
func inline(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return fmt.Sprintf("{%s, %s, metadata: {%s}}\n", lines[0], lines[1], strings.TrimSpace(lines[3]))
}

// bomb returns a document whose aliases expand to a billion values.
func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 9; i++ {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return service + text
}

func TestLocate(t *testing.T) {
	tests := map[string]struct {
		files string
		field string
		want  repository.Place
	}{
		"a manifest":        {file("config.yaml", "# first\n"+config), "spec.replicas", repository.Place{File: "config.yaml", Line: 7}},
		"a missing field":   {file("config.yaml", config), "spec.storage.pvc", repository.Place{File: "config.yaml", Line: 5}},
		"a second document": {file("config.yaml", service+"---\n"+config), "spec.replicas", repository.Place{File: "config.yaml", Line: 11}},
		"a resource":        {file("kustomization.yaml", "resources: [config.yaml]\n") + file("config.yaml", config), "spec.replicas", repository.Place{File: "config.yaml", Line: 6}},
		"a patch":           {file("kustomization.yaml", "resources: [config.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch), "spec.replicas", repository.Place{File: "patch.yaml", Line: 7}},
		"beside a patch":    {file("kustomization.yaml", "resources: [config.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch), "spec.storage", repository.Place{File: "config.yaml", Line: 5}},
		"below a patch":     {file("kustomization.yaml", "resources: [config.yaml]\npatches: [{path: patch.yaml}]\n") + file("config.yaml", config) + file("patch.yaml", patch+"  storage:\n    s3: {bucket: a}\n"), "spec.storage.s3.region", repository.Place{File: "patch.yaml", Line: 9}},
		"an inline patch":   {file("kustomization.yaml", "resources: [config.yaml]\npatches:\n- target: {kind: Config}\n  patch: |\n    - op: add\n      path: /spec/replicas\n      value: 3\n") + file("config.yaml", config), "spec.replicas", repository.Place{File: "kustomization.yaml", Line: 6}},
		"an inline merge":   {file("kustomization.yaml", "resources: [config.yaml]\npatches:\n- patch: |\n"+"    "+strings.ReplaceAll(strings.TrimSpace(patch), "\n", "\n    ")+"\n") + file("config.yaml", config), "spec.replicas", repository.Place{File: "kustomization.yaml", Line: 10}},
		"the outer patch":   {file("kustomization.yaml", "resources: [base]\npatches: [{path: patch.yaml}]\n") + file("patch.yaml", patch) + file("base/kustomization.yaml", "resources: [config.yaml]\npatches: [{path: patch.yaml}]\n") + file("base/config.yaml", config) + file("base/patch.yaml", strings.Replace(patch, "3", "4", 1)), "spec.replicas", repository.Place{File: "patch.yaml", Line: 7}},
		"a generated one":   {file("kustomization.yaml", "generators: [profile.yaml]\n") + file("profile.yaml", profile), "spec.replicas", repository.Place{File: "profile.yaml", Line: 1}},
		"a patched result":  {file("kustomization.yaml", "generators: [profile.yaml]\npatches: [{path: patch.yaml}]\n") + file("profile.yaml", profile) + file("patch.yaml", patch), "spec.replicas", repository.Place{File: "patch.yaml", Line: 7}},
		"a List":            {file("list.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: imageregistry.operator.openshift.io/v1\n  kind: Config\n  metadata: {name: cluster}\n  spec:\n    replicas: 2\n"), "spec.replicas", repository.Place{File: "list.yaml", Line: 8}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inFolder(t, test.files)
			r := read(t, ".")
			require.Len(t, r.Clusters, 1)
			for _, o := range r.Clusters[0].Objects {
				if o.GetKind() == "Config" {
					assert.Equal(t, test.want, r.Clusters[0].Locate(o, test.field))
				}
			}
		})
	}
}

func TestReadFails(t *testing.T) {
	inFolder(t, file("empty.yaml", "# nothing\n"))
	for _, path := range []string{"missing", "empty.yaml"} {
		_, err := repository.Read([]string{path}, nil, repository.Options{})
		assert.ErrorContains(t, err, path)
	}
	_, err := repository.Read([]string{"-"}, strings.NewReader(""), repository.Options{})
	assert.Error(t, err)
}

func TestReadDump(t *testing.T) {
	inFolder(t, file("a.json", `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Service"}]}`+"\n")+file("b/c.yml", config+"---\n"+service)+file("note.txt", "x"))
	d, err := repository.ReadDump([]string{"."}, nil, repository.Options{})
	require.NoError(t, err)
	var files []string
	for _, o := range d.Objects {
		files = append(files, d.Files[o]+" "+o.GetKind())
	}
	assert.Equal(t, []string{"a.json Service", filepath.Join("b", "c.yml") + " Config", filepath.Join("b", "c.yml") + " Service"}, files)
	require.NoError(t, os.WriteFile("b/d.yaml", []byte("kind: List\n"), 0o644))
	_, err = repository.ReadDump([]string{"b"}, nil, repository.Options{})
	assert.IsType(t, &repository.InvalidDump{}, err)
	_, err = repository.ReadDump([]string{"missing"}, nil, repository.Options{})
	assert.ErrorContains(t, err, "missing")
}

// FuzzRead checks that reading a kustomization with a resource and a patch does not
// panic, and that it finds nothing outside of its folder.
func FuzzRead(f *testing.F) {
	f.Add("resources: [r.yaml]\npatches: [{path: p.yaml}]\n", config, patch)
	f.Add("generators: [r.yaml]\npatches:\n- patch: |\n    - {op: add, path: /spec/a, value: b}\n  target: {kind: Config}\n", profile, "")
	f.Add("resources: [r.yaml]\nnamespace: a\nnamePrefix: b-\nreplicas: [{name: web, count: 2}]\nimages: [{name: a, newTag: b}]\n", service, "- a\n")
	f.Add("resources: [r.yaml]\ntransformers: [p.yaml]\nvars: [{name: A, objref: {kind: Service, name: web, apiVersion: v1}}]\n", service, profile)
	f.Add("components: [.]\nkind: Component\nconfigMapGenerator: [{name: a, files: [r.yaml]}]\n", "a: [&a {b: *a}]\n", "{{ x }}")
	f.Add("resources: [r.yaml]\nreplacements: [{source: {kind: Service}, targets: [{select: {kind: Config}, fieldPaths: [spec.x]}]}]\n", service+"---\n"+config, "")
	f.Fuzz(func(t *testing.T, kustomization, resource, patch string) {
		dir := t.TempDir()
		for name, text := range map[string]string{"kustomization.yaml": kustomization, "r.yaml": resource, "p.yaml": patch} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
		r, err := repository.Read([]string{dir}, nil, repository.Options{})
		if err != nil {
			return
		}
		for _, c := range r.Clusters {
			for _, o := range append(append(c.Objects, c.Profiles...), c.Policies...) {
				place := c.Locate(o, "spec.replicas")
				assert.True(t, place.File == "" || strings.HasPrefix(place.File, dir), "%+v", place)
			}
		}
	})
}
