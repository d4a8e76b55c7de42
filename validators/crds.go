package validators

import "github.com/registry-profile/registry-profile/internal/crd"

// CRDs are CustomResourceDefinitions of a cluster. The rules for manifests
// validate objects of their kinds against them, instead of the schemas of the
// release. The zero value and nil contain none.
type CRDs struct{ schemas crd.Schemas }

// ErrOtherKind is the error of Add for the CRD of a kind that no rule validates.
var ErrOtherKind = crd.ErrOtherKind

// IsCRD reports whether an apiVersion and a kind are those of a
// CustomResourceDefinition.
func IsCRD(apiVersion, kind string) bool { return crd.IsDefinition(apiVersion, kind) }

// Add adds a CRD, decoded as encoding/json does. It returns the parts of the
// schema that the rules ignore, each with its field: restrictions in CEL, and
// other keywords that they do not support. It fails if the object is not a CRD
// of apiextensions.k8s.io/v1, with ErrOtherKind if no rule validates its kind, if
// the API server would not accept the schema, and for a second CRD of a kind.
func (c *CRDs) Add(object map[string]any) (ignored []string, err error) {
	return c.schemas.Add(object)
}

// of returns the schemas for an input.
func (c *CRDs) of() *crd.Schemas {
	if c == nil {
		return nil
	}
	return &c.schemas
}
