package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn"
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/profile"
)

func renderCommand(s Streams) *cobra.Command {
	var dir, version string
	cmd := &cobra.Command{
		Use:   "render PROFILE...",
		Short: "Print the manifests of a profile",
		Long: `Render prints the manifests that a RegistryProfile asks for, as a YAML stream.
PROFILE is a file, or - for standard input.

With -o it writes one file per manifest into DIR/<name of the profile>, and
takes any number of profiles.`,
		Example: `  registry-profile render profile.yaml
  registry-profile render clusters/*.yaml -o rendered
  kustomize build profiles/prod | registry-profile render -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("render needs a file with a RegistryProfile, or - for standard input")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			release, err := parseRelease(version)
			if err != nil {
				return err
			}
			rendered, err := renderAll(args, release, s)
			if err != nil {
				return err
			}
			if dir != "" {
				return writeFolders(dir, rendered)
			}
			return writeStream(rendered, s)
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "", "write files below this folder instead of standard output")
	addReleaseFlag(cmd, &version)
	return cmd
}

// rendered is one profile with its manifests.
type rendered struct {
	name    string // of the profile
	objects []*manifest.Object
}

// renderAll renders the profiles of all files, and reports all errors of all
// of them.
func renderAll(files []string, release openshift.Release, s Streams) ([]rendered, error) {
	var all []rendered
	code := exitOK
	for _, file := range files {
		nodes, err := readObjects(file, s)
		if f := (failed{}); errors.As(err, &f) {
			code = max(code, f.code)
		}
		for _, node := range nodes {
			objects, results := fn.Render(fn.WithRelease(node, release))
			fn.WriteText(s.Err, file+": ", fn.Notable(results))
			if results.ExitCode() != 0 {
				code = max(code, exitInvalid)
			}
			all = append(all, rendered{node.GetName(), objects})
		}
	}
	if code != exitOK {
		return nil, reported(code)
	}
	return all, nil
}

// readObjects reads the objects of a file and reports what is wrong with it.
func readObjects(file string, s Streams) ([]*yaml.RNode, error) {
	in, err := open(file, s)
	if err != nil {
		return nil, report(s, file, exitUsage, err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, profile.MaxBytes+1))
	if err != nil {
		return nil, report(s, file, exitUsage, err)
	}
	if len(data) > profile.MaxBytes {
		return nil, report(s, file, exitInvalid, fmt.Errorf("larger than %d bytes, which no profile is; is it the right file?", profile.MaxBytes))
	}
	nodes, err := fn.ReadDocuments(data)
	if err != nil {
		return nil, report(s, file, exitInvalid, err)
	}
	if len(nodes) == 0 {
		return nil, report(s, file, exitInvalid, fmt.Errorf("no %s in it; write one of %s", profile.Kind, profile.APIVersion))
	}
	return nodes, nil
}

// writeStream prints the manifests of one profile. Those of two would both
// hold Config/cluster.
func writeStream(all []rendered, s Streams) error {
	if len(all) > 1 {
		return invalid(fmt.Errorf("RegistryProfile/%s and RegistryProfile/%s would both own Config/cluster; give one profile, or write each into a folder of its own with -o DIR",
			all[0].name, all[1].name))
	}
	documents, err := fn.Documents(all[0].objects, (*manifest.Object).Document)
	if err == nil {
		err = fn.WriteDocuments(s.Out, documents)
	}
	if err != nil {
		return unusable(err)
	}
	return nil
}
