package cloud

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// Cloud is a cloud whose store a profile can configure.
type Cloud struct {
	// Command is the command that prints the documents.
	Command string
	// Title is the display name of the cloud.
	Title string
	// Tool is the command line of the cloud, which runs the commands and accepts
	// the documents.
	Tool string
	// Key is the key of spec.storage.
	Key string
	// Documents are the documents for the store.
	Documents []Document
	// Script are the commands that create the store and the identity.
	Script Document
}

// Document is a text for the tool of a cloud.
type Document struct {
	// Name is the subcommand that prints the document.
	Name string
	// Short describes the document, and Long its effect.
	Short, Long string
	// Use is the command that applies the document.
	Use string
	// Options are the options that the document depends on.
	Options []Option
	// New returns the document: a value to encode as JSON, or a Script.
	//
	// It fails if the storage of the profile is not in the cloud, or if a field or
	// an option that the document requires is missing or invalid.
	New func(*resolve.Profile, Options) (any, error)
}

// All returns every cloud.
func All() []Cloud { return []Cloud{aws(), gcp(), azure(), ibm()} }

// serviceAccounts are the service accounts that use the credentials of the cluster
// (CredentialsRequest of the operator).
var serviceAccounts = []string{"cluster-image-registry-operator", "registry"}

// subject returns the subject of the tokens of a service account of the registry.
func subject(account string) string {
	return "system:serviceaccount:" + openshift.RegistryNamespace + ":" + account
}

// tokenAudience is the audience of these tokens.
const tokenAudience = "openshift"

// clusterCredentials is the Secret with the credentials of the cluster.
const clusterCredentials = "installer-cloud-credentials"

// isManaged reports whether the operator creates and configures the store.
func isManaged(p *resolve.Profile) bool {
	return p.Spec.Storage.ManagementState == openshift.Managed
}

// stanzaOf returns the stanza of the cloud, or an error that names the command for
// the storage of the profile.
func stanzaOf[T any](p *resolve.Profile, c string, stanza func() *T) (*T, error) {
	used := ""
	if p.Spec.Storage != nil {
		if s := stanza(); s != nil {
			return s, nil
		}
		if set := storage.Choices(p.Spec.Storage.OneOf); len(set) > 0 {
			used = set[0].Key
		}
	}
	for _, other := range All() {
		if other.Key == used {
			return nil, fmt.Errorf("spec.storage.%s: not set; the storage of the profile is %s, use registry-profile %s", c, used, other.Command)
		}
	}
	if used != "" {
		return nil, fmt.Errorf("spec.storage.%s: not set; the storage of the profile is %s, which is not in this cloud", c, used)
	}
	return nil, fmt.Errorf("spec.storage.%s: not set; set the storage of the profile", c)
}

// credentialKeys returns the keys of the credentials Secret for a storage type.
func credentialKeys(key string) string {
	for _, choice := range storage.All() {
		if choice.Key == key {
			return strings.Join(choice.Facts().KeySets[0].Keys, " and ")
		}
	}
	return ""
}

// notSet returns the error for a missing field that an option can replace.
func notSet(path, option string) error {
	return fmt.Errorf("%s: not set; set it, or pass --%s", path, option)
}
