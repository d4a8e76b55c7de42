package validators_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/validators"
)

// TestConcernsBindings checks which bindings the rules inspect, although they do not
// name the registry.
func TestConcernsBindings(t *testing.T) {
	for text, want := range map[string]bool{
		"kind: RoleBinding, role: system:image-puller, subject: system:unauthenticated": true,
		"kind: RoleBinding, role: system:image-pusher, subject: system:authenticated":   true,
		"kind: RoleBinding, role: system:image-puller, subject: devs":                   false,
		"kind: RoleBinding, role: view, subject: system:authenticated":                  false,
		"kind: Role, role: system:image-puller, subject: system:unauthenticated":        false,
	} {
		assert.Equal(t, want, validators.GrantsImages([]byte(text)), text)
		assert.Equal(t, want, validators.Concerns("rbac.authorization.k8s.io", "RoleBinding", []byte(text)), text)
	}
}
