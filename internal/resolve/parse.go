package resolve

import (
	"fmt"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/placeholder"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// MaxBytes is the maximum size of a profile in bytes. A typical profile has a
// few kilobytes, most of them certificates.
const MaxBytes = 1 << 20

// Parse decodes the profile in node and resolves it. It returns all errors; the
// profile is complete only if the list is empty, and nil if node is not a
// RegistryProfile. Parse does not change node.
func Parse(node *yaml.Node) (*Profile, field.ErrorList) {
	written, errs := Decode(node)
	if written == nil {
		return nil, errs
	}
	if decode.AreUnknown(errs) {
		return WithDefaults(written), errs
	}
	p, more := Resolve(written)
	return p, append(errs, NotCausedBy(errs, more)...)
}

// Decode decodes a profile without setting defaults. It returns all syntax and
// type errors; the profile is nil if node is not a RegistryProfile.
func Decode(node *yaml.Node) (*v1alpha1.RegistryProfile, field.ErrorList) {
	if errs := checkType(yaml.NewRNode(node), v1alpha1.Kind); len(errs) > 0 {
		return nil, errs
	}
	expanded, err := decode.Expand(node)
	if err != nil {
		return nil, field.ErrorList{field.Invalid(field.NewPath("spec"), field.OmitValueType{}, err.Error())}
	}
	p := &v1alpha1.RegistryProfile{}
	errs := pastedCredentials(expanded, nil)
	return p, append(errs, NotCausedBy(errs, decoded(expanded, p))...)
}

// checkType checks apiVersion and kind. If they do not match, the fields are
// not checked. It returns one error, also if both do not match: another object has
// another kind and another apiVersion.
func checkType(node *yaml.RNode, kind string) field.ErrorList {
	version, k := node.GetApiVersion(), node.GetKind()
	switch {
	case k == kind && version == v1alpha1.APIVersion:
		return nil
	case k == kind && version == "":
		return field.ErrorList{field.Required(field.NewPath("apiVersion"), "set "+v1alpha1.APIVersion)}
	case k == kind:
		return field.ErrorList{decode.NotSupported(field.NewPath("apiVersion"), version, []string{v1alpha1.APIVersion})}
	case k == "":
		return field.ErrorList{field.Required(field.NewPath("kind"), "set "+kind)}
	}
	err := decode.NotSupported(field.NewPath("kind"), k, []string{kind})
	if remedy := otherKinds[k]; remedy != "" {
		err.Detail = fmt.Sprintf("not a %s; %s", kind, remedy)
	}
	return field.ErrorList{err}
}

// otherKinds are the remedies for kinds of files that are not a profile, but often
// contain one.
var otherKinds = map[string]string{
	"ResourceList":  "to run the function on a ResourceList, run registry-profile without a command, with the file as standard input",
	"Kustomization": "specify the folder of the kustomization instead of the file",
	"Component":     "specify the folder of a kustomization that lists the component",
	"Kptfile":       "specify the profile of the package",
	"List":          "write the profile as a document of its own, not as an item of a List",
}

// check validates what the types and their tags cannot express.
func (p *Profile) check() field.ErrorList {
	errs := p.checkPlaceholders()
	if decode.AreUnknown(errs) {
		return errs
	}
	name := field.NewPath("metadata", "name")
	if p.Name == "" {
		errs = append(errs, field.Required(name, "set the name of the cluster"))
	} else if placeholder.In(p.Name) {
		errs = append(errs, decode.MustBeKnown(name, p.Name, ""))
	} else if len(validation.IsDNS1123Subdomain(p.Name)) > 0 {
		errs = append(errs, field.Invalid(name, p.Name, "set a name of at most 253 lowercase letters, digits, '-' and '.', for example prod-eu-1"))
	}
	platform := field.NewPath("spec", "openshift", "platform")
	if openshift.FindPlatform(p.Spec.OpenShift.Platform).Name == "" {
		errs = append(errs, decode.NotSupported(platform, p.Spec.OpenShift.Platform, openshift.PlatformNames()))
	}
	errs = append(errs, p.checkService()...)
	errs = append(errs, p.checkRelease()...)
	errs = append(errs, p.checkStorage()...)
	errs = append(errs, p.checkClaim()...)
	errs = append(errs, p.checkBucket()...)
	errs = append(errs, p.checkCredentials()...)
	errs = append(errs, p.checkBucketJob()...)
	errs = append(errs, p.checkReferences()...)
	errs = append(errs, p.checkCertificates()...)
	errs = append(errs, p.checkAccess()...)
	errs = append(errs, p.checkTrust()...)
	errs = append(errs, p.checkImageConfig()...)
	errs = append(errs, p.checkDelivery()...)
	errs = append(errs, p.checkPlacement()...)
	errs = append(errs, p.checkAffinity()...)
	return append(errs, p.checkSpread()...)
}

func (p *Profile) checkStorage() field.ErrorList {
	if p.Spec.Storage == nil {
		return nil
	}
	path := field.NewPath("spec", "storage")
	var keys []string
	for _, c := range storage.Choices(p.Spec.Storage.OneOf) {
		keys = append(keys, c.Key)
	}
	switch len(keys) {
	case 0:
		if p.Spec.Storage.ManagementState == openshift.Unmanaged {
			return nil
		}
		return field.ErrorList{field.Required(path, "set one storage type: "+strings.Join(storageKeys(), ", ")+"; or set only managementState: "+openshift.Unmanaged+", so that the operator does not delete the existing store; or remove spec.storage to leave the storage unchanged")}
	case 1:
		return p.checkEndpoint()
	default:
		return field.ErrorList{field.Forbidden(path, fmt.Sprintf("%d storage types are set (%s), but the operator supports only one; remove the others", len(keys), strings.Join(keys, ", ")))}
	}
}

// checkEndpoint returns an error for the https service of an external gateway. Its
// port and certificate are those of the external Ceph cluster.
func (p *Profile) checkEndpoint() field.ErrorList {
	rgw := p.Spec.Storage.CephRGW
	if rgw == nil || rgw.Mode != v1alpha1.ModeExternal || rgw.Endpoint != v1alpha1.EndpointSecureService {
		return nil
	}
	path := field.NewPath("spec", "storage", "cephRGW", "endpoint")
	return field.ErrorList{field.Invalid(path, rgw.Endpoint, "with mode: External, the https endpoint of the gateway is unknown; set storage.s3 with this endpoint and the bucket, or set endpoint to Service")}
}

func (p *Profile) checkSpread() field.ErrorList {
	r := p.Spec.Registry
	path := field.NewPath("spec", "registry", "topologySpreadConstraints")
	switch {
	case r.Spread == v1alpha1.SpreadCustom && len(r.TopologySpreadConstraints) == 0:
		return field.ErrorList{field.Required(path, "required with spread: Custom")}
	case r.Spread != "" && r.Spread != v1alpha1.SpreadCustom && len(r.TopologySpreadConstraints) > 0:
		return field.ErrorList{field.Forbidden(path, fmt.Sprintf("valid only with spread: Custom, not with spread: %s; remove them or change spread", r.Spread))}
	}
	return nil
}

// checkRelease checks the release and returns an error for each field that the
// release does not support.
func (p *Profile) checkRelease() field.ErrorList {
	if _, err := openshift.ParseRelease(p.Spec.OpenShift.Version); err != nil {
		path := field.NewPath("spec", "openshift", "version")
		return field.ErrorList{field.Invalid(path, p.Spec.OpenShift.Version, err.Error())}
	}
	var errs field.ErrorList
	decode.Walk(p.Spec, field.NewPath("spec"), func(path *field.Path, f reflect.StructField) {
		since, gated := f.Tag.Lookup("since")
		if !gated {
			return
		}
		if first, err := openshift.ParseRelease(since); err != nil || p.release.Before(first) {
			errs = append(errs, field.Forbidden(path, fmt.Sprintf("not supported by OpenShift %s; remove it, or use OpenShift %s or later", p.release, since)))
		}
	})
	return errs
}

// NotCausedBy removes the errors that are only consequences of other errors.
// For example, a storage type is not missing if its name is misspelled.
func NotCausedBy(causes, errs field.ErrorList) field.ErrorList {
	var remaining field.ErrorList
	for _, err := range errs {
		if !causedBy(causes, err) {
			remaining = append(remaining, err)
		}
	}
	return remaining
}

func causedBy(causes field.ErrorList, err *field.Error) bool {
	for _, cause := range causes {
		if decode.Within(err.Field, cause.Field) || err.Type == field.ErrorTypeRequired && decode.Within(cause.Field, err.Field) || decode.CausedByPlace(cause, err) {
			return true
		}
	}
	return false
}
