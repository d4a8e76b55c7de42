package repository

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/regular"
)

// Dump contains the objects of one cluster.
type Dump struct {
	Objects []*yaml.RNode
	// Files are the files or the kustomizations of the objects.
	Files map[*yaml.RNode]string
}

// InvalidDump is the error of a file that does not contain objects.
type InvalidDump struct {
	File string
	Err  error
}

func (e *InvalidDump) Error() string { return e.File + ": " + e.Err.Error() }

// ReadDump reads the objects of one cluster from files and folders: the output of
// oc, must-gather and Insights archives, and manifests. "-" is standard input. A
// folder with kustomizations is composed, and the objects of policies, sync sets and
// templates are read too. It fails with InvalidDump if a file that names the registry
// cannot be read as objects: a dump that is read in part would look like another
// cluster.
func ReadDump(paths []string, stdin io.Reader, o Options) (*Dump, error) {
	o.everything = true
	d := &Dump{Files: map[*yaml.RNode]string{}}
	for _, path := range paths {
		files, kustomized, err := dumpFiles(path)
		switch {
		case err != nil:
			return nil, err
		case kustomized:
			if err := d.compose(path, o); err != nil {
				return nil, err
			}
			continue
		}
		for _, file := range files {
			err := d.readTolerant(file, file == path, stdin, o)
			if err != nil {
				return nil, err
			}
		}
	}
	if o.Unreadable == nil && len(d.Objects) == 0 && !slices.ContainsFunc(paths, isFolder) {
		return nil, emptyFile(paths[0]) // a List without items
	}
	return d, nil
}

// dumpFiles returns the YAML and JSON files below a folder, or the file itself, and
// whether there is a kustomization among them.
func dumpFiles(path string) (files []string, kustomized bool, err error) {
	if path == "-" {
		return []string{path}, false, nil
	}
	err = kustomize.Walk(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if file == path || slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(file)) {
			files = append(files, file)
		}
		kustomized = kustomized || file != path && kustomize.IsFile(file)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("%s: no such file or directory", path)
	}
	return files, kustomized, err
}

// compose reads a folder with kustomizations.
func (d *Dump) compose(path string, o Options) error {
	r, err := Read([]string{path}, nil, o)
	if err != nil {
		return err
	}
	if len(r.Problems) > 0 {
		p := r.Problems[0]
		reason := p.Reason
		if p.Kind != Unreadable {
			reason += "; render it to files, for example with kustomize build or helm template, and import the files"
		}
		return &InvalidDump{p.Path, errors.New(reason)}
	}
	for _, c := range r.Clusters {
		if skipped := r.brokenKustomization(c); skipped != nil {
			return &InvalidDump{skipped.Path, errors.New(skipped.Reason + "; correct the kustomization, or import the output of kustomize build")}
		}
		for _, object := range c.Objects {
			d.add(object, c.Path)
		}
	}
	return nil
}

// brokenKustomization returns the kustomization of a cluster that cannot be composed,
// nil if there is none or if its objects do not concern the registry. Without its
// patches, the objects can contradict those of other kustomizations.
func (r *Repository) brokenKustomization(c *Cluster) *Skipped {
	i := slices.IndexFunc(r.NotLookedInto, func(s Skipped) bool { return kustomize.IsFile(s.Path) && filepath.Dir(s.Path) == c.Path })
	if i < 0 || !slices.ContainsFunc(c.Objects, mentionsNode) {
		return nil
	}
	return &r.NotLookedInto[i]
}

func (d *Dump) read(file string, named bool, stdin io.Reader) error {
	if file != "-" {
		f, err := regular.Open(file, most(named))
		if err != nil {
			return err
		}
		defer f.Close()
		stdin = f
	}
	in := bufio.NewReader(stdin)
	if named && isArchive(in) {
		return errors.New(shownFile(file) + ": an archive; unpack it first, and name the folder")
	}
	if named {
		var err error
		if in, err = withoutPasted(in); err != nil {
			return &InvalidDump{file, err}
		}
	}
	truncated, blank := false, true
	err := krm.EachDocument(in, func(document *yaml.RNode) error {
		if yaml.IsMissingOrNull(document) {
			return nil // only comments
		}
		blank = false
		identify(document, file)
		if !named && (document.YNode().Kind != yaml.MappingNode || document.GetKind() == "" && fieldOf(document, "items") == nil) {
			return nil // archives also contain files that are not objects
		}
		if node := document.YNode(); node.Kind == yaml.MappingNode && hasTemplate(node) {
			return fmt.Errorf("line %d: %w%s", lineOfTemplate(node), errTemplate, renderFirst)
		}
		if err := decode.Object(document.YNode()); err != nil {
			return err
		}
		members, err := krm.Members(document)
		if err != nil {
			truncated = document.GetKind() != ""
			return err
		}
		for _, object := range members {
			identifyMember(object, document)
			if err := decode.Object(object.YNode()); err != nil {
				return err
			}
			d.add(object, file)
			for _, e := range unwrap(object) {
				d.add(e.node, file)
			}
		}
		return nil
	})
	if err == nil && blank && named {
		return emptyFile(file)
	}
	if err != nil && !errors.Is(err, errTemplate) && templated(file) {
		err = fmt.Errorf("%w; the file contains templates%s", err, renderFirst)
	}
	if err != nil && (named || truncated || concernsRegistry(file)) {
		return &InvalidDump{file, err}
	}
	return nil
}

// emptyFile returns the error of a file that the user named and that has no objects:
// the command that writes it may have failed.
func emptyFile(file string) error {
	return errors.New(shownFile(file) + ": empty; check that the command that writes it succeeds")
}

func shownFile(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isArchive reports whether a file is a tar or a compressed file, by its signature.
func isArchive(in *bufio.Reader) bool {
	start, _ := in.Peek(262) // less in a short file
	for _, signature := range []string{"\x1f\x8b", "PK\x03\x04", "BZh", "\xfd7zXZ\x00", "\x28\xb5\x2f\xfd"} {
		if bytes.HasPrefix(start, []byte(signature)) {
			return true
		}
	}
	return len(start) == 262 && string(start[257:]) == "ustar"
}

// renderFirst is the remedy for a file with templates.
const renderFirst = ": import the output of the tool that renders them, such as helm template or kustomize build; quote a placeholder that is to remain in the profile"

// templated reports whether a file contains the braces of a template.
func templated(file string) bool {
	text, err := regular.Read(file, MaxFile)
	return err == nil && (bytes.Contains(text, []byte("{{")) || bytes.Contains(text, []byte("{%")))
}

// lineOfTemplate returns the line of the first value that begins with two braces.
func lineOfTemplate(node *yaml.Node) int {
	for _, child := range node.Content {
		if hasTemplate(child) {
			return lineOfTemplate(child)
		}
	}
	return node.Line
}

// add adds an object, unless it only embeds others.
func (d *Dump) add(object *yaml.RNode, file string) {
	if len(unwrap(object)) > 0 {
		return
	}
	d.Objects = append(d.Objects, object)
	d.Files[object] = file
}

// concernsRegistry reports whether a file that cannot be read names the registry.
func concernsRegistry(file string) bool {
	m, _, _, err := survey(file, most(true), make([]byte, chunk))
	return err != nil || m.registry
}

// archived are the kinds of the files of an Insights archive, which contain objects
// without apiVersion and kind, by the ends of their paths (insights-operator,
// docs/insights-archive-sample).
var archived = map[string][2]string{
	"imageregistry.operator.openshift.io/config/cluster.json":      {"imageregistry.operator.openshift.io/v1", "Config"},
	"imageregistry.operator.openshift.io/imagepruner/cluster.json": {"imageregistry.operator.openshift.io/v1", "ImagePruner"},
	"config/imageregistry.json":                                    {"imageregistry.operator.openshift.io/v1", "Config"},
	"config/imagepruner.json":                                      {"imageregistry.operator.openshift.io/v1", "ImagePruner"},
	"config/image.json":                                            {"config.openshift.io/v1", "Image"},
	"config/infrastructure.json":                                   {"config.openshift.io/v1", "Infrastructure"},
	"config/version.json":                                          {"config.openshift.io/v1", "ClusterVersion"},
}

// identify sets the kind of an object of an Insights archive.
func identify(object *yaml.RNode, file string) {
	if object.YNode().Kind != yaml.MappingNode || fieldOf(object, "metadata") == nil || fieldOf(object, "kind") != nil {
		return
	}
	for end, kind := range archived {
		if path := "/" + filepath.ToSlash(file); strings.HasSuffix(path, "/"+end) {
			setKind(object, kind[0], kind[1])
		}
	}
}

// identifyMember sets the kind of an object in a typed list, in which the API server
// omits it.
func identifyMember(object, list *yaml.RNode) {
	kind, typed := strings.CutSuffix(list.GetKind(), "List")
	if object != list && typed && kind != "" && object.YNode().Kind == yaml.MappingNode && fieldOf(object, "kind") == nil {
		setKind(object, list.GetApiVersion(), kind)
	}
}

func setKind(object *yaml.RNode, apiVersion, kind string) {
	content := object.YNode().Content
	pair := func(key, value string) []*yaml.Node {
		return []*yaml.Node{yaml.NewStringRNode(key).YNode(), yaml.NewStringRNode(value).YNode()}
	}
	added := slices.Concat(pair("apiVersion", apiVersion), pair("kind", kind))
	if fieldOf(object, "apiVersion") != nil {
		added = added[2:]
	}
	object.YNode().Content = append(added, content...)
}
