package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ExternalSecret refers to values that the External Secrets Operator fetches
// from a secret store and writes to a Secret. The values are never stored in
// Git.
type ExternalSecret struct {
	// Secret store that contains the values.
	SecretStoreRef SecretStoreRef `json:"secretStoreRef" required:"true"`
	// Interval at which the values are fetched again, as a Go duration.
	RefreshInterval *metav1.Duration `json:"refreshInterval,omitempty" default:"\"1h\""`
	// Entry of the secret store. The names of its properties must match the keys
	// of the Secret. Mutually exclusive with data.
	RemoteKey string `json:"remoteKey,omitempty" example:"clusters/prod-eu-1/image-registry"`
	// Mapping from the keys of the Secret to values of the secret store. Mutually
	// exclusive with remoteKey.
	Data []SecretData `json:"data,omitempty"`
}

// SecretStoreRef identifies a store of the External Secrets Operator.
type SecretStoreRef struct {
	// Name of the store.
	Name string `json:"name" required:"true" format:"dns-subdomain" like:"the name of a SecretStore or ClusterSecretStore" example:"vault"`
	// Kind of the store.
	Kind string `json:"kind,omitempty" enum:"ClusterSecretStore|SecretStore" default:"ClusterSecretStore"`
}

// SecretData maps a key of a Secret to a value of a secret store.
type SecretData struct {
	// Key of the Secret.
	SecretKey string `json:"secretKey" required:"true" known:"true" format:"secret-key"`
	// Reference to the value in the secret store.
	RemoteRef RemoteRef `json:"remoteRef" required:"true"`
}

// RemoteRef refers to a value in a secret store.
type RemoteRef struct {
	// Entry of the secret store.
	Key string `json:"key" required:"true"`
	// Property of the entry. If omitted, the value is the whole entry.
	Property string `json:"property,omitempty"`
	// Version of the entry. If omitted, the latest version is used.
	Version string `json:"version,omitempty"`
	// Encoding with which the value is decoded.
	DecodingStrategy string `json:"decodingStrategy,omitempty" enum:"None|Auto|Base64|Base64URL" default:"None"`
}
