package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ExternalSecret refers to values that the External Secrets Operator fetches
// from a store and keeps in a Secret. The values never stand in Git.
type ExternalSecret struct {
	// Store that holds the values.
	SecretStoreRef SecretStoreRef `json:"secretStoreRef" required:"true"`
	// How often the values are fetched again.
	RefreshInterval *metav1.Duration `json:"refreshInterval,omitempty" default:"\"1h\""`
	// Entry of the store whose properties have the names of the Secret's
	// keys. Either this or data.
	RemoteKey string `json:"remoteKey,omitempty" example:"clusters/prod-eu-1/image-registry"`
	// Where each key of the Secret comes from. Either this or remoteKey.
	Data []SecretData `json:"data,omitempty"`
}

// SecretStoreRef names a store of the External Secrets Operator.
type SecretStoreRef struct {
	// Name of the store.
	Name string `json:"name" required:"true" format:"dns-subdomain" like:"the name of a SecretStore or ClusterSecretStore" example:"vault"`
	// Kind of the store.
	Kind string `json:"kind,omitempty" enum:"ClusterSecretStore|SecretStore" default:"ClusterSecretStore"`
}

// SecretData says where one key of a Secret comes from.
type SecretData struct {
	// Key of the Secret.
	SecretKey string `json:"secretKey" required:"true" format:"secret-key"`
	// Where its value is.
	RemoteRef RemoteRef `json:"remoteRef" required:"true"`
}

// RemoteRef points at a value in a store.
type RemoteRef struct {
	// Entry of the store.
	Key string `json:"key" required:"true"`
	// Property of the entry; left out, the value is the whole entry.
	Property string `json:"property,omitempty"`
	// Version of the entry; left out, the newest.
	Version string `json:"version,omitempty"`
	// How the value is encoded in the store.
	DecodingStrategy string `json:"decodingStrategy,omitempty" enum:"None|Auto|Base64|Base64URL" default:"None"`
}
