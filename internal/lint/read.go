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

// file is a file with its objects. The nodes contain their lines.
type file struct {
	path    string
	objects []*yaml.RNode
	err     error // the file is not valid YAML
	blank   bool  // only comments
	// whole reports whether the profiles generate manifests unchanged: no patch,
	// component or manifest of a kustomization changes them.
	whole bool
}

// read reads files, and all YAML files below folders, except hidden folders and the
// templates of Helm charts. "-" is standard input. It fails if it cannot read a
// file, or if a named file is empty, because the command that writes the file may
// have failed.
func read(paths []string, stdin io.Reader) ([]file, error) {
	var files []file
	for _, path := range paths {
		inside := []file{{}}
		var err error
		if path == "-" {
			inside[0] = parse(path, stdin)
		} else if inside, err = walk(path); err != nil {
			return nil, err
		}
		if len(inside) == 1 && inside[0].path == path && inside[0].blank {
			return nil, fmt.Errorf("%s: empty; check that the command that writes it succeeds", displayName(path))
		}
		files = append(files, inside...)
	}
	return files, nil
}

func displayName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
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

// chartTemplates reports whether a folder contains the templates of a Helm chart,
// which are not YAML until Helm renders them.
func chartTemplates(dir string) bool {
	if filepath.Base(dir) != "templates" {
		return false
	}
	_, err := os.Stat(filepath.Join(filepath.Dir(dir), "Chart.yaml"))
	return err == nil
}

// parse reads the documents of a file up to the first that is not valid YAML. It
// does not parse objects to which no rule applies.
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
		f.blank = f.blank && onlyComments(document)
		f.document(document)
		return nil
	})
	if err != nil {
		f.err, f.blank = err, false
	}
	return f
}

// onlyComments reports whether a document contains only comments. An explicit null
// is a value.
func onlyComments(document *yaml.RNode) bool {
	node := document.YNode()
	return yaml.IsMissingOrNull(document) && (node == nil || node.Value == "")
}

// concerning returns the filter for the objects of a file that lint checks.
func concerning(path string) func(verbatim.Head) bool {
	if slices.Contains(konfig.RecognizedKustomizationFileNames(), filepath.Base(path)) {
		return func(verbatim.Head) bool { return true }
	}
	return pipeline.MayConcern
}

// shift converts the lines of a node from its document to its file. Placeholders
// share their content and have no lines.
func shift(node *yaml.Node, lines int) {
	if node.Line == 0 {
		return
	}
	node.Line += lines
	for _, child := range node.Content {
		shift(child, lines)
	}
}

// document adds the objects of a document. A document that is not a map does not
// contain a Kubernetes object.
func (f *file) document(document *yaml.RNode) {
	if node := document.YNode(); node == nil || node.Kind != yaml.MappingNode {
		return
	}
	if members, err := krm.Members(document); err == nil {
		f.add(members)
	}
}

// add adds objects. It records the error of the first malformed object.
func (f *file) add(objects []*yaml.RNode) {
	for _, object := range objects {
		if err := decode.Object(object.YNode()); err == nil {
			f.objects = append(f.objects, object)
		} else if f.err == nil {
			f.err = err
		}
	}
}
