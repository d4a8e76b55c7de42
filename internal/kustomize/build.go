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

// Options say which functions a build may run. By default there are none.
type Options struct {
	// Program runs the profiles and policies among a kustomization's
	// generators, transformers and validators, unless KUSTOMIZE_PLUGIN_HOME
	// names the plugins to use.
	Program string
	// Exec lets functions run programs that the kustomization names.
	Exec bool
}

// building guards kustomize, whose builds share the schemas of all kinds and
// the environment, and must not run at once.
var building sync.Mutex

// Build returns the objects that a kustomization comes to. Other than
// kustomize, which leaves it out without a word, Build fails on a function that
// it may not run.
func Build(dir string, o Options) ([]*yaml.RNode, error) {
	building.Lock()
	defer building.Unlock()
	options := krusty.MakeDefaultOptions()
	files := &witness{FileSystem: filesys.MakeFsOnDisk(), exec: o.Exec}
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

// installPlugins lays the program out as a plugin of kustomize, until done is
// called.
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

// PluginPaths returns where kustomize looks for the plugins of our kinds.
func PluginPaths(home string) []string {
	var paths []string
	for _, kind := range []string{v1alpha1.Kind, v1alpha1.PolicyKind} {
		paths = append(paths, filepath.Join(home, v1alpha1.APIVersion, strings.ToLower(kind), kind))
	}
	return paths
}

// witness is a file system that notices functions which name programs.
type witness struct {
	filesys.FileSystem
	exec bool
	err  error
}

// ReadFile implements filesys.FileSystem.
func (w *witness) ReadFile(path string) ([]byte, error) {
	text, err := w.FileSystem.ReadFile(path)
	if err == nil && !w.exec && namesProgram(string(text)) {
		w.err = errors.Join(w.err, fmt.Errorf("%s: a function that names a program, which runs only with --enable-exec", path))
	}
	return text, err
}

// namesProgram reports whether one of some YAML documents is the configuration
// of a function that names a program.
func namesProgram(documents string) bool {
	if !strings.Contains(documents, openshift.FunctionAnnotation) {
		return false
	}
	found := false
	// What cannot be read is kustomize's to tell.
	_ = krm.EachDocument(strings.NewReader(documents), func(document *yaml.RNode) error {
		found = found || NamesProgram(document)
		return nil
	})
	return found
}

// NamesProgram reports whether a document is the configuration of a function
// that names a program: an exec function.
func NamesProgram(document *yaml.RNode) bool {
	if decode.Object(document.YNode()) != nil {
		return false
	}
	spec, err := yaml.Parse(document.GetAnnotations()[openshift.FunctionAnnotation])
	return err == nil && spec.YNode().Kind == yaml.MappingNode && spec.Field("exec") != nil
}
