package validators

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// onConfig runs a check on each Config.
func onConfig(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return forEach(openshift.Config, check)
}

// onStanza runs a check on each Config whose only storage type is key, with its
// stanza.
func onStanza(key string, check func(in input, config item, stanza object) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if config.storageType() != key {
			return nil
		}
		return check(in, config, config.dict("spec", "storage", key))
	})
}

// storageType returns the storage type of a Config. It is empty if the Config
// sets none or several.
func (it item) storageType() string {
	if types := it.storageTypes(); len(types) == 1 {
		return types[0]
	}
	return ""
}

// namedStore returns the field path and the value of the store name in a
// Config. Both are empty for a storage type without a name.
func (it item) namedStore() (path, name string) {
	key := it.storageType()
	field := openshift.FindStorageType(key).Name
	if field == "" {
		return "", ""
	}
	return "spec.storage." + key + "." + field, it.text("spec", "storage", key, field)
}

// claimOf returns the claim that a Config uses, if the manifests contain it.
func (in input) claimOf(config item) (item, bool) {
	name := config.text("spec", "storage", "pvc", "claim")
	for _, claim := range in.ofKind(openshift.PersistentVolumeClaim) {
		if name != "" && claim.name() == name && claim.namespace() == openshift.RegistryNamespace {
			return claim, true
		}
	}
	return item{}, false
}

// claims returns the claims in the manifests that a Config uses.
func (in input) claims() []item {
	var claims []item
	for _, config := range in.ofKind(openshift.Config) {
		claim, ok := in.claimOf(config)
		if ok && !slices.ContainsFunc(claims, func(c item) bool { return c.node == claim.node }) {
			claims = append(claims, claim)
		}
	}
	return claims
}

// singleNodeClaim reports whether a Config uses a claim that only one node can
// mount.
func (in input) singleNodeClaim(config item) bool {
	claim, ok := in.claimOf(config)
	if !ok {
		return false
	}
	modes := claim.texts("spec", "accessModes")
	return len(modes) > 0 && !slices.Contains(modes, "ReadWriteMany")
}

// parseEndpoint parses the endpoint of an s3 stanza. It returns nil unless the
// text is an http or https URL with a host and without credentials.
func parseEndpoint(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}

// withoutCredentials returns a URL for a message. It is empty if the URL may
// contain a password.
func withoutCredentials(url string) string {
	if strings.Contains(url, "@") {
		return ""
	}
	return url
}

// elementPath returns the path of a list element.
func elementPath(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
