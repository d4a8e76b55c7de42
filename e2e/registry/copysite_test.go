package registry

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

const (
	registryNamespace = "openshift-image-registry"
	changer           = "image-registry-storage-change"
	userSecret        = "image-registry-private-configuration-user"
	cloudSecret       = "installer-cloud-credentials"
)

var (
	controlPlane *testbed.Cluster
	startOnce    sync.Once
	liveConfig   = Object{"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "Config", "metadata": Object{"name": "cluster"}}
	livePruner   = Object{"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "ImagePruner", "metadata": Object{"name": "cluster"}}
)

func TestMain(m *testing.M) {
	code := m.Run()
	if controlPlane != nil {
		controlPlane.Stop()
	}
	if programs != "" {
		os.RemoveAll(programs)
	}
	removeImages()
	os.Exit(code)
}

// site is a cluster with a registry on the old store, and a profile with the new one.
type site struct {
	old, new *store
	objects  []Object
	job      Object
	config   Object // of the profile
	hosts    testbed.Hosts
	ca       *authority
	proxy    *testbed.Proxy
	operator *operator
	images   *images
}

// newSite creates the stores, the objects of the cluster and the manifests of the
// change, and starts the registry.
func newSite(t *testing.T, from, to string, edit func(profile Object)) *site {
	t.Helper()
	release := testbed.LastRelease(t)
	startOnce.Do(func() {
		var err error
		controlPlane, err = testbed.Start()
		require.NoError(t, err, "run these tests with make")
		require.NoError(t, controlPlane.Install(release))
	})
	require.NotNil(t, controlPlane)
	s := &site{hosts: testbed.Hosts{}, ca: newAuthority(t, "storage")}
	s.old = s.newStore(t, from, "old")
	s.new = s.newStore(t, to, "new")
	s.proxy = testbed.StartProxy(t, s.hosts)

	objects, err := testbed.Render(s.profile(t, edit), release)
	require.NoError(t, err)
	s.objects = objects
	require.NoError(t, controlPlane.Namespaces(append(objects, namespaced("Secret", registryNamespace, "any"), namespaced("ConfigMap", "openshift-config", "any"))))
	s.create(t)
	for _, o := range testbed.JobStep(objects, changer).Objects {
		s.apply(t, o)
		if o["kind"] == "Job" {
			s.job = o
		}
	}
	for _, o := range objects {
		switch {
		case o["kind"] == "Config":
			s.config = o
		case o["kind"] == "ConfigMap": // the scripts, and the CA of the store
			s.apply(t, o)
		}
	}
	testbed.Eventually(t, "the account has no permissions", func() (bool, any) {
		_, err := controlPlane.As(registryNamespace, changer).Get(liveConfig)
		return err == nil, err
	})
	s.operator = startOperator(t, s)
	s.images = newImages(s)
	return s
}

func (s *site) profile(t *testing.T, edit func(profile Object)) Object {
	t.Helper()
	spec := Object{
		"openshift": Object{"version": testbed.LastRelease(t), "platform": "BareMetal"},
		"storage":   s.new.stanza(),
		"delivery": Object{
			"tool": "ArgoCD", "image": "registry.example.com/oc:v1",
			"storageChange": Object{"from": s.old.kind, "source": s.old.source(), "copy": Object{"image": "registry.example.com/rclone:v1"}},
		},
	}
	if platform := map[string]string{"gcs": "GCP", "azure": "Azure"}[s.new.kind]; platform != "" {
		spec["openshift"].(Object)["platform"] = platform
	}
	if st := s.role(); st != nil {
		if st.kind == "s3" {
			spec["openshift"].(Object)["platform"] = "AWS"
		}
		at(spec, "delivery.storageChange.copy").(Object)["cloudRole"] = true
	}
	if s.new.credentials() != nil {
		spec["credentials"] = Object{"existingSecret": Object{}}
	}
	if s.new.kind == "s3" {
		spec["trust"] = Object{"storage": Object{"configMapName": "new-store-ca", "ca": s.ca.pem}}
	}
	profile := Object{"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": Object{"name": "test"}, "spec": spec}
	if edit != nil {
		edit(profile)
	}
	return profile
}

// create creates the objects of the cluster as before the change.
func (s *site) create(t *testing.T) {
	t.Helper()
	secrets := map[string]*store{userSecret: s.old, changer: s.new}
	for _, name := range slices.Sorted(maps.Keys(secrets)) {
		secret := namespaced("Secret", registryNamespace, name)
		require.NoError(t, controlPlane.Delete(secret))
		if keys := secrets[name].credentials(); keys != nil {
			secret["stringData"] = keys
			s.apply(t, secret)
		}
	}
	if st := s.role(); st != nil {
		s.assumeRole(t, st)
	}
	bundle := namespaced("ConfigMap", registryNamespace, "image-registry-certificates") // written by the operator
	bundle["data"] = Object{"s3.example.com": s.ca.pem}
	s.apply(t, bundle)
	root := namespaced("ConfigMap", registryNamespace, "kube-root-ca.crt")
	root["data"] = Object{"ca.crt": controlPlane.CA(t)}
	s.apply(t, root)

	config := testbed.Bootstrapped("None")
	require.NoError(t, controlPlane.Delete(config))
	spec := config["spec"].(Object)
	storage := s.old.live()
	storage["managementState"] = "Unmanaged"
	spec["managementState"], spec["storage"], spec["httpSecret"] = "Managed", storage, testbed.Secret
	spec["proxy"] = Object{"http": s.proxy.URL, "https": s.proxy.URL}
	_, err := controlPlane.Create(config)
	require.NoError(t, err)
	require.NoError(t, controlPlane.Delete(livePruner))
	pruner := maps.Clone(livePruner)
	pruner["spec"] = Object{"suspend": false, "keepTagRevisions": 3}
	_, err = controlPlane.Create(pruner)
	require.NoError(t, err)
	pods, err := controlPlane.List(namespaced("Pod", registryNamespace, "any")) // of a test that failed
	require.NoError(t, err)
	for _, pod := range pods["items"].([]any) {
		require.NoError(t, controlPlane.Terminate(namespaced("Pod", registryNamespace, fmt.Sprint(at(pod.(Object), "metadata.name"))), 0))
	}
	jobs, err := controlPlane.List(namespacedOf("batch/v1", "Job", "any"))
	require.NoError(t, err)
	for _, job := range jobs["items"].([]any) {
		require.NoError(t, controlPlane.Delete(namespacedOf("batch/v1", "Job", fmt.Sprint(at(job.(Object), "metadata.name")))))
	}
}

func (s *site) apply(t *testing.T, o Object) {
	t.Helper()
	_, err := controlPlane.Apply(o, "argocd-controller")
	require.NoError(t, err, "%s %v", o["kind"], at(o, "metadata.name"))
}

func namespaced(kind, namespace, name string) Object {
	return Object{"apiVersion": "v1", "kind": kind, "metadata": Object{"namespace": namespace, "name": name}}
}

func namespacedOf(version, kind, name string) Object {
	return Object{"apiVersion": version, "kind": kind, "metadata": Object{"namespace": registryNamespace, "name": name}}
}

// record returns the record of the change in Config.
func (s *site) record(t *testing.T) map[string]string {
	t.Helper()
	config, err := controlPlane.Get(liveConfig)
	require.NoError(t, err)
	record := map[string]string{}
	annotations, _ := at(config, "metadata.annotations").(Object)
	if text, ok := annotations["registryprofile.dev/storage-change"].(string); ok {
		require.NoError(t, json.Unmarshal([]byte(text), &record))
	}
	return record
}

// outcome waits for the operator and returns how a change ended: copied, with Config on
// the new store, or as before, with the old store. Both are writable, and the pruner runs.
func (s *site) outcome(t *testing.T) string {
	t.Helper()
	s.operator.settle(t)
	config, err := controlPlane.Get(liveConfig)
	require.NoError(t, err)
	types := testbed.StorageTypes(config)
	require.Len(t, types, 1, "Config has one storage type")
	require.NotEqual(t, true, at(config, "spec.readOnly"), "the registry is writable")
	pruner, err := controlPlane.Get(livePruner)
	require.NoError(t, err)
	require.Equal(t, false, at(pruner, "spec.suspend"), "the pruner runs")
	name := map[string]string{"pvc": "claim", "s3": "bucket", "gcs": "bucket", "azure": "container"}[types[0]]
	switch found := at(config, "spec.storage."+types[0]+"."+name); found {
	case s.new.name:
		require.Equal(t, "copied", s.record(t)["phase"])
		s.apply(t, s.config) // as the tool does after the Job
		s.operator.settle(t)
		config, err = controlPlane.Get(liveConfig)
		require.NoError(t, err)
		require.Equal(t, []string{s.new.kind}, testbed.StorageTypes(config))
		return "copied"
	case s.old.name:
		require.Equal(t, s.old.kind, types[0])
		return "as before"
	default:
		t.Fatalf("Config names the store %v", found)
		return ""
	}
}

// claim returns the folder of a claim.
func (s *site) claim(name string) string {
	for _, st := range []*store{s.old, s.new} {
		if st.kind == "pvc" && st.name == name {
			return st.folder
		}
	}
	return ""
}

// file writes a file that the containers can read.
func file(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
