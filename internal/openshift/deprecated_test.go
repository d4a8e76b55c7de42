package openshift_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestOperandLogLevel checks the levels of the deprecated field logging.
func TestOperandLogLevel(t *testing.T) {
	for logging, want := range map[int]string{-1: "Debug", 0: "Normal", 1: "Normal", 2: "Normal", 3: "Normal", 4: "Debug", 5: "Debug", 6: "Trace", 7: "Trace", 8: "TraceAll", 10: "TraceAll"} {
		level, same := openshift.OperandLogLevel(logging)
		assert.Equal(t, want, level, logging)
		assert.Equal(t, logging != 1, same, logging)
	}
	assert.True(t, openshift.ReadsLogging(""))
	assert.True(t, openshift.ReadsLogging("Normal"))
	assert.False(t, openshift.ReadsLogging("Debug"))
}
