package examples_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	configv1 "github.com/openshift/api/config/v1"
	registryv1 "github.com/openshift/api/imageregistry/v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// upstream contains the upstream type of every generated kind. It is nil for types
// that would add the dependencies of a controller; e2e validates these kinds
// against their CRDs.
var upstream = map[string]func() any{
	openshift.Certificate.Kind:           nil,
	openshift.ClusterRole.Kind:           func() any { return &rbacv1.ClusterRole{} },
	openshift.ClusterRoleBinding.Kind:    func() any { return &rbacv1.ClusterRoleBinding{} },
	openshift.Config.Kind:                func() any { return &registryv1.Config{} },
	openshift.ConfigMap.Kind:             func() any { return &corev1.ConfigMap{} },
	openshift.CronJob.Kind:               func() any { return &batchv1.CronJob{} },
	openshift.ExternalSecret.Kind:        nil,
	openshift.Image.Kind:                 func() any { return &configv1.Image{} },
	openshift.ImagePruner.Kind:           func() any { return &registryv1.ImagePruner{} },
	openshift.Job.Kind:                   func() any { return &batchv1.Job{} },
	openshift.NetworkPolicy.Kind:         func() any { return &networkingv1.NetworkPolicy{} },
	openshift.ObjectBucketClaim.Kind:     nil,
	openshift.PersistentVolume.Kind:      func() any { return &corev1.PersistentVolume{} },
	openshift.PersistentVolumeClaim.Kind: func() any { return &corev1.PersistentVolumeClaim{} },
	openshift.Role.Kind:                  func() any { return &rbacv1.Role{} },
	openshift.RoleBinding.Kind:           func() any { return &rbacv1.RoleBinding{} },
	openshift.SecretStore.Kind:           nil,
	openshift.ServiceAccount.Kind:        func() any { return &corev1.ServiceAccount{} },
	openshift.StorageClass.Kind:          func() any { return &storagev1.StorageClass{} },
}

// TestContract decodes all generated objects of the examples into the types that
// the programs of the cluster use, which detects misspelled fields.
func TestContract(t *testing.T) {
	seen := map[string]bool{}
	for _, dir := range folders(t) {
		for _, object := range objects(t, dir) {
			var meta struct{ Kind string }
			require.NoError(t, yaml.Unmarshal(object, &meta))
			require.Contains(t, upstream, meta.Kind, dir)
			seen[meta.Kind] = true
			if upstream[meta.Kind] != nil {
				assert.NoError(t, yaml.UnmarshalStrict(object, upstream[meta.Kind]()), "%s: %s", dir, meta.Kind)
			}
		}
	}
	assert.Len(t, seen, len(upstream), "every kind has an example")
}

// TestConfigOmitsOperatorFields requires that no Config sets an operator-owned
// field. Only a store on AWS that is not AWS sets encrypt to false.
func TestConfigOmitsOperatorFields(t *testing.T) {
	for _, dir := range folders(t) {
		for _, object := range objects(t, dir) {
			if !bytes.Contains(object, []byte("kind: "+openshift.Config.Kind+"\n")) {
				continue
			}
			for _, word := range []string{"httpSecret", "observedConfig", "status:", "null"} {
				assert.NotContains(t, string(object), word, dir)
			}
			assert.Equal(t, dir == "odf-noobaa-aws", bytes.Contains(object, []byte("encrypt: false")), dir)
		}
	}
}

// objects returns the generated objects of an example, also those in an object of a
// hub instead of it.
func objects(t *testing.T, dir string) [][]byte {
	t.Helper()
	var all [][]byte
	for _, document := range documents(t, filepath.Join(dir, "expected.yaml")) {
		node := kyaml.MustParse(string(document))
		if !generators.OfHub(node) {
			all = append(all, document)
		}
		for _, inner := range generators.Embedded(node) {
			text, err := inner.String()
			require.NoError(t, err)
			all = append(all, []byte(text))
		}
	}
	return all
}

// TestNoSecrets searches every file of the repository that contains YAML for
// Secrets and private keys.
func TestNoSecrets(t *testing.T) {
	secret := regexp.MustCompile(`(?m)^\s*(- )?kind: Secret$|PRIVATE KEY-----|\b(AKIA|ASIA)[0-9A-Z]{16}\b`)
	scanned := 0
	err := filepath.WalkDir("..", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == ".git" || name == ".cache" || name == "bin") {
			return fs.SkipDir
		}
		if strings.HasPrefix(filepath.ToSlash(file), "../validators/testdata/") || strings.HasPrefix(filepath.ToSlash(file), "../internal/lint/testdata/corpus/") || slices.Contains([]string{"lint-formats.txtar", "import.txtar", "import-sources.txtar", "secrets.txtar", "no-exceptions.txtar"}, filepath.Base(file)) {
			return nil // tests of the detection of secrets
		}
		switch filepath.Ext(file) {
		case ".yaml", ".txtar", ".md":
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			scanned++
			assert.Empty(t, secret.FindString(string(text)), file)
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, scanned, 100)
}

func documents(t *testing.T, file string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return bytes.Split(text, []byte("\n---\n"))
}

// TestNoAccidentalPlaceholders requires that the texts that the function itself writes
// contain nothing that Flux or a policy replaces: neither ${, $$ nor {{. The profiles of
// the examples for placeholders contain them on purpose.
func TestNoAccidentalPlaceholders(t *testing.T) {
	files, err := filepath.Glob("*/expected.yaml")
	require.NoError(t, err)
	rendered, err := filepath.Glob("../overlays/*/rendered/*/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, rendered)
	jobs := 0
	for _, file := range append(files, rendered...) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.HasPrefix(file, "placeholders-") {
			continue
		}
		jobs += bytes.Count(text, []byte("kind: Job\n"))
		marks := []string{"${", "$$", "{{"}
		if bytes.Contains(text, []byte("object-templates-raw:")) {
			marks = marks[:2] // the templates of a Policy
		}
		for _, mark := range marks {
			assert.NotContains(t, string(text), mark, file)
		}
	}
	assert.Positive(t, jobs, "a script")
}
