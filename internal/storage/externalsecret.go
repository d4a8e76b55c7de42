package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

// SecretData returns the data of an external secret: what it says, or the remote
// key's properties of the names that a Secret needs.
func SecretData(e *v1alpha1.ExternalSecret, names []string) []v1alpha1.SecretData {
	if e.RemoteKey == "" {
		return e.Data
	}
	data := make([]v1alpha1.SecretData, len(names))
	for i, name := range names {
		data[i] = v1alpha1.SecretData{SecretKey: name, RemoteRef: v1alpha1.RemoteRef{Key: e.RemoteKey, Property: name, DecodingStrategy: "None"}}
	}
	return data
}

// KeySet is a set of keys that the operator reads together from the Secret
// with the credentials.
type KeySet struct {
	// Name of the set, where a backend has several.
	Name string
	// Keys of the set. All are needed.
	Keys []string
	// Since is the first release that knows the set; empty for all.
	Since string
}
