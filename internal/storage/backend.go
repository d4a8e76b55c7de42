package storage

import (
	"fmt"
	"reflect"
	"sync"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
)

// Backend is one way to store images.
type Backend interface {
	// Facts returns what holds for every use of the backend.
	Facts() Facts
	// Store returns what this use of the backend comes to.
	Store(Env) Store
}

// Facts is what holds for every use of a backend.
type Facts struct {
	// Title is the backend's name for people.
	Title string
	// ConfigKey is the key of Config.spec.storage that holds its stanza.
	ConfigKey string
	// Starter are the fields of the backend's stanza in a profile, as paths,
	// that a new profile sets besides those that are required.
	Starter []string
	// KeySets are the alternative sets of keys that the operator reads from
	// the Secret with the credentials; none for a backend that takes none.
	KeySets []KeySet
}

// Env is what a stanza takes from other parts of the profile.
type Env struct {
	// TrustedCA is the ConfigMap in openshift-config with the CA of the
	// storage endpoint; empty for the public ones.
	TrustedCA string
}

// Sharing tells how many registry pods can use a store at a time.
type Sharing int

const (
	// Shared stores serve any number of pods.
	Shared Sharing = iota
	// SingleNode volumes are mounted by one node at a time (ReadWriteOnce).
	SingleNode
	// PerPod stores are each pod's own, and are gone with it.
	PerPod
)

// Store is what one use of a backend comes to.
type Store struct {
	// Stanza is the value of Config.spec.storage.<ConfigKey>.
	Stanza any
	// Sources are the paths of the profile's fields that fields of the stanza come
	// from, where the names differ: by the path in the stanza.
	Sources map[string]string
	// Fill holds those fields of the stanza that are only written where
	// nobody has set them.
	Fill any
	// Drop holds keys of the stanza that shall not be there.
	Drop []string
	// Named tells that the profile names the store, or makes it.
	Named bool
	// Sharing tells whether pods can share the store.
	Sharing Sharing
	// NoRedirect is why clients cannot be redirected to the store; empty
	// where they can.
	NoRedirect string
	// Claim is the claim to make, if any.
	Claim *Claim
	// Bucket is the bucket to claim, if any. The Secret that comes of it holds
	// the credentials.
	Bucket *BucketClaim
}

// Claim is a PersistentVolumeClaim to make in the registry's namespace.
type Claim struct {
	Name        string
	AccessModes []corev1.PersistentVolumeAccessMode
	// ModesReason is why the backend fixes the access modes; empty if the profile
	// sets them.
	ModesReason string
	Volume      v1alpha1.Volume
	// Path is where Volume stands, below the backend's own key.
	Path string
}

// Choice is a storage type by its key in the profile.
type Choice struct {
	Key string
	Backend
}

// Choices returns the storage types that are set.
func Choices(o v1alpha1.OneOf) []Choice {
	return choices(o, func(v reflect.Value) (any, bool) { return v.Interface(), !v.IsNil() })
}

// All returns every storage type, empty.
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

// keys are those of the storage types, by the fields of OneOf.
var keys = sync.OnceValue(func() []string {
	t := reflect.TypeFor[v1alpha1.OneOf]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = decode.JSONName(t.Field(i))
	}
	return names
})

// backendOf returns the backend of a stanza of OneOf. It panics on a type that
// is none: every test of a backend shows it.
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
