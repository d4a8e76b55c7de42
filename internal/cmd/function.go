package cmd

import (
	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"

	"github.com/registry-profile/registry-profile/fn"
)

const program = "registry-profile: "

// runFunction is what a host of KRM functions calls. The results go to
// standard error too, for kustomize throws those in the list away.
func runFunction(s Streams) error {
	rl, err := fn.ReadResourceList(s.In)
	if err != nil {
		s.tell(program, sdk.Results{{Severity: sdk.Error, Message: err.Error()}})
		return reported(exitInvalid)
	}
	ok := fn.Run(rl)
	s.tell(program, rl.Results)
	if err := rl.Write(s.Out); err != nil {
		return unusable(err)
	}
	if !ok {
		return reported(exitInvalid)
	}
	return nil
}
