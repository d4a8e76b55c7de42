package decode_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// TestClosest checks misspelled words, and words that have another meaning.
func TestClosest(t *testing.T) {
	platforms := []string{"AWS", "AlibabaCloud", "Azure", "BareMetal", "GCP", "KubeVirt", "None", "OpenStack", "PowerVS", "VSphere", "oVirt"}
	stores := []string{"s3", "gcs", "azure", "swift", "ibmcos", "pvc", "emptyDir", "cephRGW", "noobaa", "cephFS"}
	fields := []string{"bucket", "region", "name", "hostname", "secretName", "certificate", "replicas"}
	for word, want := range map[string]string{"vspere": "VSphere", "Baremetal": "BareMetal", "vSphere8": "VSphere", "opnstack": "OpenStack", "Azuer": "Azure", "asw": "AWS", "asure": "Azure", "AWS2": "AWS", "Openshift": "", "Mars": "", "Earth": "", "": ""} {
		assert.Equal(t, want, decode.Closest(word, platforms), word)
	}
	for word, want := range map[string]string{"s3x": "s3", "s4": "s3", "pv": "pvc", "pcv": "pvc", "gsc": "gcs", "ebs": "", "efs": "", "nfs": "", "aws": "", "noobar": "noobaa", "cephfs": "cephFS", "emtpydir": "emptyDir", "ceph": "cephRGW"} {
		assert.Equal(t, want, decode.Closest(word, stores), word)
	}
	for word, want := range map[string]string{"bukcet": "bucket", "bucketName": "bucket", "buckets": "bucket", "host": "hostname", "nmae": "name", "replica": "replicas", "tset": "", "routes": "", "namespace": ""} {
		assert.Equal(t, want, decode.Closest(word, fields), word)
	}
}
