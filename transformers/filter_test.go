package transformers_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/transformers"
)

// run passes YAML documents through a filter and returns the result. It checks
// that the filter does not change its input.
func run(t *testing.T, filter kio.Filter, documents string) string {
	t.Helper()
	return runOn(t, filter, parse(t, documents))
}

func runOn(t *testing.T, filter kio.Filter, nodes []*yaml.RNode) string {
	t.Helper()
	before := text(t, nodes)
	out, err := filter.Filter(nodes)
	require.NoError(t, err)
	assert.Equal(t, before, text(t, nodes), "the filter changes its input")
	return text(t, out)
}

func parse(t *testing.T, documents string) []*yaml.RNode {
	t.Helper()
	nodes, err := krm.ReadDocuments([]byte(documents)) // the reader of the library changes annotations
	require.NoError(t, err)
	return nodes
}

func text(t *testing.T, nodes []*yaml.RNode) string {
	t.Helper()
	documents := make([]string, len(nodes))
	for i, node := range nodes {
		var err error
		documents[i], err = node.String()
		require.NoError(t, err)
	}
	return strings.Join(documents, "---\n")
}

// reported is an event without its node: an action, the object, and the field
// for an action on a field.
type reported struct {
	action        transformers.Action
	object        string
	field         string
	before, after any
}

// recorder returns a Report function and the list of events that it records.
func recorder() (func(transformers.Event), *[]reported) {
	var all []reported
	return func(e transformers.Event) {
		all = append(all, reported{e.Action, v1alpha1.ObjectName(e.Node), e.Field, e.Before, e.After})
	}, &all
}

// config returns a desired Config.
func config(fields ...generators.Field) *generators.Object {
	return &generators.Object{Kind: openshift.Config, Name: openshift.ClusterName, Fields: fields}
}

// claim returns a desired claim.
func claim(name string) *generators.Object {
	return &generators.Object{Kind: openshift.PersistentVolumeClaim, Namespace: openshift.RegistryNamespace, Name: name}
}

// field returns a field with the origin of its value.
func field(by v1alpha1.By, value any, path ...string) generators.Field {
	return generators.Field{Path: path, Value: value, Origin: v1alpha1.Origin{By: by, Reason: "because"}}
}

// absent returns a field that must be absent.
func absent(path ...string) generators.Field {
	return generators.Field{Path: path, Absent: true, Origin: v1alpha1.Origin{Reason: "because"}}
}

// bomb returns fields whose aliases expand to more than the maximum number of
// nodes.
func bomb() string {
	fields := "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
	for _, n := range "123456" {
		fields += strings.NewReplacer("N", string(n), "M", string(n-1)).Replace("xN: &xN [*xM, *xM, *xM, *xM, *xM, *xM, *xM, *xM, *xM, *xM]\n")
	}
	return fields
}
