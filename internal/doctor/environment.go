package doctor

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// Environment is what the checks look at.
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

// System is the environment of this process.
func System(program string) Environment {
	return Environment{os.Getenv, exec.LookPath, func(program string, args ...string) (string, error) {
		out, err := exec.Command(program, args...).Output()
		return string(out), err
	}, program}
}

// Look looks at the environment.
func (e Environment) Look() []Finding {
	return []Finding{e.kustomize(), e.function(), e.containers()}
}

// oldest is the oldest kustomize that is tested.
var oldest = [2]int{5, 5}

var versionNumber = regexp.MustCompile(`v?(\d+)\.(\d+)`)

func (e Environment) kustomize() Finding {
	path, err := e.LookPath("kustomize")
	if err != nil {
		return wrong("kustomize is not in PATH", "install it, or use the function from kpt, Argo CD or the command line")
	}
	text, err := e.Output(path, "version")
	if err != nil {
		return wrong(path+" does not run: "+err.Error(), "install kustomize anew")
	}
	text = strings.TrimSpace(text)
	match := versionNumber.FindStringSubmatch(text)
	if match == nil {
		return fine("kustomize " + text + ", built without a version")
	}
	var got [2]int
	for i := range got {
		if got[i], err = strconv.Atoi(match[i+1]); err != nil {
			return fine("kustomize " + text)
		}
	}
	if got[0] < oldest[0] || got[0] == oldest[0] && got[1] < oldest[1] {
		return wrong("kustomize "+text+" is older than any that is tested", fmt.Sprintf("take %d.%d or newer", oldest[0], oldest[1]))
	}
	return fine("kustomize " + text)
}

// function looks at the ways in which kustomize finds this program: as a legacy
// plugin, and in PATH as an exec function.
func (e Environment) function() Finding {
	home := e.Getenv(konfig.KustomizePluginHomeEnv)
	path, err := e.LookPath("registry-profile")
	switch {
	case home == "" && err != nil:
		return wrong("kustomize finds the function neither as a plugin nor in PATH",
			"registry-profile install DIR, and set "+konfig.KustomizePluginHomeEnv+" to DIR; or put the program's folder into PATH, for exec functions")
	case home == "":
		return fine(path + " is found as an exec function; there is no plugin, for " + konfig.KustomizePluginHomeEnv + " is not set")
	}
	own, err := os.ReadFile(e.Program)
	if err != nil {
		return wrong("this program cannot be read: "+err.Error(), "make it readable")
	}
	for _, path := range kustomize.PluginPaths(home) {
		installed, err := os.ReadFile(path)
		switch {
		case err != nil:
			return wrong(path+" is missing", "registry-profile install "+home)
		case !bytes.Equal(installed, own):
			return wrong(path+" is another version of this program", "registry-profile install "+home)
		}
	}
	return fine("the plugin in " + home + " is this program")
}

func (e Environment) containers() Finding {
	for _, runtime := range []string{"docker", "podman", "nerdctl"} {
		if path, err := e.LookPath(runtime); err == nil {
			return fine(path + " runs the function in a container")
		}
	}
	return fine("no container runtime; only functions in containers need one")
}
