package crd_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestNulls(t *testing.T) {
	for name, tc := range map[string]struct {
		spec any
		want []string
	}{
		"blank claim":           {map[string]any{"storage": map[string]any{"pvc": map[string]any{"claim": nil}}}, []string{"spec.storage.pvc.claim"}},
		"two nulls":             {map[string]any{"nodeSelector": nil, "storage": map[string]any{"emptyDir": nil}}, []string{"spec.nodeSelector", "spec.storage.emptyDir"}},
		"in a list":             {map[string]any{"routes": []any{map[string]any{"name": "a", "hostname": nil}}}, []string{"spec.routes[0].hostname"}},
		"null spec":             {nil, []string{"spec"}},
		"nullable":              {map[string]any{"observedConfig": nil, "unsupportedConfigOverrides": nil}, nil},
		"element of a list":     {map[string]any{"routes": []any{nil}}, nil},
		"unknown field":         {map[string]any{"xyzzy": nil}, nil},
		"empty map is not null": {map[string]any{"storage": map[string]any{"emptyDir": map[string]any{}}}, nil},
	} {
		object := map[string]any{"metadata": map[string]any{"name": "cluster", "annotations": nil}, "spec": tc.spec, "status": nil}
		assert.Equal(t, tc.want, (*crd.Schemas)(nil).Nulls(object, openshift.Config, openshift.LastRelease), name)
	}
}
