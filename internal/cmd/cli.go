package cmd

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/interrupt"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/report"
)

// Exit codes. As a KRM function, the program exits with 0 or 1 only.
const (
	exitOK = iota
	exitInvalid
	exitUsage
	exitLoss
)

// ExitCodes describes each exit code; the index is the code.
var ExitCodes = []string{
	exitOK:      "success",
	exitInvalid: "invalid input or findings: a profile or manifest is invalid or out of date",
	exitUsage:   "usage or I/O error: an argument is wrong, missing, empty or cannot be read",
	exitLoss:    "`plan`: the change can lose data",
}

// Streams are the inputs and outputs of a process.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Terminal reports whether In is a terminal.
	Terminal bool
	// Color reports whether Out is a terminal that accepts colors.
	Color bool
	// Progress reports whether Err is a terminal that can show a progress bar.
	Progress bool
	// Width is the number of columns of the terminal that Out is; 0 for another Out.
	Width int
	// Now returns the current time.
	Now func() time.Time

	// raw are Out and Err before their text is escaped.
	raw struct{ out, err io.Writer }
	// quiet suppresses everything except errors on Err.
	quiet *bool
	// work contains temporary copies of arguments.
	work *workspace
}

// Plain reports whether the environment asks for output without colors and progress
// bars.
func Plain(getenv func(string) string) bool {
	return getenv("NO_COLOR") != "" || getenv("TERM") == "dumb"
}

// report writes diagnostics to standard error.
func (s Streams) report(prefix string, found []v1alpha1.Diagnostic) {
	report.Lines(s.Err, prefix, s.notable(found))
}

// notable returns the diagnostics that standard error shows.
func (s Streams) notable(found []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	if s.quiet != nil && *s.quiet {
		found = slices.DeleteFunc(slices.Clone(found), func(d v1alpha1.Diagnostic) bool { return d.Severity != v1alpha1.SeverityError })
	}
	return report.Notable(found)
}

// function returns the function with the settings that every host uses.
func (s Streams) function() pipeline.Function { return pipeline.Function{Now: s.Now} }

// failure returns an error as a diagnostic that refers to no object.
func failure(err error) []v1alpha1.Diagnostic {
	return []v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityError, Message: err.Error()}}
}

// note writes an informational message to standard error, with each argument as one
// line.
func (s Streams) note(format string, args ...any) {
	if s.quiet == nil || !*s.quiet {
		printable.Fprintf(s.Err, format+"\n", args...)
	}
}

// failed is an error with an exit code. A nil error means that the command has
// already reported it.
type failed struct {
	code int
	error
}

// reported returns the exit code of a command whose errors are already reported.
func reported(code int) error { return failed{code: code} }

// invalid returns an error for invalid input.
func invalid(err error) error { return failed{code: exitInvalid, error: err} }

// usageError returns a usage or I/O error.
func usageError(err error) error { return failed{code: exitUsage, error: err} }

// Run runs the program and returns its exit code. It detects from the environment
// whether kustomize calls it as a legacy plugin.
func Run(args []string, getenv func(string) string, s Streams) int {
	defer boundMemory()()
	s = s.escaping()
	if isPlugin(args, getenv) {
		return exitCode(runPlugin(args[0], s), s.Err)
	}
	if len(args) == 0 && !s.Terminal { // a host; it needs no commands
		return exitCode(runFunction(s), s.Err)
	}
	s.quiet, s.work = new(bool), &workspace{}
	defer s.work.remove()
	defer interrupt.Handle(s.work.remove)()
	s.Err = shownWriter{s.Err, s.work}
	defer s.within(budget.Memory)()
	root := rootCommand(s)
	root.PersistentFlags().BoolVarP(s.quiet, "quiet", "q", false, "only print errors")
	root.SetArgs(quotedText(args))
	root.SetIn(s.In)
	root.SetOut(s.raw.out) // help and completion contain no input
	root.SetErr(s.Err)
	return exitCode(root.Execute(), s.Err)
}

// exitCode prints an error and returns its exit code. An error without an exit
// code comes from the command-line parser and is a usage error.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	f := failed{code: exitUsage, error: err}
	errors.As(err, &f)
	if f.error != nil {
		fmt.Fprintf(stderr, "error: %s\n", credential.Redact(printable.Error(f.error)))
	}
	return f.code
}

// exitCodeOf returns the exit code of an error.
func exitCodeOf(err error) int {
	f := failed{code: exitUsage}
	errors.As(err, &f)
	return f.code
}

// exitCodes returns the list of exit codes for the help text.
func exitCodes() string {
	var lines []string
	for code, meaning := range ExitCodes {
		lines = append(lines, fmt.Sprintf("  %d  %s", code, strings.ReplaceAll(meaning, "`", "")))
	}
	return strings.Join(lines, "\n")
}

func rootCommand(s Streams) *cobra.Command {
	var showVersion bool
	root := &cobra.Command{
		Use:   "registry-profile",
		Short: "Configure OpenShift's integrated image registry the GitOps way",
		Long: `registry-profile turns one RegistryProfile per cluster into the manifests that
configure OpenShift's integrated image registry.

Without a command, it runs as a KRM function: it reads a ResourceList from
standard input and writes one to standard output, as kustomize and kpt expect.
The profile is the functionConfig or one of the items:

  apiVersion: registryprofile.dev/v1alpha1
  kind: RegistryProfile
  metadata:
    name: prod-eu-1
  spec:
    openshift:
      version: "4.16"
      platform: AWS
    storage:
      s3:
        bucket: images
        region: eu-west-1

The function adds missing objects. In existing objects, values of the profile
overwrite fields, defaults only fill absent fields, and all other fields remain
unchanged. The function removes objects that an earlier run created and the
profile no longer requires, unless they contain data or credentials. If an error
occurs, the function changes nothing.

With a RegistryPolicy as the functionConfig, the function only validates the
items against the rules of the policy.

Exit codes:
` + exitCodes(),
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if showVersion {
				return printVersion(s)
			}
			if s.Terminal {
				return cmd.Help()
			}
			return runFunction(s)
		},
	}
	root.AddCommand(renderCommand(s), planCommand(s), lintCommand(s), reportCommand(s), explainCommand(s), graphCommand(s), accessCommand(s), importCommand(s), initCommand(s), cmpCommand(s), doctorCommand(s), installCommand(s), schemaCommand(s), versionCommand(s))
	root.AddCommand(cloudCommands(s)...)
	root.Flags().BoolVar(&showVersion, "version", false, "print the version")
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	addValues(root)
	addUsageErrors(root)
	checkHelpTopics(root)
	return root
}
