// Package flux runs the libraries of Flux's kustomize-controller on the output
// of the function: its builder, its apply engine and its health checks.
package flux

import (
	"os"
	"testing"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

var cluster *testbed.Cluster

func TestMain(m *testing.M) { os.Exit(testbed.Main(m, &cluster)) }
