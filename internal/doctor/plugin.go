package doctor

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"

	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// program is the name of this program in PATH.
const program = "registry-profile"

// function checks whether kustomize finds this program: as a legacy plugin, or in
// PATH as an exec function.
func (e Environment) function(needs Needs) Finding {
	known := needs != Needs{}
	path, err := e.LookPath(program)
	inPath := err == nil
	if known && !needs.Plugin {
		if needs.Exec && inPath {
			return passed(path + " is available as an exec function")
		}
		return Finding{} // the findings of the folders name a missing program
	}
	home, err := e.PluginHome()
	configured := e.Getenv(konfig.KustomizePluginHomeEnv)
	if err == nil && (configured != "" || !inPath || slices.ContainsFunc(kustomize.PluginPaths(home), exists)) {
		return e.installed(home, configured)
	}
	missing := "kustomize does not find a folder with plugins"
	if err == nil {
		missing = home + " does not contain the plugins"
	}
	switch {
	case !inPath:
		return wrong("kustomize does not find the function as a plugin or in PATH",
			e.remedy()+"; for exec functions, add the folder of the program to PATH")
	case known:
		return passed(path + " is available as an exec function, but not as a plugin: " + missing)
	}
	return warning(fmt.Sprintf("%s is available as an exec function, but not as a plugin: %s, and kustomize build fails with %q for a profile without the annotation %s",
		path, missing, pluginError(err), openshift.FunctionAnnotation), e.remedy())
}

// installed checks the plugins in a folder. configured is the folder that the
// environment names, if any.
func (e Environment) installed(home, configured string) Finding {
	own, err := os.ReadFile(e.Program)
	if err != nil {
		return wrong("cannot read this program: "+err.Error(), "make the program readable")
	}
	for _, path := range kustomize.PluginPaths(home) {
		installed, err := os.ReadFile(path)
		switch {
		case err != nil:
			return wrong(path+" is missing", "run registry-profile install "+home)
		case !bytes.Equal(installed, own):
			return wrong(path+" is a different version of this program", "run registry-profile install "+home)
		}
	}
	if configured != "" && configured != home {
		return warning(fmt.Sprintf("%s names %s, which does not exist; kustomize runs the plugins in %s", konfig.KustomizePluginHomeEnv, configured, home),
			"run registry-profile install "+configured+", or unset the variable")
	}
	return passed("the plugins in " + home + " match this program")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// pluginError returns the start of the message with which kustomize fails without a
// plugin. err is the error of finding the folder of the plugins.
func pluginError(err error) string {
	if err != nil {
		return "unable to find plugin root"
	}
	return "expected file with Go object code"
}

// missingPlugin returns why kustomize does not run a function of a kind as a plugin,
// or nil.
func (e Environment) missingPlugin(kind string) error {
	home, err := e.PluginHome()
	if err != nil {
		return fmt.Errorf("%q: no folder with plugins exists", pluginError(err))
	}
	for _, path := range kustomize.PluginPaths(home) {
		if filepath.Base(path) != kind {
			continue
		}
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%q: %s is missing", pluginError(nil), path)
		}
		if err == nil && info.Mode()&0o111 == 0 {
			return fmt.Errorf("%q: %s", "unwilling to execute", path)
		}
	}
	return nil
}

// remedy returns the two ways in which kustomize finds the function.
func (e Environment) remedy() string {
	return fmt.Sprintf("run registry-profile install %s, and build with %s; or add the annotation %s: 'exec: {path: %s}' to the profile, and build with %s",
		e.installDir(), alphaPlugins, openshift.FunctionAnnotation, program, alphaPlugins+" "+enableExec)
}

// The flags with which kustomize runs functions.
const (
	alphaPlugins = "--enable-alpha-plugins"
	enableExec   = "--enable-exec"
)

// installDir returns the first folder in which kustomize would look for plugins.
func (e Environment) installDir() string {
	if dir := e.Getenv(konfig.KustomizePluginHomeEnv); dir != "" {
		return dir
	}
	config := e.Getenv(konfig.XdgConfigHomeEnv)
	if config == "" {
		config = filepath.Join("~", konfig.XdgConfigHomeEnvDefault)
	}
	return filepath.Join(config, konfig.ProgramName, konfig.RelPluginHome)
}
