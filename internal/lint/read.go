package lint

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// file is a file with the objects in it. Their nodes know their lines.
type file struct {
	path    string
	objects []*yaml.RNode
	err     error // that it is no YAML
	blank   bool  // but for comments
	// whole tells that its profiles come to manifests as they are: no patch, no
	// component and no manifest of a kustomization adds to them.
	whole bool
}

// read reads files, and folders with all the YAML files below them, except
// those of hidden folders and the templates of Helm charts; "-" is standard
// input. It fails if one of them cannot be read, or holds nothing: what should
// have written it may have failed.
func read(paths []string, stdin io.Reader) ([]file, error) {
	var files []file
	for _, path := range paths {
		below := []file{{}}
		var err error
		if path == "-" {
			below[0] = parse(path, stdin)
		} else if below, err = walk(path); err != nil {
			return nil, err
		}
		if len(below) == 1 && below[0].path == path && below[0].blank {
			return nil, fmt.Errorf("%s: holds nothing; has what writes it failed?", strings.Replace(path, "-", "standard input", 1))
		}
		files = append(files, below...)
	}
	return files, nil
}

func walk(root string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if path != root && (strings.HasPrefix(entry.Name(), ".") || chartTemplates(path)) {
				return fs.SkipDir
			}
			return nil
		case path != root && !slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)):
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		files = append(files, parse(path, f))
		return nil
	})
	return files, err
}

// chartTemplates reports whether a folder holds the templates of a Helm chart,
// which are no YAML until Helm has rendered them.
func chartTemplates(dir string) bool {
	if filepath.Base(dir) != "templates" {
		return false
	}
	_, err := os.Stat(filepath.Join(filepath.Dir(dir), "Chart.yaml"))
	return err == nil
}

// parse reads the documents of a file up to the first that is no YAML. Objects
// that concern nobody are not parsed.
func parse(path string, data io.Reader) file {
	f := file{path: path}
	list, whole := verbatim.DocumentsFrom(data, concerning(path))
	if list != nil {
		for i, object := range list.Items {
			shift(object.YNode(), list.Lines[i])
			f.document(object)
		}
		return f
	}
	f.blank = true
	err := krm.EachDocument(whole, func(document *yaml.RNode) error {
		f.blank = f.blank && absent(document)
		f.document(document)
		return nil
	})
	if err != nil {
		f.err, f.blank = err, false
	}
	return f
}

// absent reports whether a document is nothing but comments; an explicit null
// is more.
func absent(document *yaml.RNode) bool {
	node := document.YNode()
	return yaml.IsMissingOrNull(document) && (node == nil || node.Value == "")
}

// concerning tells which objects of a file are looked at.
func concerning(path string) func(verbatim.Head) bool {
	if slices.Contains(konfig.RecognizedKustomizationFileNames(), filepath.Base(path)) {
		return func(verbatim.Head) bool { return true }
	}
	return pipeline.MayConcern
}

// shift moves a node down, from the lines of its document to those of its file.
// Stand-ins share their content, and have no lines.
func shift(node *yaml.Node, lines int) {
	if node.Line == 0 {
		return
	}
	node.Line += lines
	for _, child := range node.Content {
		shift(child, lines)
	}
}

// document adds what is in a document. What is no map is nothing of Kubernetes.
func (f *file) document(document *yaml.RNode) {
	if node := document.YNode(); node == nil || node.Kind != yaml.MappingNode {
		return
	}
	if members, err := krm.Members(document); err == nil {
		f.add(members)
	}
}

// add adds objects. The first of a wrong form is told.
func (f *file) add(objects []*yaml.RNode) {
	for _, object := range objects {
		if err := decode.Object(object.YNode()); err == nil {
			f.objects = append(f.objects, object)
		} else if f.err == nil {
			f.err = err
		}
	}
}
