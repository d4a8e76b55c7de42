package cmd

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/aws"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func awsCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "aws",
		Short: "Print AWS configuration documents for the bucket of a profile",
		Long:  "Aws prints JSON documents for the bucket of a profile. The aws command accepts them as they are.",
	}
	cmd.AddCommand(
		document(s, "policy", "Print the minimal IAM policy of the registry's credentials",
			"aws iam put-user-policy --user-name registry --policy-name registry --policy-document file://policy.json", aws.NewPolicy),
		document(s, "lifecycle", "Print the lifecycle rule that aborts incomplete uploads after one day",
			"aws s3api put-bucket-lifecycle-configuration --bucket images --lifecycle-configuration file://lifecycle.json", aws.NewLifecycle),
		document(s, "public-access-block", "Print the configuration that blocks all public access",
			"aws s3api put-public-access-block --bucket images --public-access-block-configuration file://block.json", aws.NewPublicAccessBlock),
	)
	return cmd
}

func document[T any](s Streams, name, short, use string, make func(*resolve.Profile) (*T, error)) *cobra.Command {
	return &cobra.Command{
		Use:     name + " PROFILE",
		Short:   short,
		Example: "  registry-profile aws " + name + " profile.yaml >" + name + ".json\n  " + use,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			nodes, err := readObjects(args[0], s)
			if err != nil {
				return err
			}
			p, found := s.function().Profile(nodes[0])
			if v1alpha1.HasErrors(found) {
				s.report(args[0]+": ", found)
				return reported(exitInvalid)
			}
			doc, err := make(p)
			if err != nil {
				return fail(s, args[0], exitInvalid, err)
			}
			out := json.NewEncoder(s.Out)
			out.SetIndent("", "  ")
			if err := out.Encode(doc); err != nil {
				return usageError(err)
			}
			return nil
		},
	}
}
