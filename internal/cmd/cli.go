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
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/report"
)

// Exit codes. As a function, for a host, the program ends with 0 or 1.
const (
	exitOK = iota
	exitInvalid
	exitUsage
	exitLoss
)

// ExitCodes says what each exit code means.
var ExitCodes = []string{
	exitOK:      "all is well",
	exitInvalid: "bad input, or findings: a profile or manifests are wrong, or not up to date",
	exitUsage:   "called wrongly, or a file cannot be read or written",
	exitLoss:    "`plan`: data may be lost",
}

// Streams is what a process reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Terminal tells that In is a terminal, where a person waits.
	Terminal bool
	// Color tells that Out is a terminal that shall be coloured.
	Color bool
	// Progress tells that Err is a terminal, where a person may watch.
	Progress bool
	// Now is the clock.
	Now func() time.Time

	// quiet leaves all but errors out of Err.
	quiet *bool
}

// tell writes diagnostics to standard error.
func (s Streams) tell(prefix string, found []v1alpha1.Diagnostic) {
	if s.quiet != nil && *s.quiet {
		found = slices.DeleteFunc(slices.Clone(found), func(d v1alpha1.Diagnostic) bool { return d.Severity != v1alpha1.SeverityError })
	}
	report.Lines(s.Err, prefix, report.Notable(found))
}

// function is the function as every host runs it.
func (s Streams) function() pipeline.Function { return pipeline.Function{Now: s.Now} }

// failure is the diagnostic of an error about no object in particular.
func failure(err error) []v1alpha1.Diagnostic {
	return []v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityError, Message: err.Error()}}
}

// note writes a remark to standard error.
func (s Streams) note(format string, args ...any) {
	if s.quiet == nil || !*s.quiet {
		fmt.Fprintf(s.Err, format+"\n", args...)
	}
}

// failed ends a command. If its error is nil, it has been reported already.
type failed struct {
	code int
	error
}

// reported ends a command after its errors were reported.
func reported(code int) error { return failed{code: code} }

// invalid is an error of the input.
func invalid(err error) error { return failed{code: exitInvalid, error: err} }

// unusable is an error of the caller's, not of the input.
func unusable(err error) error { return failed{code: exitUsage, error: err} }

// Run runs the program and returns its exit code. The environment decides
// whether kustomize calls it as a legacy plugin.
func Run(args []string, getenv func(string) string, s Streams) int {
	defer boundMemory()()
	if isPlugin(args, getenv) {
		return exitCode(runPlugin(args[0], s), s.Err)
	}
	s.quiet = new(bool)
	root := rootCommand(s)
	root.PersistentFlags().BoolVarP(s.quiet, "quiet", "q", false, "say nothing but errors on standard error")
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	return exitCode(root.Execute(), s.Err)
}

// exitCode reports an error and returns the exit code for it. What does not
// say so itself comes from the command line's parser, and is wrong usage.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	f := failed{code: exitUsage, error: err}
	errors.As(err, &f)
	if f.error != nil {
		fmt.Fprintln(stderr, "error:", f.error)
	}
	return f.code
}

// exitCodes lists the exit codes.
func exitCodes() string {
	var lines []string
	for code, meaning := range ExitCodes {
		lines = append(lines, fmt.Sprintf("  %d  %s", code, strings.ReplaceAll(meaning, "`", "")))
	}
	return strings.Join(lines, "\n")
}

func rootCommand(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "registry-profile",
		Short: "Configure OpenShift's integrated image registry the GitOps way",
		Long: `registry-profile turns one RegistryProfile per cluster into the manifests that
configure OpenShift's integrated image registry.

Without a command it is a KRM function: it reads a ResourceList from standard
input and writes one to standard output, as kustomize and kpt expect. The
functionConfig, or one of the items, is the profile:

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

Objects that are missing are added. In those that exist, what the profile sets
overwrites, a default only fills what is absent, and the rest stays. What an
earlier run made and the profile no longer asks for is removed, unless it holds
data or credentials. On an error nothing is changed.

With a RegistryPolicy as the functionConfig it changes nothing, and holds the
items against its rules.

Exit codes:
` + exitCodes(),
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.Terminal {
				return cmd.Help()
			}
			return runFunction(s)
		},
	}
	root.AddCommand(renderCommand(s), planCommand(s), lintCommand(s), explainCommand(s), graphCommand(s), importCommand(s), initCommand(s), awsCommand(s), cmpCommand(s), doctorCommand(s), installCommand(s), schemaCommand(s), versionCommand(s))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	tellUsage(root)
	return root
}
