// Command embed is a KRM function of your own that contains this one. Add your
// own processors before or after it.
package main

import (
	"os"
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"

	"github.com/registry-profile/registry-profile/fn"
)

func main() {
	processor := fn.Processor{Function: fn.Function{Now: time.Now}}
	if err := sdk.AsMain(sdk.ResourceListProcessorFunc(processor.Process)); err != nil {
		os.Exit(1)
	}
}
