// Command generate writes the tables of package crd from the CRDs of the OpenShift releases
// and of the operators whose objects the registry uses. It needs the Go module
// proxy, and runs in internal/crd: go generate ./internal/crd.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/format"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// sources says where the CRDs are: in which version of which module, and in
// which file. The newer releases of OpenShift have a file for each feature set;
// the first one of a list that there is counts.
type sources struct {
	OpenShift struct {
		Module   string
		Versions map[string]string
		Files    [][]string
	}
	Others []struct{ Module, Version, File string }
}

//go:embed sources.json
var embedded []byte

func main() {
	log.SetFlags(0)
	var from sources
	must(json.Unmarshal(embedded, &from))
	b := builder{nodes: []crd.Node{{}}, seen: map[string]int{}}
	for r := openshift.FirstRelease; !openshift.LastRelease.Before(r); r.Minor++ {
		dir := download(from.OpenShift.Module + "@" + from.OpenShift.Versions[r.String()])
		for _, candidates := range from.OpenShift.Files {
			b.add(existing(dir, candidates), r.String())
		}
	}
	for _, other := range from.Others {
		b.add(filepath.Join(download(other.Module+"@"+other.Version), other.File), "")
	}
	text, err := format.Source(b.source())
	must(err)
	must(os.WriteFile("schemas.go", text, 0o644))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// download fetches a module and returns its folder.
func download(module string) string {
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Dir, cmd.Stderr = os.TempDir(), os.Stderr
	out, err := cmd.Output()
	must(err)
	var info struct{ Dir string }
	must(json.Unmarshal(out, &info))
	return info.Dir
}

func existing(dir string, candidates []string) string {
	for _, name := range candidates {
		if path := filepath.Join(dir, name); exists(path) {
			return path
		}
	}
	log.Fatalf("%s: none of %v", dir, candidates)
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// definition is a CustomResourceDefinition as far as it matters here.
type definition struct {
	Spec struct {
		Group    string
		Names    struct{ Kind string }
		Versions []struct {
			Schema struct{ OpenAPIV3Schema node }
		}
	}
}

// node is a part of an OpenAPI schema as far as it matters here.
type node struct {
	Type                 string
	Properties           map[string]node
	Required             []string
	Items                *node
	AdditionalProperties json.RawMessage
	Enum                 []any
	Pattern              string
	Minimum, Maximum     *float64
	MinLength, MaxLength *int
	MinItems, MaxItems   *int
	Nullable             bool
	PreserveUnknown      bool                    `json:"x-kubernetes-preserve-unknown-fields"`
	IntOrString          bool                    `json:"x-kubernetes-int-or-string"`
	Validations          []struct{ Rule string } `json:"x-kubernetes-validations"`
}

type builder struct {
	roots []crd.Root
	nodes []crd.Node
	seen  map[string]int
}

func (b *builder) add(path, release string) {
	text, err := os.ReadFile(path)
	must(err)
	var c definition
	must(yaml.Unmarshal(text, &c))
	root := c.Spec.Versions[0].Schema.OpenAPIV3Schema
	delete(root.Properties, "status") // nobody writes it
	if c.Spec.Names.Kind == "SecretStore" {
		// Of its forty providers the registry uses one.
		spec := root.Properties["spec"]
		provider := spec.Properties["provider"]
		provider.Properties = map[string]node{"kubernetes": provider.Properties["kubernetes"]}
		provider.PreserveUnknown = true
		spec.Properties["provider"] = provider
	}
	b.roots = append(b.roots, crd.Root{Group: c.Spec.Group, Kind: c.Spec.Names.Kind, Release: release, Node: b.node(root)})
}

// alternatives is a pattern that is no more than a list of words.
var alternatives = regexp.MustCompile(`^\^\(([A-Za-z|]+)\)\$$`)

// matches is the one form of CEL rule that is no more than a pattern. The
// others are rules of package validators.
var matches = regexp.MustCompile(`^self\.matches\('(.*)'\)$`)

// node stores a node, or finds its equal.
func (b *builder) node(n node) int {
	out := crd.Node{
		Type: n.Type, Required: n.Required, Pattern: n.Pattern, Minimum: bound(n.Minimum), Maximum: bound(n.Maximum),
		MinLength: bound(n.MinLength), MaxLength: bound(n.MaxLength), MinItems: bound(n.MinItems), MaxItems: bound(n.MaxItems),
		Open: n.PreserveUnknown, IntOrString: n.IntOrString, Nullable: n.Nullable,
	}
	for _, v := range n.Validations {
		if m := matches.FindStringSubmatch(v.Rule); m != nil {
			out.Pattern = regexp.MustCompile(`\\\\`).ReplaceAllString(m[1], `\`)
		}
	}
	if m := alternatives.FindStringSubmatch(n.Pattern); m != nil {
		out.Pattern, out.Enum = "", strings.Split(m[1], "|")
	}
	for _, value := range n.Enum {
		out.Enum = append(out.Enum, fmt.Sprint(value))
	}
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		out.Properties = append(out.Properties, crd.Property{Name: name, Node: b.node(n.Properties[name])})
	}
	if n.Items != nil {
		out.Items = b.node(*n.Items)
	}
	var values node
	switch text := string(n.AdditionalProperties); {
	case text == "" || text == "false":
	case text == "true":
		out.Open = true
	default:
		must(json.Unmarshal(n.AdditionalProperties, &values))
		out.Values = b.node(values)
	}
	key := literal(out)
	if index, ok := b.seen[key]; ok {
		return index
	}
	b.nodes = append(b.nodes, out)
	b.seen[key] = len(b.nodes) - 1
	return len(b.nodes) - 1
}

func bound[N int | float64](limit *N) crd.Bound {
	if limit == nil {
		return crd.Bound{}
	}
	return crd.Bound{Set: true, At: float64(*limit)}
}

// source returns the tables as a Go file.
func (b *builder) source() []byte {
	var out bytes.Buffer
	out.WriteString("// Code generated by ./generate; DO NOT EDIT.\n\npackage crd\n\nvar roots = []Root{\n")
	for _, r := range b.roots {
		fmt.Fprintf(&out, "%s,\n", literal(r))
	}
	out.WriteString("}\n\nvar nodes = []Node{\n")
	for i, n := range b.nodes {
		fmt.Fprintf(&out, "%d: %s,\n", i, literal(n))
	}
	out.WriteString("}\n")
	return out.Bytes()
}

// literal is a value as an element of a Go table: without its empty fields and
// the name of its type.
func literal(value any) string {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Struct:
		var fields []string
		for i := range v.NumField() {
			f := v.Field(i)
			if f.IsZero() {
				continue
			}
			name := ""
			if f.Kind() == reflect.Struct || f.Kind() == reflect.Slice {
				name = strings.ReplaceAll(f.Type().String(), "crd.", "")
			}
			fields = append(fields, v.Type().Field(i).Name+": "+name+literal(f.Interface()))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case reflect.Slice:
		var items []string
		for i := range v.Len() {
			items = append(items, literal(v.Index(i).Interface()))
		}
		return "{" + strings.Join(items, ", ") + "}"
	default:
		return fmt.Sprintf("%#v", value)
	}
}
