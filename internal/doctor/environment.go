package doctor

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/api/konfig"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// Environment is the environment that the checks inspect.
type Environment struct {
	// Getenv returns an environment variable.
	Getenv func(string) string
	// LookPath finds a program, as exec.LookPath does.
	LookPath func(string) (string, error)
	// Output runs a program and returns what it prints.
	Output func(program string, args ...string) (string, error)
	// Program is the path of this program.
	Program string
}

// System returns the environment of this process.
func System(program string) Environment {
	return Environment{os.Getenv, exec.LookPath, func(program string, args ...string) (string, error) {
		out, err := exec.Command(program, args...).Output()
		return string(out), err
	}, program}
}

// Check checks the environment.
func (e Environment) Check() []Finding {
	return []Finding{e.kustomize(), e.function(), e.containers()}
}

// oldest is the oldest tested kustomize version, as major and minor.
var oldest = [2]int{5, 5}

var versionNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`v?(\d+)\.(\d+)`) })

func (e Environment) kustomize() Finding {
	path, err := e.LookPath("kustomize")
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

// function checks whether kustomize finds this program: as a legacy plugin, or in
// PATH as an exec function.
func (e Environment) function() Finding {
	home := e.Getenv(konfig.KustomizePluginHomeEnv)
	path, err := e.LookPath("registry-profile")
	switch {
	case home == "" && err != nil:
		return wrong("kustomize does not find the function as a plugin or in PATH",
			"registry-profile install DIR, and set "+konfig.KustomizePluginHomeEnv+" to DIR; for exec functions, add the folder of the program to PATH")
	case home == "":
		return passed(path + " is available as an exec function, but not as a plugin, because " + konfig.KustomizePluginHomeEnv + " is not set")
	}
	own, err := os.ReadFile(e.Program)
	if err != nil {
		return wrong("cannot read this program: "+err.Error(), "make the program readable")
	}
	for _, path := range kustomize.PluginPaths(home) {
		installed, err := os.ReadFile(path)
		switch {
		case err != nil:
			return wrong(path+" is missing", "registry-profile install "+home)
		case !bytes.Equal(installed, own):
			return wrong(path+" is a different version of this program", "registry-profile install "+home)
		}
	}
	return passed("the plugins in " + home + " match this program")
}

func (e Environment) containers() Finding {
	for _, runtime := range []string{"docker", "podman", "nerdctl"} {
		if path, err := e.LookPath(runtime); err == nil {
			return passed(path + " can run the function in a container")
		}
	}
	return passed("no container runtime found; only containerized functions require one")
}
