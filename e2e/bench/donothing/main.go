// Command donothing is the smallest KRM function on kyaml.
package main

import (
	"os"

	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/kustomize/kyaml/fn/framework/command"
)

func main() {
	process := framework.ResourceListProcessorFunc(func(*framework.ResourceList) error { return nil })
	if err := command.Build(process, command.StandaloneDisabled, false).Execute(); err != nil {
		os.Exit(1)
	}
}
