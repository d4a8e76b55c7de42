package overlays_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/cmd"
)

func TestClean(t *testing.T) {
	code, out, errs := run("lint", "--fail-on", "warning", ".")
	assert.Zero(t, code, out+errs)
}

func run(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = cmd.Run(args, os.Getenv, cmd.Streams{Now: time.Now, In: &bytes.Buffer{}, Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}
