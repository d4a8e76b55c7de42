package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/validators"
)

// policyOptions are the policy that applies to all clusters, and whether the repository
// can except itself from rules.
type policyOptions struct {
	file         string
	noExceptions bool
}

func (o *policyOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.file, "policy", "", "file with a RegistryPolicy whose spec.rules apply to all clusters")
	cmd.Flags().BoolVar(&o.noExceptions, "no-exceptions", false, "ignore the exceptions in profiles, manifests and policies, except those of --policy")
}

// apply adds the exceptions to the function, and returns the policy.
func (o *policyOptions) apply(f *pipeline.Function, s Streams) (v1alpha1.PolicySpec, error) {
	policy, err := readPolicy(o.file, s)
	f.Exceptions = validators.Exceptions{Overrides: policy.Rules, Enforced: o.noExceptions}
	return policy, err
}

// onlyLint warns if the policy sets failOn, which only lint applies.
func (s Streams) onlyLint(file string, policy v1alpha1.PolicySpec) {
	if policy.FailOn == v1alpha1.FailOnWarning {
		s.note("warning: --policy: %s: spec.failOn: %s is ignored: of the commands, only lint fails on warnings; run lint --policy %s", file, policy.FailOn, file)
	}
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
	policy, found := pipeline.Policy(nodes[0], &validators.Exceptions{})
	s.report("--policy: "+file+": ", found)
	if v1alpha1.HasErrors(found) {
		return none, reported(exitInvalid)
	}
	return policy.Spec, nil
}
