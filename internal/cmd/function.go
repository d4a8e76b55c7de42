package cmd

import (
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

const program = "registry-profile: "

// runFunction runs the program as a KRM function. It also prints the results on
// standard error, because kustomize discards the results in the list.
func runFunction(s Streams) error {
	rl, err := krm.ReadResourceList(s.In, pipeline.MayConcern)
	if err != nil {
		s.report(program, failure(err))
		return reported(exitInvalid)
	}
	ok := s.function().Run(rl)
	s.report(program, rl.Diagnostics)
	if err := rl.Write(s.machine()); err != nil {
		return usageError(err)
	}
	if !ok {
		return reported(exitInvalid)
	}
	return nil
}
