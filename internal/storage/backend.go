package storage

import (
	"reflect"
	"sync"

	corev1 "k8s.io/api/core/v1"

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
	Volume      Volume
	// Path is where Volume stands, below the backend's own key.
	Path string
}

// OneOf holds the storage types, of which a profile sets exactly one. The
// order of its fields is the order of every list of backends.
type OneOf struct {
	// Amazon S3, or a store that speaks its protocol.
	S3 *S3 `json:"s3,omitempty" book:"3.1.3"`
	// Google Cloud Storage.
	GCS *GCS `json:"gcs,omitempty" book:"3.2.3"`
	// Azure Blob Storage, in any Azure cloud.
	Azure *Azure `json:"azure,omitempty" book:"3.4.2"`
	// OpenStack Swift.
	Swift *Swift `json:"swift,omitempty" book:"3.3.4"`
	// IBM Cloud Object Storage.
	IBMCOS *IBMCOS `json:"ibmcos,omitempty"`
	// A PersistentVolumeClaim, made here, elsewhere or by the operator.
	PVC *PVC `json:"pvc,omitempty" book:"3.6.3.1"`
	// The pod's own disk; for non-production clusters only.
	EmptyDir *EmptyDir `json:"emptyDir,omitempty" book:"3.6.3.2"`
	// Ceph object gateway of OpenShift Data Foundation: a bucket claimed here.
	CephRGW *CephRGW `json:"cephRGW,omitempty" book:"3.8.1"`
	// Multicloud Object Gateway of OpenShift Data Foundation: a bucket claimed
	// here.
	NooBaa *NooBaa `json:"noobaa,omitempty" book:"3.8.2"`
	// CephFS of OpenShift Data Foundation: a claim on its storage class.
	CephFS *CephFS `json:"cephFS,omitempty" book:"3.8.3"`
}

// Choice is a storage type by its key in the profile.
type Choice struct {
	Key string
	Backend
}

// Choices returns the storage types that are set.
func (o OneOf) Choices() []Choice {
	return choices(o, func(v reflect.Value) (Backend, bool) {
		b, ok := v.Interface().(Backend)
		return b, ok && !v.IsNil()
	})
}

// All returns every storage type, empty.
func All() []Choice {
	return choices(OneOf{}, func(v reflect.Value) (Backend, bool) {
		b, ok := reflect.New(v.Type().Elem()).Interface().(Backend)
		return b, ok
	})
}

func choices(o OneOf, pick func(reflect.Value) (Backend, bool)) []Choice {
	var found []Choice
	v := reflect.ValueOf(o)
	for i, key := range keys() {
		if b, ok := pick(v.Field(i)); ok {
			found = append(found, Choice{key, b})
		}
	}
	return found
}

// keys are those of the storage types, by the fields of OneOf.
var keys = sync.OnceValue(func() []string {
	t := reflect.TypeFor[OneOf]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = decode.JSONName(t.Field(i))
	}
	return names
})
