package cmd

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// checkOptions configure how profiles and manifests are checked.
type checkOptions struct {
	policyOptions
	version string
	crds    []string
}

func (o *checkOptions) addFlags(cmd *cobra.Command) {
	addReleaseFlag(cmd, &o.version)
	addCRDFlag(cmd, &o.crds)
	o.policyOptions.addFlags(cmd)
}

// function returns the function with these options.
func (o *checkOptions) function(s Streams) (pipeline.Function, error) {
	f, policy, err := o.withPolicy(s)
	if err == nil {
		s.onlyLint(o.file, policy)
	}
	return f, err
}

// withPolicy returns the function with these options, and the policy.
func (o *checkOptions) withPolicy(s Streams) (pipeline.Function, v1alpha1.PolicySpec, error) {
	f := s.function()
	var policy v1alpha1.PolicySpec
	var err error
	if f.Release, err = parseRelease(o.version, s); err != nil {
		return f, policy, err
	}
	if f.CRDs, err = readCRDs(o.crds, s); err != nil {
		return f, policy, err
	}
	policy, err = o.apply(&f, s)
	return f, policy, err
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
