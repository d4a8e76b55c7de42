package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

// SecretData returns the data of an external secret. If remoteKey is set, it
// maps each name to the property of the same name.
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

// KeySet is a set of keys that the operator reads together from the credentials
// Secret.
type KeySet struct {
	// Name of the set, if a backend has several.
	Name string
	// Keys of the set. All of them are required.
	Keys []string
	// Since is the first release that supports the set; empty for all releases.
	Since string
}
