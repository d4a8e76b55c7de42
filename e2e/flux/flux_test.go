// Package flux uses the libraries of Flux's kustomize-controller on what the
// function emits: its builder, its apply engine and its health checks.
package flux

import (
	"os"
	"testing"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

var cluster *testbed.Cluster

func TestMain(m *testing.M) { os.Exit(testbed.Main(m, &cluster)) }
