package crd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/kube-openapi/pkg/validation/errors"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// reference validates objects with the code of the API server.
//
// The packages pkg/apiserver/validation and schema/defaulting of the API server
// need CEL and many other packages. They add a few lines to the packages above;
// this file contains these lines.
type reference struct {
	kind    schema.GroupVersionKind
	release openshift.Release
	props   *apiextensionsv1.JSONSchemaProps
	schema  *structural.Structural
	openapi *spec.Schema
}

// references returns the schema of every CRD, as the generator stored it.
func references(t testing.TB) []reference {
	t.Helper()
	var all []reference
	require.NoError(t, filepath.WalkDir("testdata/crds", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var crd struct {
			Release, Group, Kind string
			Schema               apiextensionsv1.JSONSchemaProps
		}
		require.NoError(t, json.Unmarshal(text, &crd), path)
		var props apiextensions.JSONSchemaProps
		require.NoError(t, apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&crd.Schema, &props, nil))
		r := reference{kind: schema.FromAPIVersionAndKind(crd.Group+"/v1", crd.Kind), release: openshift.LastRelease, props: &crd.Schema}
		if crd.Release != "" {
			r.release, err = openshift.ParseRelease(crd.Release)
			require.NoError(t, err)
		}
		r.schema, err = structural.NewStructural(&props)
		require.NoError(t, err, path)
		r.openapi = r.schema.ToKubeOpenAPI()
		served(r.openapi)
		all = append(all, r)
		return nil
	}))
	require.Len(t, all, len(roots))
	return all
}

// celPattern is a CEL rule that only matches a pattern.
var celPattern = regexp.MustCompile(`^self\.matches\('(.*)'\)$`)

// served changes a schema as pkg/apiserver/validation does: it removes the
// formats that do not apply to the type, and sets the types of an
// int-or-string. It replaces the CEL rules that only match a pattern with the
// pattern, because this test does not evaluate CEL.
func served(s *spec.Schema) {
	if s == nil {
		return
	}
	if len(s.Type) == 1 && s.Type[0] != "string" && s.Type[0] != "integer" && s.Type[0] != "number" {
		s.Format = ""
	}
	if s.Extensions["x-kubernetes-int-or-string"] == true {
		s.Type = spec.StringOrArray{"integer", "string"}
	}
	if rules, ok := s.Extensions["x-kubernetes-validations"].(apiextensionsv1.ValidationRules); ok {
		for _, rule := range rules {
			if m := celPattern.FindStringSubmatch(rule.Rule); m != nil {
				s.Pattern = strings.ReplaceAll(m[1], `\\`, `\`)
			}
		}
	}
	for name, property := range s.Properties {
		served(&property)
		s.Properties[name] = property
	}
	if s.Items != nil {
		served(s.Items.Schema)
	}
	if s.AdditionalProperties != nil {
		served(s.AdditionalProperties.Schema)
	}
}

// verdict is the result of the API server for an object.
type verdict struct {
	rejected []string // paths of rejected values
	mixed    []string // those of them that match no alternative
	dropped  []string // paths of unknown fields
}

func (r reference) validate(t testing.TB, text []byte) verdict {
	t.Helper()
	var object map[string]any
	require.NoError(t, utiljson.Unmarshal(text, &object))
	var out verdict
	out.dropped = pruning.PruneWithOptions(object, r.schema, true, structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	dropNulls(object, r.schema)
	setDefaults(object, r.schema)
	for _, err := range validate.NewSchemaValidator(r.openapi, nil, "", strfmt.Default).Validate(object).Errors {
		path, alternatives := pathOf(t, err)
		out.rejected = append(out.rejected, path)
		if alternatives {
			out.mixed = append(out.mixed, path)
		}
	}
	for _, err := range listtype.ValidateListSetsAndMaps(nil, r.schema, object) {
		out.rejected = append(out.rejected, err.Field)
	}
	slices.Sort(out.rejected)
	out.rejected = slices.Compact(out.rejected)
	return out
}

// inText finds the path in errors that contain it only in their text.
var inText = regexp.MustCompile(`^Checked value must be of type .* in (\S+)$|^"(\S+)" must (?:not )?validate .*\((anyOf|not)\)$`)

// pathOf returns the path of an error, and whether no alternative matches
// there.
func pathOf(t testing.TB, err error) (string, bool) {
	t.Helper()
	if v, ok := err.(*errors.Validation); ok {
		return strings.TrimPrefix(v.Name, "."), false
	}
	m := inText.FindStringSubmatch(err.Error())
	require.NotNil(t, m, "%s", err)
	return m[1] + m[2], m[3] == "anyOf"
}

// dropNulls does the same as PruneNonNullableNullsWithoutDefaults of package
// schema/defaulting.
func dropNulls(value any, s *structural.Structural) {
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			child := schemaAt(s, key)
			if below == nil && child != nil && !child.Nullable && child.Default.Object == nil {
				delete(value, key)
			} else {
				dropNulls(below, child)
			}
		}
	case []any:
		for _, below := range value {
			if s != nil {
				dropNulls(below, s.Items)
			}
		}
	}
}

// setDefaults does the same as Default of package schema/defaulting.
func setDefaults(value any, s *structural.Structural) {
	if s == nil {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		for name, property := range s.Properties {
			if property.Default.Object == nil {
				continue
			}
			if below, found := value[name]; !found || below == nil && !property.Nullable {
				value[name] = runtime.DeepCopyJSONValue(property.Default.Object)
			}
		}
		for key := range value {
			child := schemaAt(s, key)
			if value[key] == nil && child != nil && !child.Nullable {
				value[key] = runtime.DeepCopyJSONValue(child.Default.Object)
			}
			setDefaults(value[key], child)
		}
	case []any:
		for i := range value {
			if value[i] == nil && s.Items != nil && !s.Items.Nullable {
				value[i] = runtime.DeepCopyJSONValue(s.Items.Default.Object)
			}
			setDefaults(value[i], s.Items)
		}
	}
}

func schemaAt(s *structural.Structural, key string) *structural.Structural {
	if s == nil {
		return nil
	}
	if property, ok := s.Properties[key]; ok {
		return &property
	}
	if s.AdditionalProperties != nil {
		return s.AdditionalProperties.Structural
	}
	return nil
}
