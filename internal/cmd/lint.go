package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/lint"
	"github.com/registry-profile/registry-profile/internal/report"
)

// failOn lists the values of --fail-on, the strictest first. Each value includes
// the following ones.
var failOn = []string{"info", "warning", "error", "none"}

func lintCommand(s Streams) *cobra.Command {
	var format, fail string
	var c checkOptions
	var part shard
	var verbose bool
	cmd := &cobra.Command{
		Use:   "lint PROFILE|FILE|DIR...",
		Short: "Check profiles and manifests",
		Long: `Lint reads profiles and hand-written manifests, and reports settings that break
the registry, lose data or leak credentials. It does not require a profile. Lint
composes kustomizations like kustomize build, and checks each kustomization that
no other one references as one cluster. The files of a folder without a
kustomization are one cluster. Lint never runs other programs and does not use
the network.

FILE and DIR can be REVISION:PATH for a file or folder in a Git revision, or - for
standard input. PATH is relative to the root of the repository.

Lint only checks objects that it knows to belong to the registry. The last line
counts what was checked and what was not looked into, such as Helm charts. A
finding that several clusters have in common is one entry with their names; -v
lists it for each cluster.

It exits with 1 if a finding has at least the severity of --fail-on, or else of
spec.failOn in the policy of --policy.`,
		Example: `  registry-profile lint clusters/
  registry-profile lint --openshift-version 4.18 --fail-on warning clusters/
  registry-profile lint --policy exceptions.yaml clusters/
  registry-profile lint --policy ../platform/policy.yaml --no-exceptions clusters/
  kustomize build clusters/prod | registry-profile lint -
  registry-profile lint --format sarif . >findings.sarif`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, policy, err := c.withPolicy(s)
			if err != nil {
				return err
			}
			if policy.FailOn != "" && !cmd.Flags().Changed("fail-on") {
				fail = strings.ToLower(policy.FailOn)
			}
			paths, err := s.resolve(args)
			if err != nil {
				return err
			}
			result, err := lint.Run(paths, s.In, lint.Options{Release: f.Release, Now: f.Now, CRDs: f.CRDs, Exceptions: f.Exceptions, Selects: part.selects()})
			if err != nil {
				return usageError(err)
			}
			result.Rename(s.work.shown)
			if err := report.Formats[format](s.in(format), result, report.Style{Color: s.Color, Verbose: verbose}); err != nil {
				return usageError(err)
			}
			if result.Summary.Clusters == 0 && format == "text" {
				s.note("nothing was checked: the input contains neither a %s nor objects of the registry", v1alpha1.Kind)
			}
			counts := report.Counts(result.Findings)
			for _, severity := range failOn[slices.Index(failOn, fail):] {
				if counts[v1alpha1.Severity(severity)] > 0 {
					return reported(exitInvalid)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output format: "+strings.Join(report.FormatNames(), ", "))
	cmd.Flags().StringVar(&fail, "fail-on", "error", "lowest severity that fails: "+strings.Join(failOn, ", "))
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "list what was not looked into, and each finding for each cluster")
	cmd.Flags().Var(&part, "shard", "only report the findings of the i-th of n parts of the clusters")
	setValues(cmd, "format", report.FormatNames())
	setValues(cmd, "fail-on", failOn)
	c.addFlags(cmd)
	return cmd
}
