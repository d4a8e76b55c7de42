package kustomize

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Options configure which functions a build can run. The default is none.
type Options struct {
	// Program is the program that runs the profiles and policies in the generators,
	// transformers and validators of a kustomization. KUSTOMIZE_PLUGIN_HOME
	// overrides it.
	Program string
	// Exec allows exec functions, which run programs that the kustomization names.
	Exec bool
}

// building serializes the builds, because they share the schemas of all kinds and
// the environment.
var building sync.Mutex

// Build returns the objects of a kustomization. If a function is not allowed, Build
// fails; kustomize would skip the function silently.
func Build(dir string, o Options) ([]*yaml.RNode, error) {
	building.Lock()
	defer building.Unlock()
	options := krusty.MakeDefaultOptions()
	files := &execDetector{FileSystem: filesys.MakeFsOnDisk(), exec: o.Exec}
	if o.Program != "" {
		done, err := installPlugins(o.Program)
		if err != nil {
			return nil, err
		}
		defer done()
		options.PluginConfig = types.EnabledPluginConfig(types.BploUseStaticallyLinked)
		options.PluginConfig.FnpLoadingOptions.EnableExec = o.Exec
	}
	resources, err := krusty.MakeKustomizer(options).Run(files, dir)
	if err = errors.Join(files.err, err); err != nil {
		return nil, err
	}
	var objects []*yaml.RNode
	for _, r := range resources.Resources() {
		objects = append(objects, &r.RNode)
	}
	return objects, nil
}

// installPlugins installs the program as a kustomize plugin. The function done
// removes it.
func installPlugins(program string) (done func(), err error) {
	if os.Getenv(konfig.KustomizePluginHomeEnv) != "" {
		return func() {}, nil
	}
	home, err := os.MkdirTemp("", "registry-profile-")
	if err != nil {
		return nil, err
	}
	done = func() {
		os.RemoveAll(home)
		os.Unsetenv(konfig.KustomizePluginHomeEnv)
	}
	for _, path := range PluginPaths(home) {
		if err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(program, path)); err != nil {
			done()
			return nil, err
		}
	}
	return done, os.Setenv(konfig.KustomizePluginHomeEnv, home)
}

// PluginPaths returns the paths where kustomize looks for the plugins of
// RegistryProfile and RegistryPolicy.
func PluginPaths(home string) []string {
	var paths []string
	for _, kind := range []string{v1alpha1.Kind, v1alpha1.PolicyKind} {
		paths = append(paths, filepath.Join(home, v1alpha1.APIVersion, strings.ToLower(kind), kind))
	}
	return paths
}

// execDetector is a file system that detects exec functions in the files that a
// build reads.
type execDetector struct {
	filesys.FileSystem
	exec bool
	err  error
}

// ReadFile implements filesys.FileSystem.
func (w *execDetector) ReadFile(path string) ([]byte, error) {
	text, err := w.FileSystem.ReadFile(path)
	if err == nil && !w.exec && namesProgram(string(text)) {
		w.err = errors.Join(w.err, fmt.Errorf("%s: an exec function requires --enable-exec", path))
	}
	return text, err
}

// namesProgram reports whether YAML documents contain the configuration of an exec
// function.
func namesProgram(documents string) bool {
	if !strings.Contains(documents, openshift.FunctionAnnotation) {
		return false
	}
	found := false
	// Kustomize reports documents that are not valid YAML.
	_ = krm.EachDocument(strings.NewReader(documents), func(document *yaml.RNode) error {
		found = found || NamesProgram(document)
		return nil
	})
	return found
}

// NamesProgram reports whether a document is the configuration of an exec function,
// which names a program.
func NamesProgram(document *yaml.RNode) bool {
	if decode.Object(document.YNode()) != nil {
		return false
	}
	spec, err := yaml.Parse(document.GetAnnotations()[openshift.FunctionAnnotation])
	return err == nil && spec.YNode().Kind == yaml.MappingNode && spec.Field("exec") != nil
}
