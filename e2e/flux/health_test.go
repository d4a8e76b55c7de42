package flux

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/fluxcd/pkg/apis/kustomize"
	"github.com/fluxcd/pkg/runtime/cel"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// status maps the states of Argo CD to those of Flux.
var status = map[string]string{"Healthy": "Current", "Progressing": "InProgress", "Degraded": "Failed"}

// TestHealth evaluates the expressions of overlays/flux on the states with
// which the health checks for Argo CD are tested.
func TestHealth(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "overlays/flux/cluster/registry.yaml"))
	require.NoError(t, err)
	var kustomization struct {
		Spec struct {
			HealthCheckExprs []kustomize.CustomHealthCheck
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &kustomization))
	states := 0
	for _, checks := range kustomization.Spec.HealthCheckExprs {
		evaluator, err := cel.NewStatusEvaluator(&checks.HealthCheckExpressions)
		require.NoError(t, err)
		cases, err := txtar.ParseFile(filepath.Join(testbed.Root(), "overlays/testdata/health", checks.Kind+".txtar"))
		require.NoError(t, err)
		for _, c := range cases.Files {
			var object testbed.Object
			require.NoError(t, yaml.Unmarshal(c.Data, &object))
			want := status[filepath.Dir(c.Name)]
			switch name := filepath.Base(c.Name); {
			case object["status"] == nil:
				continue // Flux waits, independently of the expressions
			case name == "deleted.yaml" || name == "unmanaged.yaml":
				continue // only Argo CD checks these
			case name == "not-available.yaml":
				want = "InProgress" // until the timeout
			}
			states++
			got, err := evaluator.Evaluate(t.Context(), integers(object))
			require.NoError(t, err, c.Name)
			assert.Equal(t, want, got.Status.String(), "%s %s", checks.Kind, c.Name)
		}
	}
	fmt.Printf("proof: Flux's health checks distinguish the states of the operator: %d states\n", states)
}

// integers converts numbers to integers, as the clients of the API server do.
func integers(o testbed.Object) *unstructured.Unstructured {
	for _, part := range []string{"metadata", "status"} {
		fields, _ := o[part].(testbed.Object)
		for key, value := range fields {
			if n, ok := value.(float64); ok {
				fields[key] = int64(n)
			}
		}
	}
	return &unstructured.Unstructured{Object: o}
}
