// Command generate writes the tables of package schema from the CRDs of the OpenShift releases
// and of the operators whose objects the registry uses. It needs the Go module
// proxy, and runs in fn/schema: go generate ./fn/schema.
package main

import (
	"bytes"
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

	"github.com/registry-profile/registry-profile/fn/schema"
)

// releases are the versions of github.com/openshift/api that were cut for each
// release.
var releases = []struct{ release, version string }{
	{"4.12", "v0.0.0-20240103200955-7ca3a4634e46"},
	{"4.13", "v0.0.0-20231118005202-0f638a8a4705"},
	{"4.14", "v0.0.0-20241031180523-b1c90a6cf9a3"},
	{"4.15", "v0.0.0-20240729140855-0a58f8c30a8c"},
	{"4.16", "v0.0.0-20260113171308-0677a8879a46"},
	{"4.17", "v0.0.0-20250617031845-db4fa2d6cce4"},
	{"4.18", "v0.0.0-20260105154426-319dc2e49203"},
	{"4.19", "v0.0.0-20251217143335-482f1b56dcc4"},
	{"4.20", "v0.0.0-20260716173118-05da40ea9855"},
	{"4.21", "v0.0.0-20260710095909-1cb630ce7109"},
	{"4.22", "v0.0.0-20260817165856-9fda5179a7f7"},
	{"4.23", "v0.0.0-20260813212709-d4bb0b443cb8"},
}

// Where the CRDs are: the newer releases have a file for each feature set.
var openshiftFiles = [][]string{
	{"imageregistry/v1/zz_generated.crd-manifests/00_configs.crd.yaml", "imageregistry/v1/zz_generated.crd-manifests/00_configs-Default.crd.yaml", "imageregistry/v1/00_imageregistry.crd.yaml"},
	{"imageregistry/v1/zz_generated.crd-manifests/01_imagepruners.crd.yaml", "imageregistry/v1/01_imagepruner.crd.yaml"},
	{"config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_images.crd.yaml", "config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_images-Default.crd.yaml", "config/v1/0000_10_config-operator_01_image.crd.yaml"},
}

const (
	secretsModule = "github.com/external-secrets/external-secrets@v1.3.2"
	bucketsModule = "github.com/rook/rook@v1.15.0"
)

func main() {
	log.SetFlags(0)
	b := builder{nodes: []schema.Node{{}}, seen: map[string]int{}}
	for _, r := range releases {
		dir := download("github.com/openshift/api@" + r.version)
		for _, candidates := range openshiftFiles {
			b.add(existing(dir, candidates), r.release)
		}
	}
	secrets := download(secretsModule)
	b.add(filepath.Join(secrets, "config/crds/bases/external-secrets.io_externalsecrets.yaml"), "")
	b.add(filepath.Join(secrets, "config/crds/bases/external-secrets.io_secretstores.yaml"), "")
	b.add(filepath.Join(download(bucketsModule), "deploy/olm/assemble/objectbucket.io_objectbucketclaims.yaml"), "")
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

// crd is a CustomResourceDefinition as far as it matters here.
type crd struct {
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
	roots []schema.Root
	nodes []schema.Node
	seen  map[string]int
}

func (b *builder) add(path, release string) {
	text, err := os.ReadFile(path)
	must(err)
	var c crd
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
	b.roots = append(b.roots, schema.Root{Group: c.Spec.Group, Kind: c.Spec.Names.Kind, Release: release, Node: b.node(root)})
}

// alternatives is a pattern that is no more than a list of words.
var alternatives = regexp.MustCompile(`^\^\(([A-Za-z|]+)\)\$$`)

// matches is the one form of CEL rule that is no more than a pattern. The
// others are rules of package validators.
var matches = regexp.MustCompile(`^self\.matches\('(.*)'\)$`)

// node stores a node, or finds its equal.
func (b *builder) node(n node) int {
	out := schema.Node{
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
		out.Properties = append(out.Properties, schema.Property{Name: name, Node: b.node(n.Properties[name])})
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

func bound[N int | float64](limit *N) schema.Bound {
	if limit == nil {
		return schema.Bound{}
	}
	return schema.Bound{Set: true, At: float64(*limit)}
}

// source returns the tables as a Go file.
func (b *builder) source() []byte {
	var out bytes.Buffer
	out.WriteString("// Code generated by ./generate; DO NOT EDIT.\n\npackage schema\n\nvar roots = []Root{\n")
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
				name = strings.ReplaceAll(f.Type().String(), "schema.", "")
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
