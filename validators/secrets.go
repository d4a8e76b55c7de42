package validators

import (
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// secretKeys is a manifest that creates a secret, with the keys of the secret.
type secretKeys struct {
	item
	keys []string
	path string // field path of the keys
}

// credentials returns the manifests that create the secret for the storage.
func (in input) credentials() []secretKeys { return in.secretsNamed(openshift.CredentialsSecret) }

// secretsNamed returns the manifests of the registry that create a secret with
// the name.
func (in input) secretsNamed(name string) []secretKeys { return secretsAmong(in.ofKind, name) }

// secretsAmong returns the manifests that create a secret with the name. It does
// not read the values of a Secret.
func secretsAmong(ofKind func(schema.GroupVersionKind) []item, name string) []secretKeys {
	var found []secretKeys
	for _, es := range ofKind(openshift.ExternalSecret) {
		if name == "" || secretOf(es) != name || len(es.list("spec", "dataFrom")) > 0 {
			continue
		}
		if c, known := externalKeys(es); known {
			found = append(found, c)
		}
	}
	for _, s := range ofKind(secretKind) {
		if name == "" || s.name() != name {
			continue
		}
		keys := slices.Sorted(maps.Keys(s.dict("data")))
		found = append(found, secretKeys{s, append(keys, slices.Sorted(maps.Keys(s.dict("stringData")))...), "data"})
	}
	return found
}

// externalKeys returns the keys of the secret that an ExternalSecret creates: its
// data, or the data of its template. They are unknown if the template is stored
// elsewhere, or if a key is a placeholder.
func externalKeys(es item) (secretKeys, bool) {
	c := secretKeys{item: es, path: "spec.data"}
	template := es.dict("spec", "target", "template")
	if template.has("templateFrom") {
		return c, false
	}
	merges := template.text("mergePolicy") == "Merge"
	if template.has("data") {
		c.path = "spec.target.template.data"
		c.keys = slices.Sorted(maps.Keys(template.dict("data")))
		if !merges {
			return c, true
		}
	}
	for _, d := range es.objects("spec", "data") {
		key := d.text("secretKey")
		if key == "" && d.has("secretKey") {
			return c, false
		}
		c.keys = append(c.keys, key)
	}
	return c, true
}

// secretOf returns the name of the secret that an ExternalSecret creates.
func secretOf(es item) string {
	if name := es.text("spec", "target", "name"); name != "" {
		return name
	}
	return es.name()
}

// keySets returns the key sets of the first backend with the stanza in Config.
func keySets(configKey string) []storage.KeySet {
	for _, b := range storage.All() {
		if b.Facts().ConfigKey == configKey {
			return b.Facts().KeySets
		}
	}
	return nil
}

// matchingKeySet returns the first key set that keys contains completely.
func matchingKeySet(keys []string, sets []storage.KeySet) (storage.KeySet, bool) {
	for _, set := range sets {
		if len(set.Keys) > 0 && !slices.ContainsFunc(set.Keys, func(k string) bool { return !slices.Contains(keys, k) }) {
			return set, true
		}
	}
	return storage.KeySet{}, false
}

// mismatchedCredentials reports manifests whose keys do not match the storage
// type of the Config.
func mismatchedCredentials(in input) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, config := range in.ofKind(openshift.Config) {
		var sets []storage.KeySet
		for _, key := range config.storageTypes() {
			sets = append(sets, keySets(key)...)
		}
		if len(sets) == 0 {
			continue
		}
		for _, c := range in.credentials() {
			if _, fits := matchingKeySet(c.keys, sets); fits {
				continue
			}
			var known []string
			for _, set := range sets {
				known = append(known, strings.Join(set.Keys, " and "))
			}
			f := c.at(c.path, nil)
			f[0].Detail = strings.Join(config.storageTypes(), " and ") + " reads " + strings.Join(known, ", or ")
			found = append(found, f...)
		}
	}
	return found
}

// In a build, the rule is only a warning because a generator may have decrypted
// the secret in an earlier step.
var secretInGit = Rule{
	ID: "CR001", Severity: Warning, LintSeverity: Error,
	Title:  "secret values in Git",
	Why:    "Every user who can read the repository has the credentials, and the Git history keeps them forever.",
	Remedy: "Store the values in a secret store, refer to them with an ExternalSecret, and then replace the credentials.",
	Source: "2.8", byPresence: true,
	checkItems: forEach(secretKind, func(in input, secret item) []v1alpha1.Diagnostic {
		used := in.secretNames()[withoutHash(secret.name())]
		if in.inDump(secret) || !secret.hasCredentials("data", used) && !secret.hasCredentials("stringData", used) {
			return nil
		}
		return secret.at("data", nil)
	}),
}

// withoutHash returns the name that a generator of kustomize has, without the hash
// that kustomize appends.
func withoutHash(name string) string {
	return nameHash().ReplaceAllString(name, "")
}

var nameHash = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`-[2456789bcdfghkmt]{10}$`) })

// hasCredentials reports whether a field of a Secret contains a value that is
// neither empty nor a placeholder. It accepts any type. In a Secret that the registry
// does not use, only values with the format of a credential count.
func (o object) hasCredentials(field string, used bool) bool {
	values, isMap := o[field].(map[string]any)
	if !isMap {
		return used && isCredential(o[field])
	}
	for _, value := range values {
		if credentialIn(value) || used && isCredential(value) { // JSON text looks like a placeholder
			return true
		}
	}
	return false
}

// credentialIn reports whether a value of a Secret, or its text in base64, has the
// format of a credential.
func credentialIn(value any) bool {
	text, _ := value.(string)
	if credential.In(text) != "" {
		return true
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	return err == nil && credential.In(string(decoded)) != ""
}

var proxyCredentials = Rule{
	ID: "CR008", Severity: Warning, LintSeverity: Error,
	Title:  "proxy credentials in Git",
	Why:    "Every user who can read the repository or the Config has the credentials.",
	Remedy: "Remove the user name and password from the URL, or use the cluster-wide proxy.",
	Source: "operator",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, field := range []string{"http", "https"} {
			if value := config.text("spec", "proxy", field); strings.Contains(value, "@") || credential.In(value) != "" {
				found = append(found, config.at("spec.proxy."+field, nil)...) // without its value
			}
		}
		return found
	}),
}

// secretNames returns the names of the secrets that the registry uses.
func (in input) secretNames() map[string]bool {
	names := map[string]bool{openshift.CredentialsSecret: true}
	if in.Profile != nil {
		for _, ref := range in.References() {
			names[ref.Secret] = true
		}
		for _, route := range in.Spec.Exposure.Routes {
			names[route.SecretName] = true
		}
		if s := in.Spec.Storage; s != nil && s.S3 != nil && s.S3.CloudFront != nil {
			names[s.S3.CloudFront.PrivateKey.Name] = true
		}
	}
	for _, config := range in.ofKind(openshift.Config) {
		for _, name := range config.secretNames() {
			names[name] = true
		}
	}
	return names
}

var httpSecret = Rule{
	ID: "CR003", Severity: Error,
	Title:  "httpSecret in Git",
	Why:    "The secret signs uploads, and a user who has it can forge them; the operator generates one itself.",
	Remedy: "Remove spec.httpSecret.",
	Source: "2.5",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if secret := config.value("spec", "httpSecret"); secret == nil || secret == "" || in.inDump(config) {
			return nil // the operator generates a secret also in place of an empty one
		}
		return config.at("spec.httpSecret", nil)
	}),
}

var outdatedSecretsAPI = Rule{
	ID: "CR004", Severity: Warning,
	Title:  "outdated version of the External Secrets API",
	Why:    "External Secrets 0.17 and later do not serve this version, and the sync fails.",
	Remedy: "Set apiVersion to external-secrets.io/v1.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range append(in.ofKind(openshift.ExternalSecret), in.ofKind(openshift.SecretStore)...) {
			if version := it.text("apiVersion"); version != openshift.ExternalSecret.GroupVersion().String() {
				found = append(found, propose(it.at("apiVersion", version), openshift.ExternalSecret.GroupVersion().String())...)
			}
		}
		return found
	},
}

var storeWithoutNamespace = Rule{
	ID: "CR005", Severity: Error,
	Title:  "Kubernetes secret store without remoteNamespace",
	Why:    "The store reads the namespace named default, and finds no secret in it.",
	Remedy: "Set spec.provider.kubernetes.remoteNamespace.",
	Source: "operator",
	checkItems: forEach(openshift.SecretStore, func(_ input, store item) []v1alpha1.Diagnostic {
		if !store.has("spec", "provider", "kubernetes") || store.text("spec", "provider", "kubernetes", "remoteNamespace") != "" {
			return nil
		}
		return store.at("spec.provider.kubernetes.remoteNamespace", nil)
	}),
}
