package importer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// TestPlatformObjects imports a cluster with the objects that OpenShift writes, and
// one that an administrator has added.
func TestPlatformObjects(t *testing.T) {
	const objects = `
apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata: {name: cluster, uid: a}
spec: {managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: b, region: r}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: serviceca, namespace: openshift-image-registry, uid: b}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: trusted-ca, namespace: openshift-image-registry}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: image-registry-certificates, namespace: openshift-image-registry, uid: b}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: openshift-image-registry, uid: b}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: openshift-service-ca.crt, namespace: openshift-image-registry, uid: b}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: openshift-service-ca.crt, namespace: openshift-config}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: image-registry-ca, namespace: openshift-config-managed}, data: {a: b}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: node-ca, namespace: openshift-image-registry, uid: b}}
`
	notes := func(text string) []string {
		nodes, err := krm.ReadDocuments([]byte(text))
		require.NoError(t, err)
		imported, err := importer.Import(nodes, importer.Options{Version: "4.18", Platform: "AWS"})
		require.NoError(t, err)
		return imported.Notes
	}
	assert.Empty(t, notes(objects))
	own := "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: own, namespace: openshift-image-registry}, data: {a: b}}\n"
	require.Len(t, notes(objects+own), 1)
	assert.Contains(t, notes(objects + own)[0], "ConfigMap/openshift-image-registry/own: not read")
}
