package argocd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/argoproj/gitops-engine/pkg/diff"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/rest"
)

// state is the state of the cluster after package cluster has applied an
// example and the operator has written back.
type state struct {
	ServerSide    bool
	Desired, Live []map[string]any
}

// TestSynced compares the desired objects with those on the cluster, as Argo CD
// does: with the last applied manifest and, for server-side apply, also by the
// owners of fields. Every object is Synced.
func TestSynced(t *testing.T) {
	releases, err := filepath.Glob(filepath.Join(root(), "e2e/.cache/states/*"))
	require.NoError(t, err)
	require.NotEmpty(t, releases, "run the tests in e2e/cluster first; they save the states")
	for _, dir := range releases {
		parser := schema(t, filepath.Join(dir, "openapi.pb"))
		files, err := filepath.Glob(filepath.Join(dir, "*.json"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		objects := 0
		for _, file := range files {
			var s state
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(text, &s))
			for i := range s.Desired {
				objects++
				name := fmt.Sprint(filepath.Base(file), " ", s.Desired[i]["kind"])
				assert.Empty(t, difference(t, s.Desired[i], s.Live[i]), name)
				if s.ServerSide {
					assert.Empty(t, difference(t, s.Desired[i], s.Live[i], diff.WithStructuredMergeDiff(true), diff.WithGVKParser(parser), diff.WithManager("argocd-controller")), name)
				}
			}
			seesDrift(t, s, parser)
		}
		fmt.Printf("proof: Argo CD's diff engine reports Synced in %s: %d states of the examples, %d objects\n", filepath.Base(dir), len(files), objects)
	}
}

// seesDrift requires that the comparison detects a change by another client of a
// field that the profile sets. A profile without storage sets no replicas.
func seesDrift(t *testing.T, s state, parser *managedfields.GvkParser) {
	t.Helper()
	at := slices.IndexFunc(s.Desired, func(o map[string]any) bool { return o["kind"] == "Config" })
	if at < 0 {
		return
	}
	if spec, _ := s.Desired[at]["spec"].(map[string]any); spec["replicas"] == nil {
		return
	}
	live := (&unstructured.Unstructured{Object: s.Live[at]}).DeepCopy().Object
	live["spec"].(map[string]any)["replicas"] = float64(7)
	assert.NotEmpty(t, difference(t, s.Desired[at], live))
	if s.ServerSide {
		assert.NotEmpty(t, difference(t, s.Desired[at], live, diff.WithStructuredMergeDiff(true), diff.WithGVKParser(parser), diff.WithManager("argocd-controller")))
	}
}

// difference returns the change that the engine would apply, empty for none.
func difference(t *testing.T, desired, live map[string]any, options ...diff.Option) string {
	t.Helper()
	config, there := unstructured.Unstructured{Object: desired}, unstructured.Unstructured{Object: live}
	result, err := diff.Diff(config.DeepCopy(), there.DeepCopy(), append(options, diff.WithLogr(logr.Discard()))...)
	require.NoError(t, err)
	if !result.Modified {
		return ""
	}
	return fmt.Sprintf("is:\n%s\nwould be:\n%s", result.NormalizedLive, result.PredictedLive)
}

// schema reads the schema that the API server returned for its kinds.
func schema(t *testing.T, file string) *managedfields.GvkParser {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
		_, _ = w.Write(text) // the client reports the error
	}))
	defer server.Close()
	_, parser, err := (&kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}).LoadOpenAPISchema(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	return parser
}
