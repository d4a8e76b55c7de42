package cmd

import (
	"io"
	"os"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// isPlugin reports whether kustomize calls the program as a legacy exec
// plugin: with a file that holds the configuration as the one argument, and
// its folder in the environment.
func isPlugin(args []string, getenv func(string) string) bool {
	return len(args) >= 1 && getenv("KUSTOMIZE_PLUGIN_CONFIG_ROOT") != ""
}

// runPlugin takes the profile from the file, and resources as bare YAML from
// standard input: none for a generator, all of the build for a transformer. It
// writes bare YAML, and nothing at all on an error.
func runPlugin(file string, s Streams) error {
	config, err := readObjects(file, s)
	if err != nil {
		return err
	}
	input, err := io.ReadAll(s.In)
	if err != nil {
		return unusable(err)
	}
	rl, err := krm.ReadItems(input, pipeline.MayConcern)
	if err != nil {
		return fail(s, "standard input", exitInvalid, err)
	}
	if len(config) > 0 {
		rl.FunctionConfig = config[0]
	}
	ok := s.function().Run(rl)
	s.tell(program, rl.Diagnostics)
	if !ok {
		return reported(exitInvalid)
	}
	if rl.Silent {
		return nil
	}
	documents, err := rl.Documents()
	if err != nil {
		return fail(s, "standard input", exitInvalid, err)
	}
	if err := krm.WriteDocuments(s.Out, documents); err != nil {
		return unusable(err)
	}
	return nil
}

// fail writes one error about a file, and ends the command.
func fail(s Streams, file string, code int, err error) error {
	s.tell(file+": ", failure(err))
	return reported(code)
}

// open opens a file, or standard input for "-".
func open(name string, s Streams) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.In), nil
	}
	return os.Open(name)
}
