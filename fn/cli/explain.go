package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/fn"
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/profile"
)

func explainCommand(s Streams) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:     "explain --emitted PROFILE",
		Short:   "Tell why each field of a profile's manifests is there",
		Example: "  registry-profile explain --emitted profile.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			nodes, err := readObjects(file, s)
			if err != nil {
				return err
			}
			for _, node := range nodes {
				wanted, results := fn.Wanted(node)
				fn.WriteText(s.Err, file+": ", results)
				if results.ExitCode() != 0 {
					return reported(exitInvalid)
				}
				if err := explain(wanted, s); err != nil {
					return unusable(err)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&file, "emitted", "", "file with the profile, or - for standard input")
	if err := cmd.MarkFlagRequired("emitted"); err != nil {
		panic(err) // the flag is defined one line above
	}
	return cmd
}

// explain lists the fields of each object with where their values come from.
func explain(objects []*manifest.Object, s Streams) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, object := range objects {
		fmt.Fprintf(table, "%s\n", object.ID())
		for _, f := range object.Fields {
			value, err := json.Marshal(f.Value)
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "  %s\t%s\t%s\n", strings.Join(f.Path, "."), value, because(f.Origin))
		}
	}
	return table.Flush()
}

func because(o profile.Origin) string {
	switch o.By {
	case profile.ByProfile:
		return "set by " + o.Path
	case profile.ByBackend:
		return "needed by the storage: " + o.Reason
	case profile.ByDefault:
		return strings.TrimSuffix("default: "+o.Reason, ": ")
	default:
		return ""
	}
}
