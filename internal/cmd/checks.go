package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// checkOptions configure how profiles and manifests are checked.
type checkOptions struct {
	version, policy string
	crds            []string
}

func (o *checkOptions) addFlags(cmd *cobra.Command) {
	addReleaseFlag(cmd, &o.version)
	addCRDFlag(cmd, &o.crds)
	addPolicyFlag(cmd, &o.policy)
}

// function returns the function with these options.
func (o *checkOptions) function(s Streams) (pipeline.Function, error) {
	f, policy, err := o.withPolicy(s)
	if err == nil {
		s.onlyLint(o.policy, policy)
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
	policy, err = readPolicy(o.policy, s)
	f.Overrides = policy.Rules
	return f, policy, err
}

// onlyLint warns if the policy sets failOn, which only lint applies.
func (s Streams) onlyLint(file string, policy v1alpha1.PolicySpec) {
	if policy.FailOn == v1alpha1.FailOnWarning {
		s.note("warning: --policy: %s: spec.failOn: %s is ignored: of the commands, only lint fails on warnings; run lint --policy %s", file, policy.FailOn, file)
	}
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

func addPolicyFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "policy", "", "file with a RegistryPolicy whose spec.rules apply to all clusters")
}

// readPolicy returns the policy in the file of --policy. It returns an empty one
// without a file.
func readPolicy(file string, s Streams) (v1alpha1.PolicySpec, error) {
	var none v1alpha1.PolicySpec
	if file == "" {
		return none, nil
	}
	data, err := os.ReadFile(file)
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		return none, usageError(fmt.Errorf("--policy: %s: %w", file, failed.Err))
	}
	nodes, err := krm.ReadDocuments(data)
	if err != nil {
		return none, invalid(fmt.Errorf("--policy: %s: %w", file, err))
	}
	if len(nodes) != 1 || nodes[0].GetKind() != v1alpha1.PolicyKind {
		return none, invalid(fmt.Errorf("--policy: %s: must contain one %s and nothing else", file, v1alpha1.PolicyKind))
	}
	policy, found := pipeline.Policy(nodes[0])
	s.report("--policy: "+file+": ", found)
	if v1alpha1.HasErrors(found) {
		return none, reported(exitInvalid)
	}
	return policy.Spec, nil
}
