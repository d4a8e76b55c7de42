package cmd

import (
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

const program = "registry-profile: "

// runFunction is what a host of KRM functions calls. The results go to
// standard error too, for kustomize throws those in the list away.
func runFunction(s Streams) error {
	rl, err := krm.ReadResourceList(s.In, pipeline.MayConcern)
	if err != nil {
		s.tell(program, failure(err))
		return reported(exitInvalid)
	}
	ok := s.function().Run(rl)
	s.tell(program, rl.Diagnostics)
	if err := rl.Write(s.Out); err != nil {
		return unusable(err)
	}
	if !ok {
		return reported(exitInvalid)
	}
	return nil
}
