package cmd

import (
	"io"
	"os"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// isPlugin reports whether kustomize calls the program as a legacy exec plugin.
// The only argument is then the configuration file, and the environment contains
// its folder.
func isPlugin(args []string, getenv func(string) string) bool {
	return len(args) >= 1 && getenv("KUSTOMIZE_PLUGIN_CONFIG_ROOT") != ""
}

// runPlugin reads the profile from the file and resources as plain YAML from
// standard input: none for a generator, those of the whole build for a
// transformer. It writes plain YAML. If an error occurs, it writes nothing.
func runPlugin(file string, s Streams) error {
	config, err := readObjects(file, s)
	if err != nil {
		return reported(exitInvalid) // a host knows no other exit code
	}
	input, err := io.ReadAll(s.In)
	if err != nil {
		return usageError(err)
	}
	rl, err := krm.ReadItems(input, pipeline.MayConcern)
	if err != nil {
		return fail(s, "standard input", exitInvalid, err)
	}
	if len(config) > 0 {
		rl.FunctionConfig = config[0]
	}
	ok := s.function().Run(rl)
	s.report(program, rl.Diagnostics)
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
	if err := krm.WriteDocuments(s.machine(), documents); err != nil {
		return usageError(err)
	}
	return nil
}

// fail prints an error about a file and returns the exit code.
func fail(s Streams, file string, code int, err error) error {
	s.report(file+": ", failure(err))
	return reported(code)
}

// open opens a file. "-" is standard input.
func open(name string, s Streams) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.In), nil
	}
	return os.Open(name)
}
