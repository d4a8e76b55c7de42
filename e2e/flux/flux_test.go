// Package flux uses the libraries of Flux's kustomize-controller on what the
// function emits: its builder, its apply engine and its health checks.
package flux

import (
	"fmt"
	"os"
	"testing"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

var cluster *testbed.Cluster

func TestMain(m *testing.M) {
	var err error
	if cluster, err = testbed.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "run these tests with make e2e:", err)
		os.Exit(1)
	}
	code := m.Run()
	cluster.Stop()
	os.Exit(code)
}
