package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// related returns the manifests of the registry, in input order: those that
// carry a name, a namespace or an annotation of the registry, those that Config,
// image.config or the profile refer to, and those that these refer to.
func (in input) related() []item {
	refs := in.profileReferences()
	for _, it := range in.all {
		if it.isCluster() {
			refs.addFrom(it)
		}
	}
	for _, it := range in.all {
		if it.isOwn() || refs.has(it) {
			refs.addFrom(it) // the store of an external secret, the class of a claim
		}
	}
	var found []item
	for _, it := range in.all {
		if it.isOwn() || refs.has(it) {
			found = append(found, it)
		}
	}
	return found
}

// isCluster reports whether an item is one of the registry's singletons. A
// singleton with another name has no effect; ST009 reports it.
func (it item) isCluster() bool {
	return isSingletonKind(it.kind) && (it.name() == openshift.ClusterName || it.has("metadata", "name") && it.name() == "")
}

// isOwn reports whether an item says by itself that it is the registry's. In
// another namespace, a name of the registry belongs to others.
func (it item) isOwn() bool {
	switch {
	case isSingletonKind(it.kind):
		return it.isCluster()
	case it.namespace() == openshift.RegistryNamespace, it.isMarked():
		return true
	case it.kind == openshift.PersistentVolume:
		return it.text("spec", "claimRef", "namespace") == openshift.RegistryNamespace
	case it.kind == openshift.PersistentVolumeClaim:
		return it.name() == openshift.DefaultClaim && it.isIn(openshift.RegistryNamespace)
	case it.kind == secretKind, it.kind == openshift.ExternalSecret:
		return (it.name() == openshift.CredentialsSecret || secretOf(it) == openshift.CredentialsSecret) && it.isIn(openshift.RegistryNamespace)
	}
	return false
}

// isMarked reports whether an annotation says that an item is the registry's.
func (it item) isMarked() bool {
	_, marked := provenance.MarkOf(it.node)
	return marked || it.kind == openshift.PersistentVolumeClaim && it.annotation(openshift.ClaimAnnotation) == "true"
}

// references are the objects that the registry refers to.
type references struct {
	// objects lists namespaces by kind and name.
	objects map[schema.GroupVersionKind]map[string][]string
	// buckets are the names of buckets, which claims request.
	buckets []string
}

func (r *references) add(kind schema.GroupVersionKind, namespace, name string) {
	if name == "" {
		return
	}
	if r.objects[kind] == nil {
		r.objects[kind] = map[string][]string{}
	}
	r.objects[kind][name] = append(r.objects[kind][name], namespace)
}

// addSecret adds a secret that the operator reads.
func (r *references) addSecret(name string) { r.add(secretKind, openshift.RegistryNamespace, name) }

// has reports whether an item is referred to. An item without a namespace can be
// in any.
func (r *references) has(it item) bool {
	kind, name := it.kind, it.name()
	switch kind {
	case openshift.ExternalSecret:
		kind, name = secretKind, secretOf(it)
	case openshift.Certificate:
		kind, name = secretKind, it.text("spec", "secretName")
	case openshift.ObjectBucketClaim:
		if slices.ContainsFunc(r.buckets, it.claimsBucket) {
			return true
		}
	}
	return slices.ContainsFunc(r.objects[kind][name], func(namespace string) bool { return namespace == "" || it.isIn(namespace) })
}

// claimsBucket reports whether an ObjectBucketClaim requests a bucket, by its
// name or by the prefix of a generated name.
func (it item) claimsBucket(bucket string) bool {
	if name := it.text("spec", "bucketName"); name != "" {
		return name == bucket
	}
	prefix := it.text("spec", "generateBucketName")
	return prefix != "" && (prefix == bucket || strings.HasPrefix(bucket, prefix+"-"))
}

// addFrom adds the objects that an item of the registry refers to.
func (r *references) addFrom(it item) {
	switch it.kind {
	case openshift.Config:
		r.add(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, it.text("spec", "storage", "pvc", "claim"))
		r.add(openshift.ConfigMap, openshift.ConfigNamespace, it.text("spec", "storage", "s3", "trustedCA", "name"))
		for _, name := range it.secretNames() {
			r.addSecret(name)
		}
		if bucket := it.text("spec", "storage", "s3", "bucket"); bucket != "" {
			r.buckets = append(r.buckets, bucket)
		}
	case openshift.Image:
		r.add(openshift.ConfigMap, openshift.ConfigNamespace, it.text("spec", "additionalTrustedCA", "name"))
	case openshift.ExternalSecret:
		ref := it.dict("spec", "secretStoreRef")
		if kind := ref.text("kind"); kind == "" || kind == openshift.SecretStore.Kind {
			r.add(openshift.SecretStore, it.namespace(), ref.text("name"))
		}
	case openshift.PersistentVolumeClaim:
		r.add(openshift.StorageClass, "", it.text("spec", "storageClassName"))
		r.add(openshift.PersistentVolume, "", it.text("spec", "volumeName"))
	}
}

// secretNames returns the names of the secrets that a Config refers to.
func (it item) secretNames() []string {
	names := []string{it.text("spec", "storage", "s3", "cloudFront", "privateKey", "name")}
	for _, route := range it.objects("spec", "routes") {
		names = append(names, route.text("secretName"))
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// profileReferences returns the objects that the profile refers to.
func (in input) profileReferences() *references {
	refs := &references{objects: map[schema.GroupVersionKind]map[string][]string{}}
	if in.Profile == nil {
		return refs
	}
	for _, ref := range in.References() {
		refs.addSecret(ref.Secret)
	}
	for _, route := range in.Spec.Exposure.Routes {
		refs.addSecret(route.SecretName)
	}
	if t := in.Spec.Trust.Registries; t != nil {
		refs.add(openshift.ConfigMap, openshift.ConfigNamespace, t.ConfigMapName)
	}
	if t := in.Spec.Trust.Storage; t != nil {
		refs.add(openshift.ConfigMap, openshift.ConfigNamespace, t.ConfigMapName)
	}
	if store := in.Store(); store != nil {
		if store.Claim != nil {
			refs.add(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, store.Claim.Name)
			refs.add(openshift.StorageClass, "", store.Claim.Volume.StorageClassName)
			refs.add(openshift.PersistentVolume, "", store.Claim.Volume.VolumeName)
		}
		if store.Bucket != nil {
			refs.add(openshift.ObjectBucketClaim, store.Bucket.Namespace, store.Bucket.Name)
			refs.buckets = append(refs.buckets, store.Bucket.Name)
		}
	}
	if pvc := pvcOf(in); pvc != nil {
		refs.add(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, pvc.Claim)
	}
	return refs
}
