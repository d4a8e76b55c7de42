package cmd

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

func graphCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "graph PROFILE",
		Short: "Draw the manifests of a profile as a Mermaid flowchart",
		Long: `Graph prints the manifests of a profile as a Mermaid flowchart, which Git hosts
draw: a box for each step of the order in which they are applied, an arrow from
each object to what it refers to. Dashed are objects that others make.`,
		Example: "  registry-profile graph profile.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			nodes, err := readObjects(args[0], s)
			if err != nil {
				return err
			}
			if len(nodes) > 1 {
				return invalid(errors.New("graph draws one profile; give a file with one"))
			}
			f := s.function()
			f.Rules = pipeline.ProfileRules
			rendered, found := f.Render(nodes[0])
			if v1alpha1.HasErrors(found) {
				s.tell(args[0]+": ", found)
				return reported(exitInvalid)
			}
			if _, err := io.WriteString(s.Out, graph.Mermaid(rendered.Objects)); err != nil {
				return unusable(fmt.Errorf("standard output: %w", err))
			}
			return nil
		},
	}
}
