package artifact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fields"
)

// profileReference returns the reference of all fields of the API.
func profileReference(root string) (Files, error) {
	fields, err := Fields(root, v1alpha1.Kind)
	if err != nil {
		return nil, err
	}
	policy, err := Fields(root, v1alpha1.PolicyKind)
	if err != nil {
		return nil, err
	}
	text := "# API reference\n\n" + doNotEdit +
		"All kinds belong to `" + v1alpha1.APIVersion + "`. `registry-profile explain FIELD` prints the same for one field, and `registry-profile schema` prints the JSON Schema for editors.\n\n" +
		"## " + v1alpha1.Kind + "\n\n" +
		"A RegistryProfile describes the integrated image registry of one cluster. Its name becomes part of the provenance annotation of every generated object.\n" +
		sections(fields) +
		"\n## " + v1alpha1.PolicyKind + "\n\n" +
		"A RegistryPolicy checks manifests and changes none of them. List it under `validators:` of a kustomization or of a Kptfile. `registry-profile lint` reads the policies of the repositories that it checks.\n\n" +
		fieldTable(policy, nil)
	return Files{"docs/reference/profile.md": []byte(text)}, nil
}

// sections returns a section for spec, for each field right below it that has
// fields of its own, and for each storage type with fields of its own.
func sections(all []fields.Field) string {
	var paths []string
	byPath := map[string]fields.Field{}
	rows := map[string][]fields.Field{}
	for _, f := range all {
		for _, path := range slices.Backward(paths) { // the innermost one first
			if below(f, path) {
				rows[path] = append(rows[path], f)
				break
			}
		}
		if opensSection(f, all) {
			paths, byPath[f.Path] = append(paths, f.Path), f
		}
	}
	var b strings.Builder
	for _, path := range paths {
		fmt.Fprintf(&b, "\n### `%s`\n\n%s\n\n%s", path, description(byPath[path]), fieldTable(rows[path], byPath))
	}
	return b.String()
}

// opensSection reports whether a field has a section of its own.
func opensSection(f fields.Field, all []fields.Field) bool {
	depth := strings.Count(f.Path, ".")
	if depth > 1 && !(depth == 2 && strings.HasPrefix(f.Path, "spec.storage.")) {
		return false
	}
	return slices.ContainsFunc(all, func(other fields.Field) bool { return below(other, f.Path) })
}

// below reports whether a field is below a path.
func below(f fields.Field, path string) bool {
	return strings.HasPrefix(strings.Replace(f.Path, path+"[]", path, 1), path+".")
}

// fieldTable returns the table of fields. Those with a section link to it.
func fieldTable(rows []fields.Field, sections map[string]fields.Field) string {
	t := newTable("Field", "Type", "Default", "Description")
	for _, f := range rows {
		name := "`" + f.Path + "`"
		if _, ok := sections[f.Path]; ok {
			name = "[" + name + "](" + Anchor(f.Path) + ")"
		}
		t.row(name, f.Type, f.Default, description(f))
	}
	return t.String()
}

// description returns the documentation of a field in one line.
func description(f fields.Field) string {
	text := f.Doc
	if f.Required {
		text += " Required."
	}
	if f.Since != "" {
		text += " From OpenShift " + f.Since + "."
	}
	return text
}
