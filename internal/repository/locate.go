package repository

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// source is a document in which an object, or a part of it, is written.
type source struct {
	file  string
	node  *yaml.Node // contains the lines
	path  string     // of the object in the document; empty if the document is the object
	patch bool
}

// Place is where an object or a field is written.
type Place struct {
	File string
	Line int
	// Within is the object that embeds the object, and the path in it; empty if the
	// document is the object, or a List of objects.
	Within string
}

// Locate returns where a field of an object is written: in a patch that sets it, or
// in the manifest. For a field that is not set, it returns the line of the nearest
// field above it in the manifest. For an object that no file contains, it returns
// the first profile that the kustomization has run, or the zero Place. Locate is
// safe for concurrent use.
func (c *Cluster) Locate(object *yaml.RNode, field string) Place {
	sources := c.sources[object]
	if sources == nil && c.tree != nil {
		c.tree.mutex.Lock()
		defer c.tree.mutex.Unlock()
		sources = c.tree.sources(object)
	}
	value := valueAt(object.YNode(), field)
	for _, s := range sources {
		if line := s.lineOf(field, value); line > 0 {
			return s.place(line)
		}
	}
	if c.tree != nil && len(sources) > 0 && value != nil && value.Kind == yaml.ScalarNode && field != "metadata.namespace" {
		return Place{File: c.tree.shown(c.tree.root.File), Line: 1} // a replacement or a prefix sets it
	}
	if s, ok := nearest(sources, field); ok {
		return s.place(lineOf(s.node, join(s.path, field)))
	}
	if len(c.Ran) > 0 && c.tree != nil {
		return c.tree.config(c.Ran)
	}
	if c.tree != nil { // a generator of kustomize
		return Place{File: c.tree.shown(c.tree.root.File), Line: 1}
	}
	return Place{}
}

// nearest returns the document that contains most of the path of a field: the
// manifest, unless a patch sets more of it.
func nearest(sources []source, field string) (source, bool) {
	var best source
	most := -1
	for _, patch := range []bool{false, true} {
		for _, s := range sources {
			if s.patch != patch || s.node.Kind != yaml.MappingNode {
				continue
			}
			if n := depth(at(s), field); n > most {
				best, most = s, n
			}
		}
	}
	return best, most >= 0
}

// depth returns the number of steps of a path that exist.
func depth(node *yaml.Node, path string) int {
	n := 0
	for path != "" && node != nil {
		if _, node, path = step(node, path); node != nil {
			n++
		}
	}
	return n
}

func (s source) place(line int) Place {
	p := Place{File: s.file, Line: line}
	if s.path != "" && !strings.HasSuffix(yaml.NewRNode(s.node).GetKind(), "List") {
		p.Within = v1alpha1.ObjectName(yaml.NewRNode(s.node)) + " " + s.path
	}
	return p
}

func join(path, field string) string {
	switch {
	case path == "" || field == "":
		return path + field
	case strings.HasPrefix(field, "["):
		return path + field
	}
	return path + "." + field
}

// lineOf returns the line of a field that the document sets to the value. It is 0
// if the document does not.
func (s source) lineOf(field string, value *yaml.Node) int {
	if s.node.Kind == yaml.SequenceNode {
		return operationLine(s.node, field)
	}
	if value == nil {
		return 0
	}
	own := valueAt(s.node, join(s.path, field))
	if own == nil || own.Kind != value.Kind || own.Kind == yaml.ScalarNode && own.Value != value.Value {
		return 0
	}
	return lineOf(s.node, join(s.path, field))
}

// operationLine returns the line of the JSON Patch operation that sets a field.
func operationLine(operations *yaml.Node, field string) int {
	pointer := "/" + strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(field)
	best, length := 0, 0
	for _, operation := range operations.Content {
		if operation.Kind != yaml.MappingNode {
			continue
		}
		_, path := child(operation, "path")
		if path == nil {
			continue
		}
		p := strings.TrimSuffix(path.Value, "/-")
		if (p == pointer || strings.HasPrefix(pointer, p+"/")) && len(p) > length {
			best, length = path.Line, len(p)
		}
	}
	return best
}

// valueAt returns the value at a path such as spec.routes[0].name, or nil.
func valueAt(node *yaml.Node, path string) *yaml.Node {
	for path != "" {
		var rest string
		if _, node, rest = step(node, path); node == nil {
			return nil
		}
		path = rest
	}
	return node
}

// tree finds the sources of the objects that a kustomization has composed.
type tree struct {
	// load returns the patches and resources, those of the outermost kustomization
	// first. It is called only if an object must be located.
	load      func() []treeDocument
	loaded    bool
	documents []treeDocument
	shown     func(path string) string
	root      *kustomize.Tree
	composer  *kustomize.Composer
	mutex     *sync.Mutex // of the reader
}

type treeDocument struct {
	source
	target *types.Selector // of a patch
}

// sources returns the documents of an object, the patches of outer kustomizations
// first. An object can have another name and namespace in its file.
func (t *tree) sources(object *yaml.RNode) []source {
	if !t.loaded {
		t.documents, t.loaded = t.load(), true
	}
	var exact, renamed []source
	for _, d := range t.documents {
		if d.node.Kind == yaml.SequenceNode || d.target != nil && d.patch {
			if d.target != nil && selects(d.target, object) {
				exact = append(exact, d.source)
			}
			continue
		}
		for _, member := range membersOf(d.source) {
			node := yaml.NewRNode(at(member))
			if node.GetKind() != object.GetKind() || openshift.GroupOf(node.GetApiVersion()) != openshift.GroupOf(object.GetApiVersion()) {
				continue
			}
			name, other := node.GetName(), object.GetName()
			switch {
			case name == other:
				exact = append(exact, member)
			case strings.Contains(other, name):
				renamed = append(renamed, member)
			}
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return renamed
}

// at returns the object of a source.
func at(s source) *yaml.Node { return valueAt(s.node, s.path) }

// membersOf returns the objects of a List, or the object itself.
func membersOf(s source) []source {
	if kind := yaml.NewRNode(s.node).GetKind(); !strings.HasSuffix(kind, "List") {
		return []source{s}
	}
	_, items := child(s.node, "items")
	if items == nil || items.Kind != yaml.SequenceNode {
		return []source{s}
	}
	var members []source
	for i, item := range items.Content {
		if item.Kind == yaml.MappingNode {
			members = append(members, source{s.file, s.node, "items[" + strconv.Itoa(i) + "]", s.patch})
		}
	}
	return members
}

// selects reports whether a patch applies to an object, as far as its kind and
// name say.
func selects(target *types.Selector, object *yaml.RNode) bool {
	return (target.Kind == "" || target.Kind == object.GetKind()) &&
		(target.Name == "" || target.Name == object.GetName() || strings.ContainsAny(target.Name, ".*^$|"))
}

// config returns the place of the first profile that the kustomization has run, or
// of a policy.
func (t *tree) config(ran []kustomize.Ran) Place {
	ran = slices.Clone(ran)
	slices.SortStableFunc(ran, func(a, b kustomize.Ran) int {
		return cmp.Compare(fmt.Sprint(a.Config.GetKind() != v1alpha1.Kind), fmt.Sprint(b.Config.GetKind() != v1alpha1.Kind))
	})
	return Place{File: t.shown(ran[0].File), Line: 1}
}
