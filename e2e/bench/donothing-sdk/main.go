// Command donothing-sdk is the smallest KRM function on the kpt SDK.
package main

import (
	"os"

	"github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
)

func main() {
	process := fn.ResourceListProcessorFunc(func(*fn.ResourceList) (bool, error) { return true, nil })
	if err := fn.AsMain(process); err != nil {
		os.Exit(1)
	}
}
