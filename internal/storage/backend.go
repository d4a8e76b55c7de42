package storage

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Backend is a way to store images.
type Backend interface {
	// Facts returns the properties that do not depend on the profile.
	Facts() Facts
	// Store returns the store that this profile configures.
	Store(Env) Store
}

// Facts are the properties of a backend that do not depend on the profile.
type Facts struct {
	// Title is the display name of the backend.
	Title string
	// ConfigKey is the key of the backend's stanza in Config.spec.storage.
	ConfigKey string
	// Starter lists the paths of the fields that a new profile sets in addition to
	// the required fields.
	Starter []string
	// KeySets are the alternative sets of keys that the operator reads from the
	// credentials Secret; empty for a backend without credentials.
	KeySets []KeySet
	// OwnPlatforms reports that the operator can use the store only on the platforms
	// whose default it is.
	OwnPlatforms bool
	// NotOnClouds is the reason why the store does not exist on a public cloud, unless
	// the profile says that it is external; empty if it can exist.
	NotOnClouds string
}

// Unavailable returns the reason why a new profile cannot use the store on a platform,
// and an empty text if it can.
func (f Facts) Unavailable(platform string) string {
	switch p := openshift.FindPlatform(platform); {
	case !f.Supports(platform):
		var own []string
		for _, p := range openshift.Platforms {
			if p.Storage == f.ConfigKey {
				own = append(own, p.Name)
			}
		}
		return "the operator supports it only on " + strings.Join(own, " and ")
	case p.Cloud:
		return f.NotOnClouds
	}
	return ""
}

// Supports reports whether the operator can use the store on a platform.
func (f Facts) Supports(platform string) bool {
	p := openshift.FindPlatform(platform)
	return !f.OwnPlatforms || p.Name == "" || p.Storage == f.ConfigKey
}

// NeedsSecret reports whether the operator needs the Secret with credentials for
// the store: the platform is known, and the cluster has no credentials of its own
// for the store. It is false for a store that the operator cannot use on the
// platform.
func (f Facts) NeedsSecret(platform string) bool {
	p := openshift.FindPlatform(platform)
	return p.Name != "" && len(f.KeySets) > 0 && f.Supports(platform) && !p.HasCredentials(f.ConfigKey)
}

// Env holds the input of a stanza from other parts of the profile.
type Env struct {
	// Platform of the cluster.
	Platform string
	// TrustedCA is the name of the ConfigMap in openshift-config with the CA of
	// the storage endpoint; empty if public CAs apply.
	TrustedCA string
}

// Sharing describes how many registry pods can use a store concurrently.
type Sharing int

const (
	// Shared stores serve any number of pods.
	Shared Sharing = iota
	// SingleNode volumes can be mounted by one node at a time (ReadWriteOnce).
	SingleNode
	// PerPod stores are private to each pod and are deleted with it.
	PerPod
)

// Store is the result of configuring a backend.
type Store struct {
	// Stanza is the value of Config.spec.storage.<ConfigKey>.
	Stanza any
	// Sources maps paths in the stanza to the paths of the profile's fields, where
	// the names differ.
	Sources map[string]string
	// Fill holds fields of the stanza that are set only if the existing Config
	// does not set them.
	Fill any
	// Drop lists keys that must be absent from the stanza.
	Drop []string
	// Fields are the keys of the stanza if another store of the same type can
	// replace it; empty if a change of the store leaves nothing of the old one.
	Fields []string
	// Unencrypted reports whether the stanza must state that the registry does not
	// request encryption.
	Unencrypted bool
	// Named reports whether the profile names or generates the store.
	Named bool
	// Sharing describes whether pods can share the store.
	Sharing Sharing
	// NoRedirect is the reason why clients cannot be redirected to the store;
	// empty if they can.
	NoRedirect string
	// Claim is the PersistentVolumeClaim to generate, or nil.
	Claim *Claim
	// Bucket is the ObjectBucketClaim to generate or to use, or nil. The provisioner
	// stores the credentials in a Secret.
	Bucket *BucketClaim
}

// Claim is a PersistentVolumeClaim to generate in the namespace of the
// registry.
type Claim struct {
	Name        string
	AccessModes []corev1.PersistentVolumeAccessMode
	// ModesReason is the reason why the backend fixes the access modes; empty if
	// the profile sets them.
	ModesReason string
	Volume      v1alpha1.Volume
	// Path of Volume, relative to the key of the backend.
	Path string
}

// Choice is a storage type and its key in the profile.
type Choice struct {
	Key string
	Backend
}

// Choices returns the storage types that are set.
func Choices(o v1alpha1.OneOf) []Choice {
	return choices(o, func(v reflect.Value) (any, bool) { return v.Interface(), !v.IsNil() })
}

// All returns every storage type with an empty stanza.
func All() []Choice {
	return choices(v1alpha1.OneOf{}, func(v reflect.Value) (any, bool) { return reflect.New(v.Type().Elem()).Interface(), true })
}

func choices(o v1alpha1.OneOf, pick func(reflect.Value) (any, bool)) []Choice {
	var found []Choice
	v := reflect.ValueOf(o)
	for i, key := range keys() {
		if stanza, ok := pick(v.Field(i)); ok {
			found = append(found, Choice{key, backendOf(stanza)})
		}
	}
	return found
}

// keys are the keys of the storage types, in the order of the fields of OneOf.
var keys = sync.OnceValue(func() []string {
	t := reflect.TypeFor[v1alpha1.OneOf]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = decode.JSONName(t.Field(i))
	}
	return names
})

// backendOf returns the backend of a stanza of OneOf. It panics on a type
// without a backend, which every backend test detects.
func backendOf(stanza any) Backend {
	switch s := stanza.(type) {
	case *v1alpha1.S3:
		return s3{s}
	case *v1alpha1.GCS:
		return gcs{s}
	case *v1alpha1.Azure:
		return azure{s}
	case *v1alpha1.Swift:
		return swift{s}
	case *v1alpha1.IBMCOS:
		return ibmcos{s}
	case *v1alpha1.PVC:
		return pvc{s}
	case *v1alpha1.EmptyDir:
		return emptyDir{s}
	case *v1alpha1.CephRGW:
		return cephRGW{s}
	case *v1alpha1.NooBaa:
		return noobaa{s}
	case *v1alpha1.CephFS:
		return cephFS{s}
	default:
		panic(fmt.Sprintf("%T has no backend", stanza))
	}
}
