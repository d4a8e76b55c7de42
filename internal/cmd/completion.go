package cmd

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// valuesAnnotation is the annotation of a flag with the values that it accepts.
const valuesAnnotation = "values"

// knownValues are the values of flags that several commands have, by name.
var knownValues = map[string]func() []string{
	"platform": openshift.PlatformNames,
}

// suggestedValues are those that a shell completes, but that are not all values or
// that the command itself checks.
var suggestedValues = map[string]func() []string{
	"openshift-version": releaseNames,
}

func releaseNames() []string {
	var names []string
	for _, release := range openshift.Releases {
		names = append(names, release.String())
	}
	return names
}

// toolNames returns the values of spec.delivery.tool.
func toolNames() []string {
	field, _ := reflect.TypeFor[v1alpha1.Delivery]().FieldByName("Tool")
	return strings.Split(field.Tag.Get("enum"), "|")
}

// setValues sets the values of a flag of a command.
func setValues(cmd *cobra.Command, flag string, values []string) {
	_ = cmd.Flags().SetAnnotation(flag, valuesAnnotation, values) // the flag exists
}

// addValues makes shells complete the values of the flags of a command and its
// subcommands.
func addValues(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if _, registered := cmd.GetFlagCompletionFunc(f.Name); registered {
			return // the command itself also checks the value
		}
		if known := knownValues[f.Name]; known != nil && f.Annotations[valuesAnnotation] == nil {
			setValues(cmd, f.Name, known())
		}
		values := f.Annotations[valuesAnnotation]
		if suggested := suggestedValues[f.Name]; suggested != nil && values == nil {
			values = suggested()
		}
		if values != nil {
			// It only fails for a flag without a definition or with values.
			_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
	})
	for _, subcommand := range cmd.Commands() {
		addValues(subcommand)
	}
}

// checkValues returns an error for flags with another value than those that they
// accept.
func checkValues(cmd *cobra.Command) error {
	var errs []error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		value, values := f.Value.String(), f.Annotations[valuesAnnotation]
		if values != nil && !slices.Contains(values, value) {
			errs = append(errs, fmt.Errorf("--%s: unknown value %q; use one of %s%s", f.Name, value, strings.Join(values, ", "), didYouMean(value, values)))
		}
	})
	return errors.Join(errs...)
}
