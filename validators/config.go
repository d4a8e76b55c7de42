package validators

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// onConfig makes a check of one that looks at a Config.
func onConfig(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return each(openshift.Config, check)
}

// onStanza makes a check of one that looks at the stanza of the one storage
// type.
func onStanza(key string, check func(in input, config item, stanza object) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if config.storageType() != key {
			return nil
		}
		return check(in, config, config.dict("spec", "storage", key))
	})
}

// storageType returns the one storage type that a Config sets, and nothing if
// it sets none or several.
func (it item) storageType() string {
	if types := it.storageTypes(); len(types) == 1 {
		return types[0]
	}
	return ""
}

// namedStore returns the path of the name of a Config's store, if it has one.
func (it item) namedStore() (path, name string) {
	key := it.storageType()
	field := openshift.FindStorageType(key).Name
	if field == "" {
		return "", ""
	}
	return "spec.storage." + key + "." + field, it.text("spec", "storage", key, field)
}

// claimOf returns the claim of a Config, if it is among the manifests.
func (in input) claimOf(config item) (item, bool) {
	name := config.text("spec", "storage", "pvc", "claim")
	for _, claim := range in.of(openshift.PersistentVolumeClaim) {
		if name != "" && claim.name() == name && claim.namespace() == openshift.RegistryNamespace {
			return claim, true
		}
	}
	return item{}, false
}

// claims returns the claims that a Config of the manifests uses.
func (in input) claims() []item {
	var claims []item
	for _, config := range in.of(openshift.Config) {
		claim, ok := in.claimOf(config)
		if ok && !slices.ContainsFunc(claims, func(c item) bool { return c.node == claim.node }) {
			claims = append(claims, claim)
		}
	}
	return claims
}

// singleNodeClaim reports whether a Config uses a claim that one node mounts.
func (in input) singleNodeClaim(config item) bool {
	claim, ok := in.claimOf(config)
	if !ok {
		return false
	}
	modes := claim.texts("spec", "accessModes")
	return len(modes) > 0 && !slices.Contains(modes, "ReadWriteMany")
}

// endpoint returns the endpoint of an s3 stanza, and nil for one that is no
// usable URL.
func endpoint(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}

// safe is a URL as a message may show it: not at all, if it may hold a
// password.
func safe(url string) string {
	if strings.Contains(url, "@") {
		return ""
	}
	return url
}

// element is the path of an element of a list.
func element(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
