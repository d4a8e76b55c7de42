package cmd

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	bar := newProgress(Streams{Err: &out, Progress: true}.escaping(), 80)
	for range 40 {
		require.NoError(t, bar.step())
	}
	shown := strings.Split(out.String(), "\r")
	assert.Equal(t, "["+strings.Repeat("#", 20)+strings.Repeat(" ", 20)+"] 40/80", shown[len(shown)-1])
	for range 40 {
		require.NoError(t, bar.step())
	}
	assert.True(t, strings.HasSuffix(out.String(), "\r\x1b[K"), "cleared after the last step")

	out.Reset()
	require.NoError(t, newProgress(Streams{Err: &out}, 80).step())
	assert.Empty(t, out.String(), "not a terminal")
}
