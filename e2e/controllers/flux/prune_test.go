package flux

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// protected are the kinds that hold images or credentials, or what they depend on.
var protected = []string{"Config", "ExternalSecret", "ImagePruner", "ObjectBucketClaim", "Role", "RoleBinding", "SecretStore", "ServiceAccount"}

// TestPrune drops objects from Git, and then deletes the Kustomization.
func TestPrune(t *testing.T) {
	e := start(t)
	simulate(t)
	all := withOperators(shipped(t))
	manifests := all.objects(t, rendered+"/odf-production")
	installed(t, "BareMetal", manifests...)
	t.Cleanup(func() { e.clean(t, manifests...) })
	e.apply(append(overlay(t, "git"), operators())...)
	e.applied("image-registry", e.publish(repository, all))

	var kinds []string
	for _, o := range manifests {
		kind := fmt.Sprint(o["kind"])
		if at(o, "metadata", "namespace") != "platform-images" && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	require.Equal(t, protected, kinds)

	// Only one object stays in Git.
	rest := files{}
	for name, text := range all {
		if path := rendered + "/odf-production/"; len(name) < len(path) || name[:len(path)] != path || name == path+"imagepruner_cluster.yaml" {
			rest[name] = text
		}
	}
	e.applied("image-registry", e.publish(repository, rest))
	kept(t, manifests)
	grant := slices.IndexFunc(manifests, func(o object) bool { return at(o, "metadata", "namespace") == "platform-images" })
	missing(t, manifests[grant])

	// Back in Git, Flux owns them again.
	e.applied("image-registry", e.publish(repository, all))
	live := versions(t, manifests)
	assert.Len(t, live, len(manifests))
	e.remove("image-registry")
	kept(t, manifests)
	missing(t, manifests[grant])
	for _, o := range []object{config, pruner, find(manifests, "ObjectBucketClaim")} {
		left, err := cluster.Get(o)
		require.NoError(t, err)
		assert.Nil(t, at(left, "metadata", "deletionTimestamp"), name(o))
	}
	if !t.Failed() {
		fmt.Printf("proof: Flux keeps %d objects that hold images or credentials, when Git drops them and when the Kustomization is deleted, and deletes the others\n", len(manifests)-1)
	}
}
