package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// model is a small model of a cluster: the applied objects, and which of them are
// ready.
type model struct {
	all     []*generators.Object
	applied map[*generators.Object]bool
}

// ready reports whether an applied object is ready, in the terms of its kind:
// bound, synced, completed or available.
func (m *model) ready(o *generators.Object) bool {
	if !m.applied[o] {
		return false
	}
	if o.Kind == openshift.PersistentVolumeClaim { // its class may wait for the first pod
		return slices.ContainsFunc(m.all, func(user *generators.Object) bool {
			return m.applied[user] && (user.Kind == openshift.Config || changesStorage(user))
		})
	}
	for _, need := range m.needs(o) {
		if need.Kind == openshift.PersistentVolumeClaim && !m.applied[need] || need.Kind != openshift.PersistentVolumeClaim && !m.ready(need) {
			return false
		}
	}
	return true
}

// changesStorage reports whether an object is the Job that writes the new storage into
// the Config.
func changesStorage(o *generators.Object) bool {
	return o.Kind == openshift.Job && strings.HasPrefix(o.Name, "image-registry-storage-change-")
}

func (m *model) of(kinds ...schema.GroupVersionKind) []*generators.Object {
	var some []*generators.Object
	for _, o := range m.all {
		if slices.Contains(kinds, o.Kind) && !generators.IsTeamBinding(o) { // nothing needs the access of teams
			some = append(some, o)
		}
	}
	return some
}

// scripts returns the ConfigMap that the pods of a Job or CronJob run.
func (m *model) scripts(o *generators.Object) []*generators.Object {
	return slices.DeleteFunc(m.of(openshift.ConfigMap), func(c *generators.Object) bool {
		return c.Namespace != openshift.RegistryNamespace || !strings.HasPrefix(o.Name, "image-registry-storage-change")
	})
}

// secrets returns the ExternalSecrets that a new store requires. A Job that copies images
// reads the credentials from a Secret of its own, and writes that of the registry.
func (m *model) secrets() []*generators.Object {
	all := m.of(openshift.ExternalSecret)
	if !slices.ContainsFunc(all, func(o *generators.Object) bool { return o.Name == openshift.StorageChanger }) {
		return all
	}
	return slices.DeleteFunc(all, func(o *generators.Object) bool { return o.Name == openshift.CredentialsSecret })
}

// needs returns the objects that an object requires to become ready.
func (m *model) needs(o *generators.Object) []*generators.Object {
	access := []schema.GroupVersionKind{openshift.ServiceAccount, openshift.Role, openshift.RoleBinding, openshift.ClusterRole, openshift.ClusterRoleBinding}
	switch o.Kind {
	case openshift.Config:
		return append(m.secrets(), m.of(openshift.Job, openshift.Certificate, openshift.ConfigMap, openshift.PersistentVolume, openshift.PersistentVolumeClaim, openshift.StorageClass)...)
	case openshift.Image:
		return m.of(openshift.ConfigMap)
	case openshift.ExternalSecret:
		if !slices.Contains(m.secrets(), o) { // the old store may use the Secret
			return m.of(openshift.Job)
		}
		if len(m.of(openshift.SecretStore)) > 0 && o.Name == openshift.CredentialsSecret {
			return m.of(openshift.SecretStore, openshift.ObjectBucketClaim)
		}
	case openshift.SecretStore:
		return m.of(access...)
	case openshift.CronJob:
		return append(m.scripts(o), m.of(append(access, openshift.NetworkPolicy)...)...)
	case openshift.Job:
		needs := append(m.scripts(o), m.of(append(access, openshift.NetworkPolicy)...)...)
		if strings.HasPrefix(o.Name, "image-registry-bucket-") {
			return append(needs, m.of(openshift.ObjectBucketClaim)...)
		}
		for _, secret := range m.secrets() {
			if secret.Name == openshift.CredentialsSecret || secret.Name == openshift.StorageChanger {
				needs = append(needs, secret)
			}
		}
		return append(needs, slices.DeleteFunc(m.of(openshift.Job), func(other *generators.Object) bool { return other == o })...)
	}
	return nil
}

// TestOrder applies every example as each tool does: no object is applied before
// the objects that it needs, and no tool waits for an object that cannot become
// ready.
func TestOrder(t *testing.T) {
	tools := map[string]func(*testing.T, *model){"ArgoCD": syncArgoCD, "Flux": syncFlux, "Kpt": syncKpt}
	for _, dir := range folders(t) {
		for tool, apply := range tools {
			t.Run(dir+"/"+tool, func(t *testing.T) {
				apply(t, &model{all: rendered(t, dir, tool), applied: map[*generators.Object]bool{}})
			})
		}
	}
}

func rendered(t *testing.T, dir, tool string) []*generators.Object {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "profile.yaml"))
	require.NoError(t, err)
	node := yaml.MustParse(string(text))
	delivery, err := node.Pipe(yaml.LookupCreate(yaml.MappingNode, "spec", "delivery"))
	require.NoError(t, err)
	for _, key := range []string{"acm", "hive"} { // of other tools
		require.NoError(t, delivery.PipeE(yaml.Clear(key)))
	}
	require.NoError(t, delivery.PipeE(yaml.SetField("tool", yaml.NewStringRNode(tool))))
	if change := delivery.Field("storageChange"); change != nil {
		switch copies := change.Value.Field("copy") != nil; {
		case copies && tool == v1alpha1.Kpt: // an error
			require.NoError(t, change.Value.PipeE(yaml.Clear("copy")))
			require.NoError(t, change.Value.PipeE(yaml.Clear("source")))
		case !copies && change.Value.Field("image") == nil:
			require.NoError(t, delivery.PipeE(yaml.Clear("storageChange")))
		}
	}
	rendered, found := pipeline.Function{Now: time.Now}.Render(node)
	require.False(t, v1alpha1.HasErrors(found), found)
	objects := rendered.Objects
	return objects
}

// syncArgoCD applies one wave after the other, and waits until all of it is ready.
func syncArgoCD(t *testing.T, m *model) {
	wave := func(o *generators.Object) int {
		n, err := strconv.Atoi(annotation(o, openshift.ArgoWave))
		require.NoError(t, err, o.ID())
		return n
	}
	objects := slices.Clone(m.all)
	slices.SortStableFunc(objects, func(a, b *generators.Object) int { return wave(a) - wave(b) })
	for i, o := range objects {
		m.applied[o] = true
		if i+1 < len(objects) && wave(objects[i+1]) == wave(o) {
			continue
		}
		for _, o := range objects[:i+1] {
			assert.True(t, m.ready(o), "wave %d waits for %s", wave(o), o.ID())
		}
	}
	for _, o := range objects {
		for _, need := range m.needs(o) {
			if need.Kind == openshift.PersistentVolumeClaim {
				assert.Equal(t, wave(o), wave(need), "%s waits for %s", o.ID(), need.ID())
			} else {
				assert.Less(t, wave(need), wave(o), "%s needs %s", o.ID(), need.ID())
			}
		}
	}
}

// syncFlux applies a folder at once, after those it depends on are ready.
func syncFlux(t *testing.T, m *model) {
	for _, step := range []string{generators.BucketStep, generators.StorageChangeStep, ""} {
		for _, o := range m.all {
			if o.Step == step {
				m.applied[o] = true
			}
		}
		for _, o := range m.all {
			if o.Step == step {
				assert.True(t, m.ready(o), "waits for %s", o.ID())
			}
		}
	}
}

// syncKpt applies the objects whose dependencies are ready, until all are applied.
func syncKpt(t *testing.T, m *model) {
	byReference := map[string]*generators.Object{}
	for _, o := range m.all {
		reference := []string{o.Kind.Group, o.Kind.Kind, o.Name}
		if o.Namespace != "" {
			reference = []string{o.Kind.Group, "namespaces", o.Namespace, o.Kind.Kind, o.Name}
		}
		byReference[strings.Join(reference, "/")] = o
	}
	dependencies := func(o *generators.Object) []*generators.Object {
		var on []*generators.Object
		for _, reference := range openshift.Words(annotation(o, openshift.KptDependsOn)) {
			require.Contains(t, byReference, reference, o.ID())
			on = append(on, byReference[reference])
		}
		return on
	}
	for range m.all {
		for _, o := range m.all {
			waits := slices.ContainsFunc(dependencies(o), func(on *generators.Object) bool { return !m.ready(on) })
			if !waits {
				m.applied[o] = true
			}
		}
	}
	for _, o := range m.all {
		assert.True(t, m.applied[o] && m.ready(o), "never ready: %s", o.ID())
		for _, need := range m.needs(o) {
			switch {
			case need.Kind == openshift.PersistentVolumeClaim:
				assert.NotContains(t, dependencies(o), need, "a claim may be bound only when the registry runs")
			case need.Kind == openshift.ExternalSecret || need.Kind == openshift.Job || need.Kind == openshift.ObjectBucketClaim || need.Kind == openshift.ConfigMap && changesStorage(o):
				assert.Contains(t, dependencies(o), need, "%s needs %s", o.ID(), need.ID())
			}
		}
	}
}

func annotation(o *generators.Object, key string) string {
	for _, f := range o.Fields {
		if slices.Equal(f.Path, []string{"metadata", "annotations", key}) {
			return fmt.Sprint(f.Value)
		}
	}
	return ""
}
