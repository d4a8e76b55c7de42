package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/lint"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/report"
)

// failOn lists the values of --fail-on, the strictest first. Each value includes
// the following ones.
var failOn = []string{"info", "warning", "error", "none"}

func lintCommand(s Streams) *cobra.Command {
	var format, fail, version string
	var crds []string
	var verbose bool
	cmd := &cobra.Command{
		Use:   "lint FILE|DIR|-...",
		Short: "Check profiles and manifests",
		Long: `Lint reads profiles and hand-written manifests, and reports settings that break
the registry, lose data or leak credentials. It does not require a profile. Lint
composes kustomizations like kustomize build, and checks each kustomization that
no other one references as one cluster. The files of a folder without a
kustomization are one cluster. Lint never runs other programs and does not use
the network.

Lint only checks objects that it knows to belong to the registry. The last line
counts what was checked and what was not looked into, such as Helm charts.

It exits with 1 if a finding has at least the severity of --fail-on.`,
		Example: `  registry-profile lint clusters/
  registry-profile lint --openshift-version 4.18 --fail-on warning clusters/
  kustomize build clusters/prod | registry-profile lint -
  registry-profile lint --format sarif . >findings.sarif`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			write, known := report.Formats[format]
			if !known {
				return fmt.Errorf("unknown format %q; use one of %s", format, strings.Join(report.FormatNames(), ", "))
			}
			if !slices.Contains(failOn, fail) {
				return fmt.Errorf("unknown severity %q; use one of %s", fail, strings.Join(failOn, ", "))
			}
			release, err := parseRelease(version, s)
			if err != nil {
				return err
			}
			schemas, err := readCRDs(crds, s)
			if err != nil {
				return err
			}
			result, err := lint.Run(args, s.In, lint.Options{Release: release, Now: s.Now, CRDs: schemas})
			if err != nil {
				return usageError(err)
			}
			if err := write(s.Out, result, report.Style{Color: s.Color, Verbose: verbose}); err != nil {
				return usageError(err)
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
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "list what was not looked into")
	addReleaseFlag(cmd, &version)
	addCRDFlag(cmd, &crds)
	return cmd
}

func addReleaseFlag(cmd *cobra.Command, version *string) {
	cmd.Flags().StringVar(version, "openshift-version", "", "release to check against, instead of the releases in the profiles")
}

// parseRelease parses the value of --openshift-version. An empty value is the zero
// Release. It warns of a release that is newer than the supported ones, and
// returns the newest one instead.
func parseRelease(version string, s Streams) (openshift.Release, error) {
	if version == "" {
		return openshift.Release{}, nil
	}
	release, err := openshift.ParseRelease(version)
	if err != nil {
		return release, errors.New("--openshift-version: " + err.Error())
	}
	s.warnNewer("--openshift-version", release)
	return release.Nearest(), nil
}

// warnNewer warns of a release that is newer than the supported ones.
func (s Streams) warnNewer(source string, release openshift.Release) {
	if !release.Supported() {
		s.note("warning: %s: OpenShift %s is newer than %s, the newest supported release, whose rules and schemas apply", source, release, openshift.LastRelease)
	}
}
