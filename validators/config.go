package validators

import (
	"cmp"
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

// onStanza runs a check on each Config that sets the storage type key, with its
// stanza. Of several storage types, each is checked: ST001 reports their number,
// and not their mistakes. Beside the type of the profile, the others are
// leftovers to remove, which ST002 reports.
func onStanza(key string, check func(in input, config item, stanza object) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		types := config.storageTypes()
		if !slices.Contains(types, key) || len(types) > 1 && in.isLeftover(key) {
			return nil
		}
		return check(in, config, config.dict("spec", "storage", key))
	})
}

// isLeftover reports whether a storage type is not that of the profile.
func (in input) isLeftover(key string) bool {
	if in.Profile == nil {
		return false
	}
	backend, ok := in.Backend()
	return ok && backend.Facts().ConfigKey != key
}

// isRemoved reports whether a Config removes the registry.
func (it item) isRemoved() bool { return it.text("spec", "managementState") == openshift.Removed }

// storageType returns the storage type of a Config. It is empty if the Config
// sets none or several.
func (it item) storageType() string {
	if types := it.storageTypes(); len(types) == 1 {
		return types[0]
	}
	return ""
}

// namedStores returns the names of the stores that a Config sets, by their field
// path.
func (it item) namedStores() map[string]string {
	names := map[string]string{}
	for _, key := range it.storageTypes() {
		field := openshift.FindStorageType(key).Name
		if name := it.text("spec", "storage", key, field); field != "" && name != "" {
			names["spec.storage."+key+"."+field] = name
		}
	}
	return names
}

// claimOf returns the claim that a Config uses, if the manifests contain it.
func (in input) claimOf(config item) (item, bool) {
	name := config.text("spec", "storage", "pvc", "claim")
	for _, claim := range in.ofKind(openshift.PersistentVolumeClaim) {
		if name != "" && claim.name() == name && claim.isIn(openshift.RegistryNamespace) {
			return claim, true
		}
	}
	return item{}, false
}

// claims returns the claims in the manifests that the registry uses: those that
// Config or the profile names. If none of them says what storage it uses, these
// are all claims of the registry.
func (in input) claims() []item {
	named, known := in.claimNames()
	var claims []item
	seen := map[string]bool{}
	for _, claim := range in.ofKind(openshift.PersistentVolumeClaim) {
		id := claim.namespace() + "/" + claim.name()
		if seen[id] {
			continue // a copy, such as a dump beside the manifest
		}
		seen[id] = true
		if !known || named[claim.name()] && claim.isIn(openshift.RegistryNamespace) {
			claims = append(claims, claim)
		}
	}
	return claims
}

// claimNames returns the names of the claims that Config or the profile uses,
// and whether one of them says what storage it uses.
func (in input) claimNames() (names map[string]bool, known bool) {
	names = map[string]bool{}
	if in.Profile != nil && in.Store() != nil {
		known = true
		if pvc := pvcOf(in); pvc != nil {
			names[pvc.Claim] = true
		}
		if claim := in.Store().Claim; claim != nil {
			names[claim.Name] = true
		}
	}
	for _, config := range in.ofKind(openshift.Config) {
		known = known || len(config.storageTypes()) > 0
		if claim := config.value("spec", "storage", "pvc", "claim"); claim == (unknownValue{}) {
			return names, false // any claim may be the one
		}
		if pvc := config.dict("spec", "storage", "pvc"); pvc != nil {
			names[cmp.Or(pvc.text("claim"), openshift.DefaultClaim)] = true
		}
	}
	return names, known
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
