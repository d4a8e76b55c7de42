package pipeline

import (
	"reflect"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// SetBy sets the field of the profile in each diagnostic about a field that the
// profile generates. It changes the list.
func SetBy(found []v1alpha1.Diagnostic, objects []*generators.Object) []v1alpha1.Diagnostic {
	for i := range found {
		d := &found[i]
		if d.Node == nil || d.Field == "" {
			continue
		}
		id := provenance.IDOf(d.Node)
		for _, object := range objects {
			if object.ID() != id {
				continue
			}
			if path := profileField(object, d.Node, d.Field); path != "" {
				d.SetBy = &v1alpha1.ProfileField{Field: path}
			}
		}
	}
	return found
}

// profileField returns the field of the profile from which a field of an object
// follows. For a map, it is the field that contains all of them. It is empty if there
// is none, or if another owner has changed the value.
func profileField(object *generators.Object, node *yaml.RNode, field string) string {
	common, some := "", false
	for _, f := range object.Fields {
		path := strings.Join(f.Path, ".")
		if f.Origin.Path == "" || !decode.Within(field, path) && !decode.Within(path, field) || !has(node, f) {
			continue
		}
		if !some {
			common, some = f.Origin.Path, true
			continue
		}
		for !decode.Within(f.Origin.Path, common) {
			common = common[:max(0, strings.LastIndexByte(common, '.'))]
			if common == "" {
				return ""
			}
		}
	}
	if common == "spec" {
		return ""
	}
	return common
}

// has reports whether an object has the value of a field.
func has(node *yaml.RNode, f generators.Field) bool {
	got, err := node.Pipe(yaml.Lookup(f.Path...))
	if err != nil || got == nil {
		return err == nil && f.Absent
	}
	value, err := decode.Plain(got.YNode())
	return err == nil && !f.Absent && reflect.DeepEqual(value, f.Value)
}
