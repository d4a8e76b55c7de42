package cmd

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/validators"
)

func explainCommand(s Streams) *cobra.Command {
	var file, policy string
	cmd := &cobra.Command{
		Use:   "explain RULE|FIELD | --emitted PROFILE|DIR...",
		Short: "Explain a rule, a field of the profile, or the manifests of a profile",
		Example: `  registry-profile explain PV001
  registry-profile explain spec.storage.s3
  registry-profile explain --emitted profile.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if file == "" && len(args) != 1 {
				return errors.New("explain requires a rule ID, a field path, or --emitted with a profile")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if file != "" {
				return explainEmitted(append([]string{file}, args...), policy, s)
			}
			if rule, known := validators.Find(strings.ToUpper(args[0])); known {
				return explainRule(rule, s)
			}
			return explainField(args[0], s)
		},
	}
	cmd.Flags().StringVar(&file, "emitted", "", "list the generated fields of profiles with their origins: a file, a folder, REVISION:PATH, or - for standard input; other arguments are more of them")
	addPolicyFlag(cmd, &policy)
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

func explainField(path string, s Streams) error {
	described, err := fields.Describe(path)
	if err != nil {
		return usageError(err)
	}
	if len(described) == 0 {
		if guess := decode.Closest(path, ruleIDs()); ruleLike().MatchString(path) && guess != "" {
			return invalid(fmt.Errorf("%s is not a rule; did you mean %s?", path, guess))
		}
		return invalid(fmt.Errorf("%s is not a rule or a field of %s: %s", path, v1alpha1.Kind, fields.Unknown(path)))
	}
	var b strings.Builder
	for i, f := range described {
		kind := f.Type
		if f.Default != "" {
			kind += ", default " + f.Default
		}
		if f.Required {
			kind += ", required"
		}
		fmt.Fprintf(&b, "%s (%s)\n  %s\n", f.Path, kind, f.Doc)
		if i == 0 {
			b.WriteString(details(f))
		}
	}
	if _, err := io.WriteString(s.Out, b.String()); err != nil {
		return usageError(err)
	}
	return nil
}

// ruleLike matches the format of a rule ID.
var ruleLike = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z]{2}[0-9]+$`) })

func ruleIDs() []string {
	var ids []string
	for _, rule := range validators.All {
		ids = append(ids, rule.ID)
	}
	return ids
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
