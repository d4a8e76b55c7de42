package fn_test

import (
	"bytes"
	"strings"
	"testing"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/fn"
)

const embedded = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: foreign # a comment
functionConfig:
  apiVersion: registryprofile.dev/v1alpha1
  kind: RegistryProfile
  metadata:
    name: embedded
  spec:
    openshift: {version: "4.16", platform: PLATFORM}
`

// TestProcessor runs the function inside the kpt SDK, in both of its ways.
func TestProcessor(t *testing.T) {
	good := strings.Replace(embedded, "PLATFORM", "AWS", 1)
	var out bytes.Buffer
	require.NoError(t, sdk.Execute(fn.Processor{}, strings.NewReader(good), &out))
	assert.Contains(t, out.String(), "created Config//cluster")
	assert.Contains(t, out.String(), "name: foreign # a comment")

	text, err := sdk.Run(sdk.ResourceListProcessorFunc(fn.Processor{}.Process), []byte(good))
	require.NoError(t, err)
	assert.Contains(t, string(text), "created Config//cluster")
}

func TestProcessorReports(t *testing.T) {
	rl, err := sdk.ParseResourceList([]byte(strings.Replace(embedded, "PLATFORM", "Moon", 1)))
	require.NoError(t, err)
	ok, err := fn.Processor{}.Process(rl)
	require.NoError(t, err)
	assert.False(t, ok)
	assert.Len(t, rl.Items, 1, "as they were")
	require.Len(t, rl.Results, 1)
	assert.Equal(t, "spec.openshift.platform", rl.Results[0].Field.Path)
	assert.Equal(t, "embedded", rl.Results[0].ResourceRef.Name)

	empty := &sdk.ResourceList{}
	ok, err = fn.Processor{}.Process(empty)
	require.NoError(t, err)
	assert.False(t, ok)
	assert.Contains(t, empty.Results[0].Message, "no RegistryProfile")
}
