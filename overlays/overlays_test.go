package overlays_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/fn/cli"
)

func TestClean(t *testing.T) {
	code, out, errs := run("lint", "--fail-on", "warning", ".")
	assert.Zero(t, code, out+errs)
}

func run(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = cli.Run(args, os.Getenv, cli.Streams{In: &bytes.Buffer{}, Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}
