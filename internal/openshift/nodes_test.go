package openshift_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestOtherRole(t *testing.T) {
	const worker, infra = "node-role.kubernetes.io/worker", "node-role.kubernetes.io/infra"
	for name, test := range map[string]struct {
		selector map[string]string
		want     bool
	}{
		"no selector":           {nil, false},
		"no role":               {map[string]string{"disk": "ssd"}, false},
		"workers":               {map[string]string{worker: ""}, false},
		"infra nodes":           {map[string]string{infra: ""}, true},
		"workers that are both": {map[string]string{infra: "", worker: ""}, false},
	} {
		assert.Equal(t, test.want, openshift.OtherRole(test.selector), name)
	}
}
