package messages

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSpecificEntriesPrecedeGeneralOnes(t *testing.T) {
	found := Find("Progressing: Unable to apply resources: unable to sync storage configuration: NoSuchBucket: The specified bucket does not exist\n\tstatus code: 404")
	assert.Equal(t, []string{"s3-no-bucket", "storage-sync", "apply-failed"}, ids(found))
	assert.Equal(t, 1, found[0].Line)
}

func TestFoldedMessage(t *testing.T) {
	found := Find(`status:
  conditions:
  - lastTransitionTime: "2026-03-02T10:11:12Z"
    message: 'Unable to apply resources: unable to sync storage configuration: exactly
      one storage type should be configured at the same time, got 2: [EmptyDir S3]'
    reason: Error
`)
	require.NotEmpty(t, found)
	assert.Equal(t, "several-storage-types", found[0].ID)
	assert.Equal(t, 4, found[0].Line)
}

func TestSharedWordsNeedTheRegistryInALog(t *testing.T) {
	message := "The deployment does not have available replicas\n"
	assert.Empty(t, Find(strings.Repeat("time=now level=error msg=\"upload failed\"\n", 10)+message))
	assert.NotEmpty(t, Find(message))
}

// TestPrintedBy: the operator and the registry print the same words about the store, and
// only those of the operator are in a condition.
func TestPrintedBy(t *testing.T) {
	const clock = "RequestTimeTooSkewed: The difference between the request time and the current time is too large"
	for text, component := range map[string]Component{
		`level=error msg="response completed with error" err.detail="s3aws: ` + clock + `"`: Registry,
		"Unable to apply resources: unable to sync storage configuration: " + clock:         Operator,
		"s3aws: NoSuchBucket: The specified bucket does not exist":                          Registry,
		"unable to sync storage configuration: NoSuchBucket":                                Operator,
	} {
		found := Find(text)
		if assert.NotEmpty(t, found, text) {
			assert.Equal(t, component, found[0].Component, text)
			assert.Equal(t, component == Operator, found[0].Condition != "", text)
		}
	}
}

// TestRows: the rows of a table concern their own namespaces.
func TestRows(t *testing.T) {
	ours := "openshift-image-registry  5m  Normal  Pulled  pod/image-registry-6b9c-x  Container image already present on machine"
	for _, row := range []string{
		`postgres  3m  Warning  FailedAttachVolume  pod/pg-0  Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) pg-1`,
		`shop  3m  Warning  FailedMount  deployment/web  mount failed: exit status 32`,
		`shop  3m (x4 over 5m)  Warning  FailedMount  web-0  mount failed: exit status 32`,
		`openshift-monitoring  3m  Warning  FailedMount  pod/prometheus-k8s-0  MountVolume.SetUp failed for volume "x" : secret "y" not found`,
		`shop  web-6f9c-x  0/1  ImagePullBackOff  0  4m`,
	} {
		assert.Empty(t, ids(Find(ours+"\n"+row)), row)
		assert.Empty(t, ids(Find(row+"\n"+ours)), row)
	}
	assert.Empty(t, ids(Find("openshift-image-registry  image-registry-6b9c-x  1/1  Running  0  4d\nshop  web-6f9c-x  0/1  ImagePullBackOff  0  4m")))
	for _, table := range []string{
		"NAMESPACE  NAME  STATUS  VOLUME\nopenshift-image-registry  image-registry-storage  Bound  pvc-1\nshop  data  Pending",
		"NAMESPACE  NAME  STORAGE-CLASS  PHASE\nopenshift-image-registry  registry  openshift-storage.noobaa.io  Bound\nloki  loki  openshift-storage.noobaa.io  Pending",
		"NAMESPACE  NAME  HOST\nopenshift-image-registry  default-route  r.apps.x\nshop  web  HostAlreadyClaimed",
		"NAME  STATUS  VOLUME\nimage-registry-storage  Bound  pvc-1\ndata  Pending",
	} {
		assert.Empty(t, ids(Find(table)), table)
	}
	assert.Equal(t, []string{"claim-pending"}, ids(Find("NAMESPACE  NAME  STATUS  VOLUME\nshop  data  Bound  pvc-1\nopenshift-image-registry  image-registry-storage  Pending")))
	own := strings.Replace(ours, "Normal  Pulled", "Warning  FailedAttachVolume", 1) + " Multi-Attach error for volume \"pvc-1\""
	assert.Equal(t, []string{"multi-attach"}, ids(Find("shop  5m  Normal  Pulled  pod/web-0  Container image already present\n"+own)))
	described := "Name: image-registry-6b9c-x\n  Normal  Scheduled  5m  default-scheduler  Successfully assigned\n  Warning  FailedAttachVolume  5m  attachdetach-controller  Multi-Attach error for volume \"pvc-1\""
	assert.Equal(t, []string{"multi-attach"}, ids(Find(described)))
}

func TestWholeWords(t *testing.T) {
	assert.Empty(t, Find("the NoSuchBucketPolicy of the image-registry"))
	assert.Empty(t, Find("image-registry: xNoSuchBucket"))
}

func TestLongInput(t *testing.T) {
	ordinary := strings.Repeat(`I1122 10:11:12.131415       1 controller.go:123] object changed: *v1.Config, Name=cluster (status=true): changed:status.conditions.2.lastTransitionTime={"2026" -> "2026"}`+"\n", 4000)
	repeated := io.MultiReader(strings.NewReader(ordinary), strings.NewReader(ordinary), strings.NewReader("Degraded: Registry deployment has timed out progressing: x\n"), strings.NewReader(ordinary))
	found, err := FindIn(repeated)
	require.NoError(t, err)
	require.Equal(t, []string{"rollout-deadline"}, ids(found))
	assert.Equal(t, 8001, found[0].Line)
	assert.LessOrEqual(t, len(found[0].Text), quoted)
}

func TestLongLine(t *testing.T) {
	for _, before := range []int{chunk - 30, chunk, 2*chunk - 16, 3*chunk - 10} {
		found := Find(strings.Repeat("y ", before/2) + "storage backend not configured" + strings.Repeat(" z", chunk))
		assert.Equal(t, []string{"storage-not-configured"}, ids(found), "after %d bytes", before)
	}
}

func TestRepeatedWordsAreCheap(t *testing.T) {
	started := time.Now()
	assert.Empty(t, Find(strings.Repeat("authorization configured conflict ", 200_000)))
	assert.Less(t, time.Since(started), 20*time.Second)
}

func TestReadError(t *testing.T) {
	fault := errors.New("disk")
	found, err := FindIn(io.MultiReader(strings.NewReader("storage backend not configured\n"), iotest.ErrReader(fault)))
	assert.ErrorIs(t, err, fault)
	assert.Len(t, found, 1)
}

func TestEmptyAndBinaryInput(t *testing.T) {
	for _, text := range []string{"", "\n\n\n", "\x00\xff\xfe", " ", strings.Repeat("\\", 100)} {
		assert.Empty(t, Find(text))
		assert.Empty(t, Nearest(text))
	}
}

func TestNearest(t *testing.T) {
	assert.Equal(t, "route-refused", Nearest("my route is not admitted by the router")[0].ID)
	assert.Equal(t, "multi-attach", Nearest("Multi-Attach problem")[0].ID)
	assert.LessOrEqual(t, len(Nearest("image registry storage bucket claim route pruner")), 3)
	assert.Empty(t, Nearest("zzz qqq"))
}

func BenchmarkFind(b *testing.B) {
	line := `I1122 10:11:12.131415       1 controller.go:123] object changed: *v1.Config, Name=cluster (status=true): changed:status.conditions.2.lastTransitionTime={"2026" -> "2026"}` + "\n"
	text := strings.Repeat(line, (1<<20)/len(line))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text)
	}
}

// TestTitleIsTheMessageThatMatches: the title is not that of another message of the entry.
func TestTitleIsTheMessageThatMatches(t *testing.T) {
	for text, message := range map[string]string{
		"default-route-openshift-image-registry.apps.example.com: 504 Gateway Time-out":                                                               "504 Gateway Time-out",
		"unable to sync storage configuration: BucketRegionError: incorrect region":                                                                   "BucketRegionError",
		"Unable to attach or mount volumes: unmounted volumes=[registry-storage], unattached volumes=[registry-storage]: timed out image-registry-6c": "Unable to attach or mount volumes: unmounted volumes=[…registry-",
	} {
		found := Find(text)
		if assert.NotEmpty(t, found, text) {
			assert.Equal(t, message, found[0].Message)
		}
	}
}

// TestOnlyThePartyOfTheRequest: an entry about another server than that of the request
// does not match, not even as a further one.
func TestOnlyThePartyOfTheRequest(t *testing.T) {
	for text, others := range map[string][]string{
		`Get "https://172.30.0.1:443/api/v1/namespaces/openshift-image-registry/secrets": dial tcp 172.30.0.1:443: i/o timeout`:                                                                 {"registry-refuses", "endpoint-unreachable"},
		`unable to sync storage configuration: Failed to authenticate provider client: Post "https://keystone.example.com/v3/auth/tokens": x509: certificate signed by unknown authority`:       {"s3-endpoint-certificate"},
		`Failed to pull image "image-registry.openshift-image-registry.svc:5000/a/b:1": reading blob sha256:a: Get "https://b.s3.amazonaws.com/x": dial tcp 52.1.1.1:443: i/o timeout`:          {"registry-refuses"},
		`pod/image-registry-5c64bdf9d8-b2l7f   0/1   ImagePullBackOff   0   4m`:                                                                                                                 {"pull-failed"},
		`unable to sync storage configuration: RequestError: send request failed caused by: Head "https://s3.openshift-storage.svc/r": dial tcp: lookup s3.openshift-storage.svc: no such host`: {"endpoint-unknown"},
	} {
		found := ids(Find(text))
		assert.NotEmpty(t, found, text)
		for _, id := range others {
			assert.NotContains(t, found, id, text)
		}
	}
}

// TestUnnamed finds the entries of events without the name of the pod, but not those of
// other components.
func TestUnnamed(t *testing.T) {
	mount := `MountVolume.SetUp failed for volume "pv" : mount failed: exit status 32 Output: mount.nfs: access denied by server while mounting nas:/exports`
	assert.Empty(t, Find(mount))
	if found := Unnamed(mount); assert.NotEmpty(t, found) {
		assert.Equal(t, "nfs-denied", found[0].ID)
	}
	if found := Unnamed("0/6 nodes are available: 6 node(s) didn't match Pod's node affinity/selector."); assert.NotEmpty(t, found) {
		assert.Equal(t, "no-room-node", found[0].ID)
	}
	assert.Empty(t, Unnamed(mount+" pod/postgres-0"))
	assert.Empty(t, Unnamed("everything works"))
}

// TestRouteIsNotTheService: a route ends or refuses connections by itself, so a network
// policy on the port of the pods is not the cause.
func TestRouteIsNotTheService(t *testing.T) {
	const request = `Error: writing blob: Patch "https://default-route-openshift-image-registry.apps.c1.example.com/v2/a/b/blobs/uploads/1": `
	for _, err := range []string{"write: broken pipe", "read: connection reset by peer", "EOF"} {
		assert.Equal(t, []string{"route-interrupted"}, ids(Find(request+err)), err)
	}
	assert.Equal(t, []string{"route-unreachable"}, ids(Find(request+"dial tcp 10.0.0.1:443: connect: connection refused")))
}
