package overlays_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/argocd"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// checked are the kinds with a health check of ours.
var checked = []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.ObjectBucketClaim}

// ignored are fields that a controller sets, which Argo CD takes for a
// difference where it does not apply on the server side.
var ignored = map[schema.GroupVersionKind][]string{
	openshift.Config:            {"/spec/httpSecret", "/spec/observedConfig", "/spec/unsupportedConfigOverrides", "/metadata/finalizers"},
	openshift.ObjectBucketClaim: {"/spec/bucketName", "/spec/objectBucketName"},
}

func check(t *testing.T, kind schema.GroupVersionKind) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("argocd", "health", kind.Kind+".lua"))
	require.NoError(t, err)
	return string(text)
}

// TestSettings writes the health checks and the differences to ignore in the
// two forms in which Argo CD is told of them.
func TestSettings(t *testing.T) {
	data := map[string]string{}
	var healths, ignores []map[string]any
	for _, kind := range checked {
		data["resource.customizations.health."+kind.Group+"_"+kind.Kind] = check(t, kind)
		healths = append(healths, map[string]any{"group": kind.Group, "kind": kind.Kind, "check": check(t, kind)})
		if pointers := ignored[kind]; pointers != nil {
			text, err := yaml.Marshal(map[string]any{"jsonPointers": pointers})
			require.NoError(t, err)
			data["resource.customizations.ignoreDifferences."+kind.Group+"_"+kind.Kind] = string(text)
			ignores = append(ignores, map[string]any{"group": kind.Group, "kind": kind.Kind, "customization": map[string]any{"jsonPointers": pointers}})
		}
	}
	write := func(file, comment string, object map[string]any) {
		text, err := yaml.Marshal(object)
		require.NoError(t, err)
		golden.Assert(t, filepath.Join("argocd", "settings", file), append([]byte(comment), text...))
	}
	write("argocd-cm.yaml", "# For Argo CD as its own manifests install it: merge the entries into the\n# ConfigMap that you have.\n", map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": map[string]any{"name": "argocd-cm", "namespace": "argocd", "labels": map[string]any{"app.kubernetes.io/part-of": "argocd"}},
		"data":     data,
	})
	write("argocd.yaml", "# For OpenShift GitOps: merge it into the ArgoCD that you have.\n", map[string]any{
		"apiVersion": "argoproj.io/v1beta1", "kind": "ArgoCD",
		"metadata": map[string]any{"name": "openshift-gitops", "namespace": "openshift-gitops"},
		"spec": map[string]any{
			"resourceHealthChecks":      healths,
			"resourceIgnoreDifferences": map[string]any{"resourceIdentifiers": ignores},
		},
	})
	plugin, err := argocd.Plugin("/registry-profile")
	require.NoError(t, err)
	golden.Assert(t, "argocd/plugin/plugin.yaml", plugin)
}

// TestHealth runs the checks as Argo CD does, on the objects of each state.
func TestHealth(t *testing.T) {
	for _, kind := range checked {
		cases, err := txtar.ParseFile(filepath.Join("testdata", "health", kind.Kind+".txtar"))
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, c := range cases.Files {
			var object map[string]any
			require.NoError(t, yaml.Unmarshal(c.Data, &object))
			want := filepath.Dir(c.Name)
			seen[want] = true
			assert.Equal(t, want, health(t, check(t, kind), object), "%s %s", kind.Kind, c.Name)
		}
		assert.Len(t, seen, 3, kind.Kind)
	}
}

func health(t *testing.T, check string, object map[string]any) string {
	t.Helper()
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, open := range []lua.LGFunction{lua.OpenBase, lua.OpenTable, lua.OpenString} { // what Argo CD opens
		open(state)
	}
	state.SetGlobal("obj", value(state, object))
	require.NoError(t, state.DoString(check))
	result, ok := state.Get(-1).(*lua.LTable)
	require.True(t, ok, strings.Split(check, "\n")[0])
	assert.Equal(t, lua.LTString, result.RawGetString("message").Type())
	return result.RawGetString("status").String()
}

// value is a value of YAML in Lua.
func value(state *lua.LState, v any) lua.LValue {
	switch v := v.(type) {
	case map[string]any:
		table := state.NewTable()
		for key, item := range v {
			table.RawSetString(key, value(state, item))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, item := range v {
			table.Append(value(state, item))
		}
		return table
	case string:
		return lua.LString(v)
	case float64:
		return lua.LNumber(v)
	case bool:
		return lua.LBool(v)
	default:
		return lua.LNil
	}
}
