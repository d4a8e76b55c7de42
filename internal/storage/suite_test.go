package storage_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/initprofile"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

const release = "4.20"

// platformOf returns a platform without a default storage, so that init sets all
// fields that a backend requires, or the own platform of the backend.
func platformOf(backend storage.Choice) string {
	for _, p := range append([]string{"BareMetal"}, openshift.PlatformNames()...) {
		if backend.Facts().Supports(p) {
			return p
		}
	}
	return ""
}

// TestSuite is the conformance test of all backends. A new backend needs
// additional tests only for its own behavior.
func TestSuite(t *testing.T) {
	require.NotEmpty(t, storage.All())
	for _, backend := range storage.All() {
		t.Run(backend.Key, func(t *testing.T) {
			kind := openshift.FindStorageType(backend.Facts().ConfigKey)
			t.Run("facts", func(t *testing.T) { checkFacts(t, backend) })
			t.Run("credentials in the profile", func(t *testing.T) { refuseCredentials(t, backend) })

			text, err := initprofile.Profile(initprofile.Options{Name: "test", Version: release, Platform: platformOf(backend), Storage: backend.Key})
			require.NoError(t, err)
			profile, errs := resolve.Parse(yaml.MustParse(string(text)).YNode())
			require.Empty(t, errs, string(text))
			t.Run("init", func(t *testing.T) { checkStarter(t, backend, profile) })
			t.Run("name", func(t *testing.T) {
				assert.Equal(t, kind.Name != "", profile.Store().Named)
			})

			rendered, found := pipeline.Function{Rules: pipeline.ProfileRules}.Render(yaml.MustParse(string(text)))
			require.False(t, v1alpha1.HasErrors(found), found)
			nodes := pipeline.Nodes(rendered.Objects)
			t.Run("render", func(t *testing.T) { checkConfig(t, kind, nodes) })
			t.Run("import", func(t *testing.T) { checkImport(t, backend, nodes) })
		})
	}
}

func checkFacts(t *testing.T, backend storage.Choice) {
	facts := backend.Facts()
	assert.NotEmpty(t, facts.Title)
	assert.Contains(t, openshift.StorageKeys(), facts.ConfigKey)
	names := map[string]bool{}
	for _, set := range facts.KeySets {
		assert.False(t, names[set.Name], "key set %q twice", set.Name)
		names[set.Name] = true
		if len(facts.KeySets) > 1 {
			assert.NotEmpty(t, set.Name)
		}
		assert.NotEmpty(t, set.Keys)
		for _, key := range set.Keys {
			assert.True(t, strings.HasPrefix(key, "REGISTRY_STORAGE_"+strings.ToUpper(facts.ConfigKey)+"_"), key)
		}
		if set.Since != "" {
			_, err := openshift.ParseRelease(set.Since)
			assert.NoError(t, err)
		}
	}
}

// refuseCredentials writes credentials into the stanza of a backend. The error
// must state the remedy and must not contain the credential.
func refuseCredentials(t *testing.T, backend storage.Choice) {
	for _, name := range []string{"accessKey", "secretKey", "accountKey", "apiKey", "password", "token", "credentials", "keyfile"} {
		node := yaml.MustParse("apiVersion: " + v1alpha1.APIVersion + "\nkind: " + v1alpha1.Kind + "\nmetadata: {name: test}\n" +
			"spec: {openshift: {version: \"" + release + "\", platform: " + platformOf(backend) + "}, storage: {" + backend.Key + ": {" + name + ": hunter2}}}\n")
		_, errs := resolve.Decode(node.YNode())
		i := slices.IndexFunc(errs, func(err *field.Error) bool { return err.Field == "spec.storage."+backend.Key+"."+name })
		require.GreaterOrEqual(t, i, 0, name)
		assert.Equal(t, field.ErrorTypeForbidden, errs[i].Type, name)
		assert.NotContains(t, errs.ToAggregate().Error(), "hunter2")
		if len(backend.Facts().KeySets) > 0 {
			assert.Contains(t, errs[i].Detail, resolve.NoCredentials, name)
		}
	}
}

// checkStarter checks that init sets the starter fields of the backend, and
// therefore that these fields exist.
func checkStarter(t *testing.T, backend storage.Choice, profile *resolve.Profile) {
	text, err := json.Marshal(profile.Written.Spec.Storage)
	require.NoError(t, err)
	var written map[string]any
	require.NoError(t, json.Unmarshal(text, &written))
	require.Contains(t, written, backend.Key)
	for _, path := range backend.Facts().Starter {
		_, set, err := nested(written, backend.Key+"."+path)
		require.NoError(t, err)
		assert.True(t, set, path)
	}
}

// checkConfig checks that Config contains the stanza of the backend, with the
// name of the store, and no other stanza.
func checkConfig(t *testing.T, kind openshift.StorageType, nodes []*yaml.RNode) {
	i := slices.IndexFunc(nodes, func(n *yaml.RNode) bool { return n.GetKind() == openshift.Config.Kind })
	require.GreaterOrEqual(t, i, 0)
	config := content(t, nodes[i])
	stanzas, _, err := nested(config, "spec.storage")
	require.NoError(t, err)
	for _, key := range openshift.StorageKeys() {
		assert.Equal(t, key == kind.Key, stanzas.(map[string]any)[key] != nil, key)
	}
	if kind.Name != "" {
		name, _, err := nested(config, "spec.storage."+kind.Key+"."+kind.Name)
		require.NoError(t, err)
		assert.NotEmpty(t, name, kind.Name)
	}
	assert.Empty(t, crd.Validate(config, openshift.Config, openshift.LastRelease))
}

// checkImport imports the rendered objects.
func checkImport(t *testing.T, backend storage.Choice, nodes []*yaml.RNode) {
	imported, err := importer.Import(nodes, importer.Options{Name: "test", Version: release, Platform: platformOf(backend)})
	require.NoError(t, err)
	profile, errs := resolve.Parse(yaml.MustParse(string(imported.Text)).YNode())
	require.Empty(t, errs, string(imported.Text))
	back, ok := profile.Backend()
	require.True(t, ok)
	assert.Equal(t, backend.Key, back.Key)
}

// TestStorageTypes compares the storage types with all other lists of them.
func TestStorageTypes(t *testing.T) {
	from, _ := reflect.TypeFor[v1alpha1.StorageChange]().FieldByName("From")
	assert.Equal(t, strings.Join(openshift.StorageKeys(), "|"), from.Tag.Get("enum"), "spec.delivery.storageChange.from")

	used := map[string]bool{"oss": true} // removed in OpenShift 4.17; profiles do not support it
	for _, backend := range storage.All() {
		used[backend.Facts().ConfigKey] = true
	}
	for _, kind := range openshift.StorageTypes {
		assert.True(t, used[kind.Key], "%s has no backend", kind.Key)
		fields := kind.Identity
		if kind.Name != "" {
			fields = append([]string{kind.Name}, fields...)
		}
		for _, name := range fields {
			config := map[string]any{"spec": map[string]any{"storage": map[string]any{kind.Key: map[string]any{name: "a"}}}}
			for _, problem := range crd.Validate(config, openshift.Config, openshift.LastRelease) {
				assert.False(t, problem.Unknown, "%s: %s", problem.Path, problem.Message)
			}
		}
	}
}

func content(t *testing.T, node *yaml.RNode) map[string]any {
	t.Helper()
	text, err := node.MarshalJSON()
	require.NoError(t, err)
	var value map[string]any
	require.NoError(t, json.Unmarshal(text, &value))
	return value
}

func nested(value map[string]any, path string) (any, bool, error) {
	return unstructured.NestedFieldNoCopy(value, strings.Split(path, ".")...)
}
