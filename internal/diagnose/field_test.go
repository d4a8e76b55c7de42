package diagnose

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestFieldOfStore names a field of the cluster's own storage type.
func TestFieldOfStore(t *testing.T) {
	fault := Fault{fields: []string{"spec.storage.pvc.create.storageClassName", "spec.storage.noobaa.bucketName", "spec.registry.nodeSelector"}}
	for used, want := range map[string]string{"pvc": fault.fields[0], "s3": fault.fields[1], "gcs": fault.fields[2]} {
		c := &cluster{config: &object{content: map[string]any{"spec": map[string]any{"storage": map[string]any{used: map[string]any{}}}}}}
		assert.Equal(t, want, c.fieldOf(fault), used)
	}
	assert.Equal(t, fault.fields[0], (&cluster{}).fieldOf(fault), "without Config")
}
