package flux

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// onEmptyDir lets the registry store images on emptyDir.
func onEmptyDir(t *testing.T, objects ...object) {
	t.Helper()
	installed(t, "BareMetal", objects...)
	_, err := cluster.Merge(config, `{"spec":{"managementState":"Managed","storage":{"emptyDir":{},"managementState":"Unmanaged"}}}`)
	require.NoError(t, err)
}

func storage(t *testing.T) []string {
	t.Helper()
	live, err := cluster.Get(config)
	require.NoError(t, err)
	return testbed.StorageTypes(live)
}

// TestBucketChange changes the storage of odf-production to a bucket, with
// overlays/flux/git-storage-change as it is: the bucket and its credentials, then the
// Job, then the Config. Then it removes both steps in one commit.
func TestBucketChange(t *testing.T) {
	e := start(t)
	s := simulate(t, "ObjectBucketClaim", "ExternalSecret", "SecretStore", "Job")
	var profile object
	for _, o := range build(t, filepath.Join(testbed.Root(), "overlays/flux/profiles")) {
		if at(o, "metadata", "name") == "odf-production" {
			profile = o
		}
	}
	delivery := at(profile, "spec", "delivery").(object)
	delivery["storageChange"] = object{"from": "emptyDir", "image": "registry.example.com/cli:latest"}
	content := withOperators(render(t, profile))
	bucket := content.objects(t, rendered+"/odf-production_bucket")
	step := content.objects(t, rendered+"/odf-production_storage-change")
	final := shipped(t).objects(t, rendered+"/odf-production")
	onEmptyDir(t, append(bucket, final...)...)
	t.Cleanup(func() { e.clean(t, append(append(bucket, step...), final...)...) })
	e.apply(append(overlay(t, "git-storage-change"), operators())...)
	revision := e.publish(repository, content)

	// Nothing moves before each operator has done its part.
	for _, kind := range []string{"ObjectBucketClaim", "SecretStore", "ExternalSecret"} {
		waits(t, e, "image-registry-bucket", find(bucket, kind))
		missing(t, find(step, "Job"))
		s.release(kind)
	}
	e.applied("image-registry-bucket", revision)
	waits(t, e, "image-registry-storage-change", find(step, "Job"))
	message := e.failed("image-registry", "DependencyNotReady", "dependency 'flux-system/image-registry-storage-change' is not ready")
	assert.Equal(t, []string{"emptyDir"}, storage(t), message)
	s.release("Job")
	e.applied("image-registry-storage-change", revision)
	e.applied("image-registry", revision)
	assert.Equal(t, []string{"s3"}, storage(t))

	all := append(append(content.objects(t, rendered+"/odf-production"), bucket...), step...)
	before := versions(t, all)
	for _, name := range []string{"image-registry-bucket", "image-registry-storage-change", "image-registry"} {
		e.reconcile(name)
	}
	assert.Equal(t, before, versions(t, all), "second reconciliation")

	// One commit without the change and without both components.
	e.apply(followed(overlay(t, "git"), "odf-production")...)
	revision = e.publish(repository, withOperators(shipped(t)))
	e.remove("image-registry-storage-change")
	e.remove("image-registry-bucket")
	e.applied("image-registry", revision)
	kept(t, step)
	for _, o := range final {
		live, err := cluster.Get(o)
		if assert.NoError(t, err, name(o)) {
			assert.Equal(t, "image-registry", at(live, "metadata", "labels", "kustomize.toolkit.fluxcd.io/name"), "owner of %s", name(o))
		}
	}
	assert.Equal(t, []string{"s3"}, storage(t))
	if !t.Failed() {
		fmt.Printf("proof: overlays/flux/git-storage-change changes emptyDir to a bucket in order (claim, credentials, Job, Config), and the claim and the credentials remain when it is removed\n")
	}
}

// TestVolumeChange changes the storage to a claim that is bound only when the registry
// uses it. The Job fails first.
func TestVolumeChange(t *testing.T) {
	e := start(t)
	s := simulate(t, "PersistentVolumeClaim", "Job")
	profile := read(t, filepath.Join(testbed.Root(), "examples/storage-change/profile.yaml"))[0]
	useFlux(profile)
	cluster1 := fmt.Sprint(at(profile, "metadata", "name"))
	content := withOperators(render(t, profile))
	step := content.objects(t, rendered+"/"+cluster1+"_storage-change")
	onEmptyDir(t, step...)
	t.Cleanup(func() { e.clean(t, append(step, content.objects(t, rendered+"/"+cluster1)...)...) })
	e.apply(append(templateFor(t, content, cluster1), operators())...)
	revision := e.publish(repository, content)

	job := find(step, "Job")
	waits(t, e, "image-registry-storage-change", job)
	require.NoError(t, finish(job, "Failed"))
	message := e.failed("image-registry-storage-change", "HealthCheckFailed", "failed early due to stalled resources: [Job/openshift-image-registry/")
	assert.Equal(t, []string{"emptyDir"}, storage(t), message)
	explained(t, "flux-health", message)

	// Flux creates the deleted Job again.
	require.NoError(t, cluster.Delete(job))
	s.release("Job")
	require.True(t, testbed.Eventually(t, "the Job has changed the storage", func() (bool, any) {
		types := storage(t)
		return strings.Join(types, " ") == "pvc", types
	}))
	waits(t, e, "image-registry-storage-change", find(step, "PersistentVolumeClaim"))
	e.failed("image-registry", "DependencyNotReady", "dependency 'flux-system/image-registry-storage-change' is not ready")
	s.release("PersistentVolumeClaim")
	e.applied("image-registry-storage-change", revision)
	e.applied("image-registry", revision)
	e.remove("image-registry-storage-change")
	kept(t, step)
	assert.Equal(t, []string{"pvc"}, storage(t))
	if !t.Failed() {
		fmt.Println("proof: Flux applies the Config only after the Job has changed the storage to a claim; a failed Job changes nothing and can be repeated; the claim remains")
	}
}

// waits requires that an object exists, and that its Kustomization waits for it.
func waits(t *testing.T, e *engine, name string, o object) {
	t.Helper()
	require.True(t, testbed.Eventually(t, fmt.Sprintf("%v exists", o["kind"]), func() (bool, any) {
		_, err := cluster.Get(o)
		return err == nil, err
	}))
	time.Sleep(2 * time.Second) // Flux reads the objects at once, and then every five seconds
	live, err := cluster.Get(kustomization(name))
	require.NoError(t, err)
	status, reason, message := ready(live)
	assert.NotEqual(t, "True", status, "%s must wait for %v: %s %s", name, o["kind"], reason, message)
}

func missing(t *testing.T, o object) {
	t.Helper()
	_, err := cluster.Get(o)
	require.Equal(t, 404, testbed.Code(err), "%s: %v", name(o), err)
}
