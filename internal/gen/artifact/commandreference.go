package artifact

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/registry-profile/registry-profile/internal/cmd"
)

// subcommand matches a line of a list of commands in a help text.
var subcommand = regexp.MustCompile(`(?m)^  ([a-z][a-z-]*) +\S.*$`)

// commandReference returns the help of every command, and the exit codes.
func commandReference(string) (Files, error) {
	var b strings.Builder
	b.WriteString("# Commands\n\n" + doNotEdit + "## Exit codes\n\n")
	t := newTable("Exit code", "Meaning")
	for code, meaning := range cmd.ExitCodes {
		t.row(fmt.Sprint(code), meaning)
	}
	b.WriteString(t.String() + "\nkustomize and kpt call the program without a command; it then exits with 0 or 1.\n")
	if err := writeHelp(&b); err != nil {
		return nil, err
	}
	return Files{"docs/reference/commands.md": []byte(b.String())}, nil
}

// writeHelp writes the help of a command and of those below it.
func writeHelp(b *strings.Builder, command ...string) error {
	help, err := run(append(command, "--help")...)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "\n## %s\n\n%s", strings.Join(append([]string{"registry-profile"}, command...), " "), fenced("text", string(help)))
	_, list, _ := strings.Cut(string(help), "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for _, name := range subcommand.FindAllStringSubmatch(list, -1) {
		if name[1] == "help" || name[1] == "completion" {
			continue // of the library
		}
		if err := writeHelp(b, append(command, name[1])...); err != nil {
			return err
		}
	}
	return nil
}
