package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestReadmeBegins requires that the README starts with the two most common
// commands.
func TestReadmeBegins(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(read(t, "README.md"), 2)
	require.Len(t, blocks, 2)
	assert.Regexp(t, `^go run \. render examples/[a-z0-9-]+/profile.yaml\n$`, blocks[0][1])
	assert.Equal(t, "make test\n", blocks[1][1])
}

// TestReadmeIsShort keeps the reference out of the README.
func TestReadmeIsShort(t *testing.T) {
	assert.LessOrEqual(t, strings.Count(read(t, "README.md"), "\n"), 250)
}

// TestReadmeNamesTheReleases compares the supported releases.
func TestReadmeNamesTheReleases(t *testing.T) {
	assert.Contains(t, read(t, "README.md"), fmt.Sprintf("OpenShift %s to %s", openshift.FirstRelease, openshift.LastRelease))
}
