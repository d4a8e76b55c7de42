package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/validators"
)

func explainCommand(s Streams) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "explain [RULE|FIELD|WORD... | --emitted PROFILE|DIR]",
		Short: "Explain a rule, a field of the profile, or the manifests of a profile",
		Long: `Explain describes a rule or a field of the profile. The end of the path of a field
is sufficient if only one field has it. For any other words, it lists the fields,
rules, storage types and pages of the documentation that match all of them. Without
an argument, it lists what can be explained.`,
		Example: `  registry-profile explain
  registry-profile explain PV001
  registry-profile explain spec.storage.s3
  registry-profile explain s3
  registry-profile explain --emitted profile.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if file != "" && len(args) > 0 {
				return errors.New("explain requires a rule ID, a field path or words, or --emitted with a profile")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if file != "" {
				return explainEmitted(file, s)
			}
			return explainTopic(args, s)
		},
		ValidArgsFunction: completeTopic,
	}
	cmd.Flags().StringVar(&file, "emitted", "", "list the generated fields of a profile, or of the kustomization in a folder, with their origins (- for standard input)")
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

func explainEmitted(path string, s Streams) error {
	all, err := emitted(path, s)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := explain(r.ours(), s); err != nil {
			return usageError(err)
		}
	}
	return nil
}

// emitted returns the objects of the profiles of a file, or of the kustomization in
// a folder, without the rules for manifests.
func emitted(path string, s Streams) ([]rendered, error) {
	f := s.function()
	f.Rules = pipeline.ProfileRules
	all, code := render(path, f, fleet.NewBuilder(f, false), s)
	if code != exitOK {
		return nil, reported(code)
	}
	return all, nil
}

// explain lists the fields of each object with their values and origins.
func explain(objects []*generators.Object, s Streams) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, object := range objects {
		fmt.Fprintf(table, "%s\n", object.ID())
		for _, f := range object.Fields {
			if f.Absent {
				fmt.Fprintf(table, "  %s\t(absent)\t%s\n", strings.Join(f.Path, "."), f.Origin.Reason)
				continue
			}
			value, err := json.Marshal(f.Value)
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "  %s\t%s\t%s\n", strings.Join(f.Path, "."), value, originText(f.Origin))
		}
	}
	return table.Flush()
}

func originText(o v1alpha1.Origin) string {
	switch o.By {
	case v1alpha1.ByProfile:
		return "set by " + o.Path
	case v1alpha1.ByBackend:
		return "required by the storage: " + o.Reason
	case v1alpha1.ByDefault:
		return strings.TrimSuffix("default: "+o.Reason, ": ")
	case v1alpha1.ByManifest:
		return "set by a manifest or a patch"
	default:
		return ""
	}
}
