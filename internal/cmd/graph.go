package cmd

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/graph"
)

func graphCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "graph PROFILE|DIR",
		Short: "Draw the manifests of a profile as a Mermaid flowchart",
		Long: `Graph prints the manifests of a profile as a Mermaid flowchart, which Git hosts
render. A box contains the objects of one step, left to right in apply order. An
arrow points from an object to each object that it references. Dashed objects
are not created by this profile. DIR is the folder of a kustomization.`,
		Example: "  registry-profile graph profile.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := emitted(args[0], s)
			if err != nil {
				return err
			}
			if len(all) > 1 {
				return invalid(errors.New("graph requires exactly one profile; specify a file with one profile"))
			}
			if _, err := io.WriteString(s.Out, graph.Mermaid(all[0].ours())); err != nil {
				return usageError(fmt.Errorf("standard output: %w", err))
			}
			return nil
		},
	}
}
