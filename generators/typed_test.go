package generators

import (
	"testing"

	"github.com/stretchr/testify/assert"
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestTypedNeedsOrigins(t *testing.T) {
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: objectMeta("a", "b"),
		Spec:       corev1.PersistentVolumeClaimSpec{VolumeName: "c"},
	}
	tests := map[string]struct {
		from origins
		want string
	}{
		"none":                  {origins{}, "PersistentVolumeClaim/a/b: no origin for spec.resources"},
		"zero values count too": {origins{"spec.volumeName": byDefault("")}, "PersistentVolumeClaim/a/b: no origin for spec.resources"},
		"of another field":      {origins{"spec.resources": byDefault(""), "spec.volume": byDefault("")}, "PersistentVolumeClaim/a/b: no origin for spec.volumeName"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.PanicsWithValue(t, test.want, func() { typed(openshift.PersistentVolumeClaim, claim, test.from) })
		})
	}
}

func TestTypedCoversWhatIsBelow(t *testing.T) {
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: objectMeta("a", "b"),
		Spec:       corev1.PersistentVolumeClaimSpec{VolumeName: "c"},
	}
	o := typed(openshift.PersistentVolumeClaim, claim, origins{"spec": byDefault("all of it")})
	assert.Equal(t, "a", o.Namespace)
	assert.Equal(t, "b", o.Name)
	for _, f := range o.Fields {
		assert.Equal(t, "all of it", f.Origin.Reason)
		assert.Equal(t, "spec", f.Path[0], "name, namespace and status are no fields")
	}
	assert.Len(t, o.Fields, 2)
}
