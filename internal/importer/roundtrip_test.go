package importer_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	registryv1 "github.com/openshift/api/imageregistry/v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// read contains the kinds that import reads.
var read = map[string]bool{
	openshift.Config.Kind: true, openshift.Image.Kind: true, openshift.ImagePruner.Kind: true, openshift.PersistentVolumeClaim.Kind: true,
	openshift.PersistentVolume.Kind:  true,
	openshift.ObjectBucketClaim.Kind: true, openshift.ConfigMap.Kind: true, openshift.ExternalSecret.Kind: true,
	openshift.Certificate.Kind: true,
}

// TestImportRendersTheSame imports the objects of each example, unchanged and with
// the fields that the operator writes. The imported profile renders every field.
func TestImportRendersTheSame(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/profile.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		profile := yaml.MustParse(string(text))
		example, found := pipeline.Function{Rules: pipeline.NoRules}.Render(profile)
		require.False(t, v1alpha1.HasErrors(found), file)
		objects := example.Objects
		cluster, err := profile.Pipe(yaml.Lookup("spec", "openshift"))
		require.NoError(t, err)
		options := importer.Options{Name: profile.GetName(), Version: value(t, cluster, "version"), Platform: value(t, cluster, "platform")}
		for _, state := range []struct {
			name string
			of   func(*testing.T, *generators.Object) *yaml.RNode
		}{
			{"applied", func(_ *testing.T, o *generators.Object) *yaml.RNode { return o.Node() }},
			{"live", onCluster},
		} {
			t.Run(filepath.Base(filepath.Dir(file))+"/"+state.name, func(t *testing.T) {
				var nodes []*yaml.RNode
				want := map[string]string{}
				for _, o := range objects {
					nodes = append(nodes, state.of(t, o))
					if strings.HasPrefix(o.Name, openshift.StorageChanger) {
						continue // only during a change of the storage
					}
					if read[o.Kind.Kind] || strings.HasPrefix(o.Name, generators.BindingPrefix) {
						want[o.ID()] = document(t, o)
					}
					if state.name == "live" && o.Kind == openshift.Config {
						want[o.ID()] = document(t, complete(o))
					}
				}
				imported, err := importer.Import(nodes, options)
				require.NoError(t, err)
				for _, line := range imported.Notes {
					kind, _, _ := strings.Cut(line, "/")
					assert.False(t, read[kind], line)
				}
				f := pipeline.Function{Now: time.Now}
				if strings.Contains(string(imported.Text), "emptyDir") {
					f.Rules = pipeline.NoRules // rules reject emptyDir in production
				}
				again, found := f.Render(yaml.MustParse(string(imported.Text)))
				require.False(t, v1alpha1.HasErrors(found), "%v\n%s", found, imported.Text)
				for _, o := range again.Objects {
					if text, known := want[o.ID()]; known {
						delete(want, o.ID())
						assert.Equal(t, decided(text), decided(document(t, o)), string(imported.Text))
					}
				}
				assert.Empty(t, want, "objects that the imported profile does not generate")
				assert.NotContains(t, string(imported.Text), "never-read")
			})
		}
	}
}

// complete returns a Config as the operator completes it: a profile without
// storage does not set the two fields.
func complete(config *generators.Object) *generators.Object {
	whole := *config
	whole.Fields = append(slices.Clone(config.Fields), // an existing value has precedence
		generators.Field{Path: []string{"spec", "managementState"}, Value: "Managed"},
		generators.Field{Path: []string{"spec", "replicas"}, Value: 2.0})
	return &whole
}

func value(t *testing.T, node *yaml.RNode, field string) string {
	t.Helper()
	got, err := node.GetString(field)
	require.NoError(t, err)
	return got
}

func document(t *testing.T, o *generators.Object) string {
	t.Helper()
	text, err := o.Document()
	require.NoError(t, err)
	return string(text)
}

// decided removes the lines of defaults and of provenance annotations.
func decided(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		word := strings.TrimSpace(line)
		switch {
		case strings.Contains(line, "registryprofile.dev/provenance"), word == "annotations:",
			word == "logLevel: Normal", word == "operatorLogLevel: Normal", word == "rolloutStrategy: RollingUpdate",
			word == "keepTagRevisions: 3", word == "successfulJobsHistoryLimit: 3", word == "failedJobsHistoryLimit: 3", word == "suspend: false", word == "ignoreInvalidImageReferences: true",
			strings.HasPrefix(word, "argocd.argoproj.io/"), strings.HasPrefix(word, "kustomize.toolkit.fluxcd.io/"), strings.HasPrefix(word, "imageregistry.openshift.io:"),
			word == "cloudName: AzurePublicCloud", word == "disableRedirect: false", word == "defaultRoute: false", word == "readOnly: false":
		default:
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// onCluster returns an object in the form that oc prints for a live cluster.
func onCluster(t *testing.T, o *generators.Object) *yaml.RNode {
	t.Helper()
	var content map[string]any
	if o.Kind == openshift.Config {
		o = complete(o)
	}
	require.NoError(t, sigsyaml.Unmarshal([]byte(document(t, o)), &content))
	if o.Kind == openshift.Config {
		text, err := json.Marshal(content)
		require.NoError(t, err)
		var config registryv1.Config
		require.NoError(t, json.Unmarshal(text, &config))
		config.Finalizers = []string{"imageregistry.operator.openshift.io/finalizer"}
		config.Spec.HTTPSecret = "never-read"
		if config.Spec.LogLevel == "" {
			config.Spec.LogLevel, config.Spec.OperatorLogLevel = "Normal", "Normal"
		}
		if config.Spec.RolloutStrategy == "" {
			config.Spec.RolloutStrategy = "RollingUpdate"
		}
		if text, err = json.Marshal(config); err != nil {
			t.Fatal(err)
		}
		content = nil
		require.NoError(t, json.Unmarshal(text, &content))
	}
	meta := content["metadata"].(map[string]any)
	if meta["annotations"] == nil {
		meta["annotations"] = map[string]any{}
	}
	meta["resourceVersion"], meta["uid"], meta["creationTimestamp"] = "1", "never-read", "2026-11-21T00:00:00Z"
	content["status"] = map[string]any{"conditions": []any{map[string]any{"type": "Available", "message": "never-read"}}}
	switch spec, _ := content["spec"].(map[string]any); o.Kind {
	case openshift.PersistentVolumeClaim:
		annotations, _ := meta["annotations"].(map[string]any)
		annotations["pv.kubernetes.io/bind-completed"] = "yes"
		if spec["volumeName"] == nil {
			spec["volumeName"] = "pvc-never-read"
			annotations["pv.kubernetes.io/bound-by-controller"] = "yes"
		}
	case openshift.PersistentVolume:
		spec["claimRef"].(map[string]any)["uid"] = "never-read"
	case openshift.ObjectBucketClaim:
		spec["objectBucketName"] = "obc-never-read"
	}
	text, err := sigsyaml.Marshal(content)
	require.NoError(t, err)
	return yaml.MustParse(string(bytes.TrimSpace(text)))
}

// TestDump imports the dump of a whole cluster into the profile of its example.
func TestDump(t *testing.T) {
	text, err := os.ReadFile("../../examples/imported-cluster/dump.yaml")
	require.NoError(t, err)
	list := yaml.MustParse(string(text))
	nodes, err := list.Field("items").Value.Elements()
	require.NoError(t, err)
	imported, err := importer.Import(nodes, importer.Options{})
	require.NoError(t, err)
	want, err := os.ReadFile("../../examples/imported-cluster/profile.yaml")
	require.NoError(t, err)
	_, profile, _ := strings.Cut(string(want), "\n") // without the schema comment
	assert.Equal(t, profile, string(imported.Text))
	assert.Empty(t, imported.Notes)
}

// FuzzImport imports arbitrary objects together with a Config. It checks that
// import does not panic and that its output is valid YAML.
func FuzzImport(f *testing.F) {
	const config = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: "
	f.Add(config + "{managementState: Managed, replicas: 2, storage: {s3: {bucket: b}, pvc: {claim: c}}}\n")
	f.Add(config + "{storage: {s3: {cloudFront: [a]}}, routes: [a, {name: b}], nodeSelector: [c], topologySpreadConstraints: {d: e}}\n")
	f.Add(config + "[a]\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: [a]}\nspec: b\n")
	f.Add(config + "{storage: [pvc]}\n---\napiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata: {name: image-registry-private-configuration-user, namespace: openshift-image-registry}\nspec: {data: [a, {remoteRef: b}]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		nodes, err := krm.ReadDocuments([]byte(text))
		if err != nil {
			return
		}
		imported, err := importer.Import(nodes, importer.Options{Name: "a", Version: "4.16", Platform: "AWS"})
		if err != nil {
			return
		}
		_, err = krm.ReadDocuments(imported.Text)
		assert.NoError(t, err)
	})
}
