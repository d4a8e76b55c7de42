package validators

import (
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// credential is a manifest that makes a secret, with the keys that it gives it.
type credential struct {
	item
	keys []string
	path string // where the keys stand
}

// credentials returns those for the storage.
func (in input) credentials() []credential { return in.secretsNamed(openshift.CredentialsSecret) }

// secretsNamed returns the manifests that make a secret, in any namespace. The
// values of a Secret are not looked at.
func (in input) secretsNamed(name string) []credential {
	var found []credential
	for _, es := range in.of(openshift.ExternalSecret) {
		if name == "" || secretOf(es) != name || len(es.list("spec", "dataFrom")) > 0 {
			continue
		}
		c := credential{item: es, path: "spec.data"}
		for _, d := range es.objects("spec", "data") {
			c.keys = append(c.keys, d.text("secretKey"))
		}
		found = append(found, c)
	}
	for _, s := range in.of(secretKind) {
		if name == "" || s.name() != name {
			continue
		}
		keys := slices.Sorted(maps.Keys(s.dict("data")))
		found = append(found, credential{s, append(keys, slices.Sorted(maps.Keys(s.dict("stringData")))...), "data"})
	}
	return found
}

// secretOf returns the name of the secret that an ExternalSecret makes.
func secretOf(es item) string {
	if name := es.text("spec", "target", "name"); name != "" {
		return name
	}
	return es.name()
}

// keySets returns the key sets of the backends that share a key of Config.
func keySets(configKey string) []storage.KeySet {
	for _, b := range storage.All() {
		if b.Facts().ConfigKey == configKey {
			return b.Facts().KeySets
		}
	}
	return nil
}

// fitting returns the set of which all keys are given.
func fitting(keys []string, sets []storage.KeySet) (storage.KeySet, bool) {
	for _, set := range sets {
		if len(set.Keys) > 0 && !slices.ContainsFunc(set.Keys, func(k string) bool { return !slices.Contains(keys, k) }) {
			return set, true
		}
	}
	return storage.KeySet{}, false
}

// unfitCredentials finds manifests whose keys are not those of the storage
// type that the Config sets.
func unfitCredentials(in input) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, config := range in.of(openshift.Config) {
		sets := keySets(config.storageType())
		if len(sets) == 0 {
			continue
		}
		for _, c := range in.credentials() {
			if _, fits := fitting(c.keys, sets); fits {
				continue
			}
			var known []string
			for _, set := range sets {
				known = append(known, strings.Join(set.Keys, " and "))
			}
			f := c.on(c.path, nil)
			f[0].Detail = config.storageType() + " reads " + strings.Join(known, ", or ")
			found = append(found, f...)
		}
	}
	return found
}

// In a build a generator may have decrypted the secret just before: there it is
// a warning.
var secretInGit = Rule{
	ID: "CR001", Severity: Warning, LintSeverity: Error,
	Title:  "secret with its values in Git",
	Why:    "Everybody who can read the repository has the credentials, and its history keeps them for ever.",
	Remedy: "Put the values into a secret store, and refer to them with an ExternalSecret; then replace the credentials.",
	Source: "2.8",
	checkItems: each(secretKind, func(in input, secret item) []v1alpha1.Diagnostic {
		if !in.secretNames()[secret.name()] || secret.has("sops") || !secret.filled("data") && !secret.filled("stringData") {
			return nil
		}
		return secret.on("data", nil)
	}),
}

// filled reports whether a field holds something, be it of the right type or
// not.
func (o object) filled(path ...string) bool {
	m, isMap := o.at(path...).(map[string]any)
	return o.has(path...) && (!isMap || len(m) > 0)
}

var proxyCredentials = Rule{
	ID: "CR008", Severity: Warning, LintSeverity: Error,
	Title:  "credentials of the proxy in Git",
	Why:    "Everybody who can read the repository, or the Config, has them.",
	Remedy: "Remove user name and password from the URL, or leave the proxy to the cluster-wide one.",
	Source: "operator",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, field := range []string{"http", "https"} {
			if strings.Contains(config.text("spec", "proxy", field), "@") {
				found = append(found, config.on("spec.proxy."+field, nil)...) // without its value
			}
		}
		return found
	}),
}

// secretNames are the names of the secrets that the registry uses.
func (in input) secretNames() map[string]bool {
	names := map[string]bool{openshift.CredentialsSecret: true}
	for _, config := range in.of(openshift.Config) {
		names[config.text("spec", "storage", "s3", "cloudFront", "privateKey", "name")] = true
		for _, route := range config.objects("spec", "routes") {
			names[route.text("secretName")] = true
		}
	}
	delete(names, "")
	return names
}

var httpSecret = Rule{
	ID: "CR003", Severity: Error,
	Title:  "httpSecret in Git",
	Why:    "It signs uploads, and whoever has it can forge them; the operator makes one by itself.",
	Remedy: "Remove spec.httpSecret.",
	Source: "2.5",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if !config.has("spec", "httpSecret") {
			return nil
		}
		return config.on("spec.httpSecret", nil)
	}),
}

var oldSecretsAPI = Rule{
	ID: "CR004", Severity: Warning,
	Title:  "old version of the External Secrets API",
	Why:    "External Secrets 0.17 and later no longer serve it, and the sync fails.",
	Remedy: "Write external-secrets.io/v1.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range append(in.of(openshift.ExternalSecret), in.of(openshift.SecretStore)...) {
			if version := it.text("apiVersion"); version != openshift.ExternalSecret.GroupVersion().String() {
				found = append(found, proposed(it.on("apiVersion", version), openshift.ExternalSecret.GroupVersion().String())...)
			}
		}
		return found
	},
}

var storeWithoutNamespace = Rule{
	ID: "CR005", Severity: Error,
	Title:  "Kubernetes secret store without remoteNamespace",
	Why:    "It reads the namespace called default, and finds no secret there.",
	Remedy: "Set spec.provider.kubernetes.remoteNamespace.",
	Source: "operator",
	checkItems: each(openshift.SecretStore, func(_ input, store item) []v1alpha1.Diagnostic {
		if !store.has("spec", "provider", "kubernetes") || store.text("spec", "provider", "kubernetes", "remoteNamespace") != "" {
			return nil
		}
		return store.on("spec.provider.kubernetes.remoteNamespace", nil)
	}),
}
