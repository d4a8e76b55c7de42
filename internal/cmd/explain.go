package cmd

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/validators"
)

func explainCommand(s Streams) *cobra.Command {
	var file string
	var policy policyOptions
	cmd := &cobra.Command{
		Use:   "explain [RULE...|FIELD...|WORD...|MESSAGE|FILE|- | --emitted PROFILE|DIR...]",
		Short: "Explain a rule, a field, a message about the registry, or the manifests of a profile",
		Long: `Explain describes rules, or fields of the profile. The end of the path of a field
is sufficient if only one field has it.

A message of the registry, its operator, the pruner, a node, a client, External
Secrets, Argo CD or Flux is answered with its meaning, causes and remedy, and with the
rules and fields that prevent it. The message can be quoted as it is, in a file, or on
standard input, also within a log or a list of conditions. A message that many programs
print, such as "no space left on device", is answered only if the text names the registry,
its operator or an object of it. Without a match, explain names the nearest messages and
exits with 1.

For any other words, it lists the fields, rules, storage types, messages and pages of
the documentation that match all of them, or most of them if none matches all. Without
an argument, it lists what can be explained.`,
		Example: `  registry-profile explain
  registry-profile explain PV001
  registry-profile explain spec.storage.s3
  registry-profile explain s3
  registry-profile explain "storage backend not configured"
  oc get clusteroperator image-registry -o yaml | registry-profile explain -
  registry-profile explain --emitted profile.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			emitted := cmd.Flags().Changed("emitted")
			switch {
			case emitted && file == "":
				return usageError(errors.New("--emitted is empty; specify a profile, a folder, or - for standard input"))
			case emitted:
				return explainEmitted(append([]string{file}, args...), policy, s)
			case cmd.Flags().Changed("policy"), cmd.Flags().Changed("no-exceptions"):
				return usageError(errors.New("--policy and --no-exceptions require --emitted"))
			}
			return explainTopic(args, s)
		},
		ValidArgsFunction: completeTopic,
	}
	cmd.Flags().StringVar(&file, "emitted", "", "list the generated fields of profiles with their origins: a file, a folder, REVISION:PATH, or - for standard input; other arguments are more of them")
	policy.addFlags(cmd)
	return cmd
}

func explainRule(r validators.Rule, s Streams) error {
	severity := string(r.Severity)
	if others := r.OtherSeverities(); others != "" {
		severity += "; " + others
	}
	needs := ""
	if known := r.Needs(); known != 0 {
		needs = fmt.Sprintf("Needs to know, for manifests: %s\n", known)
	}
	_, err := fmt.Fprintf(s.Out, "%s: %s (%s)\n\n%s\n%s\n\n%sSource: %s\n", r.ID, r.Title, severity, r.Why, r.Remedy, needs, r.SourceText())
	if err != nil {
		return usageError(err)
	}
	return nil
}

// details returns the releases, the example and the documentation section of a
// field.
func details(f fields.Field) string {
	release := fmt.Sprintf("all, %s to %s", openshift.FirstRelease, openshift.LastRelease)
	if f.Since != "" {
		release = "from " + f.Since
	}
	text := "  Releases: " + release + "\n"
	if f.Example != "" {
		text += "  Example: " + f.Example + "\n"
	}
	if f.Book != "" {
		text += "  Replaces: " + openshift.Section(f.Book) + "\n"
	}
	return text
}
