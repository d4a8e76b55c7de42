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

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// checked are the kinds with a health check in this repository.
var checked = []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.ObjectBucketClaim}

func check(t *testing.T, kind schema.GroupVersionKind) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("argocd", "health", kind.Kind+".lua"))
	require.NoError(t, err)
	return string(text)
}

// TestHealth runs the health checks as Argo CD does, on objects in each state.
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
	for _, open := range []lua.LGFunction{lua.OpenBase, lua.OpenTable, lua.OpenString} { // the libraries that Argo CD opens
		open(state)
	}
	state.SetGlobal("obj", value(state, object))
	require.NoError(t, state.DoString(check))
	result, ok := state.Get(-1).(*lua.LTable)
	require.True(t, ok, strings.Split(check, "\n")[0])
	assert.Equal(t, lua.LTString, result.RawGetString("message").Type())
	return result.RawGetString("status").String()
}

// value converts a YAML value to Lua.
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
