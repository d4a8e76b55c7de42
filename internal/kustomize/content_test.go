package kustomize_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// TestErrorsWithoutContent checks that errors of kustomize name the place of a mistake,
// but not the text there.
func TestErrorsWithoutContent(t *testing.T) {
	for text, place := range map[string]string{
		"secretGenerator: [{name: a, literals: [a=b, CANARY]}]":                                                                            "secretGenerator[0].literals[1]",
		"configMapGenerator: [{name: a, literals: [=CANARY]}]":                                                                             "configMapGenerator[0].literals[0]",
		"patches: [{patch: CANARY}]":                                                                                                       "PatchTransformer",
		"patches: [{patch: \"`CANARY` ]\", target: {kind: Config}}]":                                                                       "PatchTransformer",
		"transformers: [\"apiVersion: builtin\\nkind: PatchTransformer\\nmetadata: {name: a}\\npatch: CANARY\"]":                           "PatchTransformer",
		"transformers: [\"apiVersion: builtin\\nkind: SecretGenerator\\nmetadata: {name: a}\\nliterals: [CANARY]\"]":                       "",
		"generators: [\"apiVersion: builtin\\nkind: SecretGenerator\\nmetadata: {name: a}\\nliterals: [CANARY]\"]":                         "key=value",
		"resources: [ghp_zqCANARYxyABCDEFGHIJ0123456789abcdef]":                                                                            "missing resource",
		"patches: [{patch: '[{op: ghp_zqCANARYxyABCDEFGHIJ0123456789abcdef, path: /a}]', target: {kind: ConfigMap}}]\nresources: [a.yaml]": "PatchTransformer",
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(text+"\n"), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"), 0o600))
		_, err := kustomize.NewComposer(pipeline.Function{}).Compose(dir)
		require.Error(t, err, text)
		assert.NotContains(t, err.Error(), "CANARY", text)
		assert.Contains(t, err.Error(), place)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte("secretGenerator: [{name: a, literals: [b]}]\n"), 0o600))
	_, err := kustomize.NewComposer(pipeline.Function{}).Compose(dir)
	assert.True(t, errors.As(err, new(*kustomize.Invalid)))
}
