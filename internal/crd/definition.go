package crd

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Definition is the schema of a kind from its CustomResourceDefinition, in the
// version that is stored, without descriptions.
type Definition struct {
	// Release is empty for kinds that are not part of OpenShift.
	Release string `json:"release,omitempty"`
	Group   string `json:"group"`
	Kind    string `json:"kind"`
	// Schema is the openAPIV3Schema without the status, which no manifest has.
	Schema map[string]any `json:"schema"`
}

// ErrOtherKind is the error for the CRD of a kind that this package does not
// validate.
var ErrOtherKind = errors.New("CRD of another kind")

// definitionKind is the kind of CRDs, definitionVersion the only supported
// apiVersion.
const (
	definitionKind    = "CustomResourceDefinition"
	definitionGroup   = "apiextensions.k8s.io"
	definitionVersion = definitionGroup + "/v1"
)

// IsDefinition reports whether an apiVersion and a kind are those of a CRD, in any
// version.
func IsDefinition(apiVersion, kind string) bool {
	return kind == definitionKind && strings.HasPrefix(apiVersion, definitionGroup+"/")
}

// identify returns the group and the kind that a CRD defines. It fails if the
// object is not a CRD of the supported version.
func identify(object map[string]any) (group, kind string, err error) {
	apiVersion, _ := object["apiVersion"].(string)
	objectKind, _ := object["kind"].(string)
	switch {
	case !IsDefinition(apiVersion, objectKind):
		return "", "", fmt.Errorf("not a %s: the object has apiVersion %q and kind %q; use the output of: oc get crd NAME -o yaml", definitionKind, apiVersion, objectKind)
	case apiVersion != definitionVersion:
		return "", "", fmt.Errorf("apiVersion %s of a %s is not supported; use %s", apiVersion, definitionKind, definitionVersion)
	}
	spec, _ := object["spec"].(map[string]any)
	names, _ := spec["names"].(map[string]any)
	group, _ = spec["group"].(string)
	kind, _ = names["kind"].(string)
	if group == "" || kind == "" {
		return "", "", fmt.Errorf("a %s without spec.group or spec.names.kind; use the output of: oc get crd NAME -o yaml", definitionKind)
	}
	return group, kind, nil
}

// Define returns the schema of a CRD, decoded as encoding/json does. It fails if
// the object is not a valid CRD. The definition shares no data with the object.
func Define(object map[string]any) (Definition, error) {
	group, name, err := identify(object)
	if err != nil {
		return Definition{}, err
	}
	var document struct {
		Spec struct {
			Versions []struct {
				Storage bool
				Schema  struct{ OpenAPIV3Schema map[string]any }
			}
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		return Definition{}, err
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return Definition{}, fmt.Errorf("%s: not a valid CRD: %w", name, err)
	}
	for _, version := range document.Spec.Versions {
		if version.Storage {
			d := Definition{Group: group, Kind: name, Schema: version.Schema.OpenAPIV3Schema}
			if d.Schema == nil {
				return Definition{}, fmt.Errorf("%s: the stored version has no schema.openAPIV3Schema", name)
			}
			d.trim()
			return d, nil
		}
	}
	return Definition{}, fmt.Errorf("%s: no version in spec.versions is marked as stored", name)
}

// serves returns an error if a CRD of OpenShift does not have the version of the
// manifests. The kinds of other products have several versions.
func serves(object map[string]any, group, kind string) error {
	i := slices.IndexFunc(openshift.Kinds, func(k schema.GroupVersionKind) bool { return k.Group == group && k.Kind == kind })
	if i < 0 || !strings.HasSuffix(group, ".openshift.io") {
		return nil
	}
	spec, _ := object["spec"].(map[string]any)
	versions, _ := spec["versions"].([]any)
	var names []string
	for _, v := range versions {
		version, _ := v.(map[string]any)
		name, _ := version["name"].(string)
		if name == openshift.Kinds[i].Version || name == "" { // Define reports what is not valid
			return nil
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("%s: the CRD does not have version %s, which the manifests use; it has %s; use the CRD of an OpenShift cluster",
		kind, openshift.Kinds[i].Version, strings.Join(names, ", "))
}

// validated reports whether the tables have a schema of the kind.
func validated(group, kind string) bool {
	return slices.ContainsFunc(roots, func(r Root) bool { return r.Group == group && r.Kind == kind })
}

// kindNames lists the kinds with a schema.
func kindNames() []string {
	var names []string
	for _, r := range roots {
		if name := r.Kind + " of " + r.Group; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (d Definition) trim() {
	delete(at(d.Schema, "properties"), "status")
	if d.Kind == "SecretStore" {
		// The registry uses one of its forty providers.
		providers := at(d.Schema, "properties", "spec", "properties", "provider", "properties")
		for name := range providers {
			if name != "kubernetes" {
				providers[name] = map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}
			}
		}
	}
	Undescribed(d.Schema)
}

// at returns the map at a path, or nil.
func at(value map[string]any, path ...string) map[string]any {
	for _, key := range path {
		value, _ = value[key].(map[string]any)
	}
	return value
}

// Undescribed removes the descriptions of a schema, or of all schemas of a CRD. A description that is not a text is a
// field with the name description.
func Undescribed(value any) {
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value["description"].(string); ok {
			delete(value, "description")
		}
		for _, below := range value {
			Undescribed(below)
		}
	case []any:
		for _, below := range value {
			Undescribed(below)
		}
	}
}
