package resolve

import (
	"encoding/json"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/placeholder"
)

// decoded decodes a profile whose aliases are expanded. With an unsupported tool in
// spec.delivery.placeholders, placeholders cause no more errors.
func decoded(node *yaml.Node, into *v1alpha1.RegistryProfile) field.ErrorList {
	tool := ""
	if found, err := yaml.NewRNode(node).Pipe(yaml.Lookup("spec", "delivery", "placeholders")); err == nil && found != nil {
		tool = yaml.GetValue(found)
	}
	if tool != "" && !slices.Contains(placeholder.Tools, tool) {
		return decode.Decode(node, into, nil, Advise)
	}
	return decode.Profile(node, into, tool, Advise)
}

// Unknown reports whether a text of the profile contains a placeholder, so that its
// value on the cluster is unknown. Decode rejects those of another tool than that of
// the profile.
func (p *Profile) Unknown(text string) bool { return placeholder.In(text) }

// checkPlaceholders returns an error for each placeholder in a field that must be
// known because of other fields: the name of an object that the profile generates,
// an endpoint from which other values follow, and the values of a storage change.
// The tag known marks the fields that must always be known.
func (p *Profile) checkPlaceholders() field.ErrorList {
	if p.Spec.Delivery.Placeholders == "" {
		return nil
	}
	var errs field.ErrorList
	for _, name := range p.generatedNames() {
		if p.Unknown(name.text) {
			errs = append(errs, decode.MustBeKnown(name.path, name.text, "it is the name of an object that the profile generates"))
		}
	}
	errs = append(errs, p.checkUnknownEndpoint()...)
	return append(errs, NotCausedBy(errs, p.checkUnknownStore())...)
}

// namedField is a field whose value is a name.
type namedField struct {
	path *field.Path
	text string
}

// generatedNames returns the fields that name a generated object, and otherwise an
// object that exists.
func (p *Profile) generatedNames() []namedField {
	var names []namedField
	spec := p.Written.Spec // a default can contain the placeholder of another field
	add := func(generated bool, path *field.Path, text string) {
		if generated {
			names = append(names, namedField{path, text})
		}
	}
	if s := spec.Storage; s != nil && s.PVC != nil {
		path := storagePath.Child("pvc")
		add(s.PVC.Create != nil, path.Child("claim"), s.PVC.Claim)
		if s.PVC.Create != nil {
			add(s.PVC.Create.StorageClass != nil, path.Child("create", "storageClassName"), s.PVC.Create.StorageClassName)
			add(s.PVC.Create.PersistentVolume != nil, path.Child("create", "volumeName"), s.PVC.Create.VolumeName)
		}
	}
	if s := spec.Storage; s != nil && s.S3 != nil && s.S3.CloudFront != nil {
		path, front := storagePath.Child("s3", "cloudFront", "privateKey"), s.S3.CloudFront
		add(front.ExternalSecret != nil, path.Child("name"), front.PrivateKey.Name)
		add(front.ExternalSecret != nil, path.Child("key"), front.PrivateKey.Key)
	}
	for i, r := range spec.Exposure.Routes {
		path := field.NewPath("spec", "exposure", "routes").Index(i)
		add(r.Certificate != nil, path.Child("name"), r.Name) // the default name of the Certificate contains it
		add(r.ExternalSecret != nil || r.Certificate != nil, path.Child("secretName"), r.SecretName)
	}
	trust := field.NewPath("spec", "trust")
	if t := spec.Trust.Registries; t != nil {
		add(len(t.Certificates) > 0, trust.Child("registries", "configMapName"), t.ConfigMapName)
	}
	if t := spec.Trust.Storage; t != nil {
		add(t.CA != "", trust.Child("storage", "configMapName"), t.ConfigMapName)
	}
	return names
}

// checkUnknownEndpoint returns an error for an endpoint with a placeholder from
// which other values follow: whether clients can be redirected to it, and on AWS
// whether it inherits encryption (see s3.Store of package storage).
func (p *Profile) checkUnknownEndpoint() field.ErrorList {
	if p.Written.Spec.Storage == nil || p.Written.Spec.Storage.S3 == nil {
		return nil
	}
	s3 := p.Written.Spec.Storage.S3
	path := storagePath.Child("s3", "regionEndpoint")
	switch {
	case !p.Unknown(s3.RegionEndpoint):
		return nil
	case p.Written.Spec.Registry.DisableRedirect == nil:
		return field.ErrorList{decode.MustBeKnown(path, s3.RegionEndpoint, "disableRedirect follows from it; set spec.registry.disableRedirect to true for an endpoint inside the cluster, to false for any other")}
	case p.Spec.OpenShift.Platform == openshift.AWS && s3.Encrypt == nil:
		return field.ErrorList{decode.MustBeKnown(path, s3.RegionEndpoint, "on AWS, encrypt follows from it; set spec.storage.s3.encrypt")}
	}
	return nil
}

// checkUnknownStore checks the placeholders in the storage while the profile
// changes the storage of the cluster. The new storage is then also part of a patch
// in JSON: of a command that the user runs and in which no tool replaces
// placeholders, or of the environment of a Job, in which JSON escapes quotes and
// backslashes so that the tool does not recognize the placeholder.
func (p *Profile) checkUnknownStore() field.ErrorList {
	if p.Spec.Delivery.StorageChange == nil && !p.StorageByJob() || p.Written.Spec.Storage == nil {
		return nil
	}
	var stanza []string
	if store := p.Store(); store != nil {
		decode.Texts(store.Stanza, nil, func(_ *field.Path, text string) { stanza = append(stanza, text) })
	}
	var errs field.ErrorList
	check := func(path *field.Path, text string) {
		switch {
		case !p.Unknown(text), !slices.ContainsFunc(stanza, func(part string) bool { return strings.Contains(part, text) }):
		case p.Spec.Delivery.Tool == v1alpha1.Plain:
			errs = append(errs, decode.MustBeKnown(path, text, "it is part of the command that changes the storage with delivery.tool: Plain"))
		case escapedInJSON(text):
			errs = append(errs, field.Invalid(path, text, `JSON escapes the quotes or backslashes of the placeholder in the Job that writes the storage, so that it is not replaced; use backquotes instead of double quotes in a template`))
		}
	}
	decode.Texts(p.Written.Spec.Storage.OneOf, storagePath, check)
	if t := p.Written.Spec.Trust.Storage; t != nil {
		check(field.NewPath("spec", "trust", "storage", "configMapName"), t.ConfigMapName)
	}
	return errs
}

// escapedInJSON reports whether JSON changes a text.
func escapedInJSON(text string) bool {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return true
	}
	return b.String() != `"`+text+"\"\n"
}
