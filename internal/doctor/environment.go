package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Environment is the environment that the checks inspect.
type Environment struct {
	// Getenv returns an environment variable.
	Getenv func(string) string
	// LookPath finds a program, as exec.LookPath does.
	LookPath func(string) (string, error)
	// Output runs a program and returns what it prints.
	Output func(program string, args ...string) (string, error)
	// PluginHome returns the folder in which kustomize looks for plugins.
	PluginHome func() (string, error)
	// Program is the path of this program.
	Program string
}

// System returns the environment of this process.
func System(program string) Environment {
	return Environment{os.Getenv, exec.LookPath, output, func() (string, error) {
		return konfig.DefaultAbsPluginHome(filesys.MakeFsOnDisk())
	}, program}
}

// timeout limits how long a program runs. The client of a container engine can wait
// for its server without end.
const timeout = 5 * time.Second

// output runs a program, and returns what it prints. The error contains the last line
// of its errors.
func output(program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = time.Second // its children can keep the output open
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		if text := strings.TrimSpace(string(failed.Stderr)); text != "" {
			err = errors.New(text[strings.LastIndex(text, "\n")+1:])
		}
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("no answer in %s", timeout)
	}
	return string(out), err
}

// Check checks what the environment has for some needs.
func (e Environment) Check(needs Needs) []Finding {
	var found []Finding
	for _, finding := range []Finding{e.kustomize(needs), e.function(needs), e.containers(needs)} {
		if finding.Text != "" {
			found = append(found, finding)
		}
	}
	return found
}

// oldest is the oldest tested kustomize version, as major and minor.
var oldest = [2]int{5, 5}

var versionNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`v?(\d+)\.(\d+)`) })

func (e Environment) kustomize(needs Needs) Finding {
	path, err := e.LookPath("kustomize")
	if err != nil && needs == (Needs{Program: true}) {
		return passed("kustomize is not in PATH; registry-profile render does not require it")
	}
	if err != nil {
		return wrong("kustomize is not in PATH", "install kustomize, or run the function with kpt, Argo CD or the command line")
	}
	text, err := e.Output(path, "version")
	if err != nil {
		return wrong(path+" does not run: "+err.Error(), "reinstall kustomize")
	}
	text = strings.TrimSpace(text)
	match := versionNumber().FindStringSubmatch(text)
	if match == nil {
		return passed("kustomize " + text + ", built without a version")
	}
	var got [2]int
	for i := range got {
		if got[i], err = strconv.Atoi(match[i+1]); err != nil {
			return passed("kustomize " + text)
		}
	}
	if got[0] < oldest[0] || got[0] == oldest[0] && got[1] < oldest[1] {
		return wrong("kustomize "+text+" is older than the oldest tested version", fmt.Sprintf("install kustomize %d.%d or later", oldest[0], oldest[1]))
	}
	return passed("kustomize " + text)
}
