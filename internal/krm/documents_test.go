package krm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// TestTooLargeToEncode requires that a huge object is written only if it is
// unchanged.
func TestTooLargeToEncode(t *testing.T) {
	huge := "kind: A\nmetadata: {name: a}\ntext: " + strings.Repeat("x", maxEncoded+1)
	for text, passes := range map[string]bool{huge + "\n": true, huge: false, "kind: A": true} {
		rl, err := ReadItems([]byte(text), func(verbatim.Head) bool { return false })
		require.NoError(t, err)
		documents, err := rl.Documents()
		if !passes {
			require.ErrorContains(t, err, "A/a: more than 16777216 bytes")
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, strings.TrimSuffix(text, "\n"), strings.TrimSuffix(string(documents[0]), "\n"))
	}
}
