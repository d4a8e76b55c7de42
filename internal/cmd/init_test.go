package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestInitAsks checks the questions of init on a terminal.
func TestInitAsks(t *testing.T) {
	for name, test := range map[string]struct {
		flags, answers string
		code           int
		profile        []string // lines of the profile
		asked          []string // parts of the questions, in their order
	}{
		"everything":          {"", "4.16\nAWS\ns3\n", 0, []string{`version: "4.16"`, "platform: AWS", "s3:"}, []string{"Release", "Platform of", "Storage of"}},
		"defaults":            {"", "\nVSphere\n\n", 0, []string{`version: "` + openshift.LastRelease.String() + `"`, "pvc:"}, []string{"[" + openshift.LastRelease.String() + "]", "[pvc]"}},
		"only what is unset":  {"--platform AWS --openshift-version 4.16", "gcs\n", 0, []string{"gcs:"}, []string{"Storage of"}},
		"nothing":             {"--platform AWS --openshift-version 4.16 --storage s3", "", 0, []string{"s3:"}, nil},
		"again after mistake": {"--openshift-version 4.16", "aws\nAWS\ncephRGW\ns3\n", 0, []string{"s3:"}, []string{"did you mean AWS?", "not available on AWS"}},
		"end of the input":    {"", "4.16\n", 2, nil, []string{"the platform is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "prod")
			var out, errs bytes.Buffer
			args := append([]string{"init"}, strings.Fields(test.flags)...)
			code := cmd.Run(append(args, dir), func(string) string { return "" }, cmd.Streams{In: strings.NewReader(test.answers), Out: &out, Err: &errs, Terminal: true})
			assert.Equal(t, test.code, code, errs.String())
			rest := errs.String()
			for _, part := range test.asked {
				_, after, found := strings.Cut(rest, part)
				assert.True(t, found, "%s in %s", part, rest)
				rest = after
			}
			if test.asked == nil {
				assert.NotContains(t, rest, "Storage of")
			}
			text, err := os.ReadFile(filepath.Join(dir, "profile.yaml"))
			if test.profile == nil {
				assert.ErrorIs(t, err, os.ErrNotExist)
				return
			}
			require.NoError(t, err)
			for _, line := range test.profile {
				assert.Contains(t, string(text), line)
			}
		})
	}
}
