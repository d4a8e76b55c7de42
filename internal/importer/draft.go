package importer

import (
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// drafts returns the specs of profiles that may come to the state, the plainest
// first: each says all that it can say.
func (s state) drafts(cluster tree) []tree {
	config := s.config()
	base := tree{
		"openshift":   cluster,
		"registry":    shared(config, "registry"),
		"exposure":    s.exposure(config),
		"trust":       s.trust(config),
		"imagePruner": at(s.one(openshift.ImagePruner, "", openshift.ClusterName), "spec"),
	}
	var all []tree
	for _, store := range s.stores(config) {
		for _, credentials := range s.credentials(store) {
			for _, spread := range spreads(config) {
				draft := maps.Clone(base)
				draft["storage"], draft["credentials"] = store, credentials
				r := maps.Clone(base["registry"].(tree))
				maps.Copy(r, spread)
				draft["registry"] = r
				all = append(all, cleaned(draft, "").(tree))
			}
		}
	}
	return all
}

// shared returns the fields of a part of the profile, registry or exposure, that
// Config holds as they are.
func shared(config tree, part string) tree {
	fields := tree{}
	for _, f := range desired.ConfigFields {
		if key, ok := strings.CutPrefix(f.Profile, part+"."); ok && f.Copied() {
			fields[key] = at(config, "spec", f.Config)
		}
	}
	return fields
}

// spreads are the ways in which a profile may say the topology spread.
func spreads(config tree) []tree {
	constraints, _ := at(config, "spec", "topologySpreadConstraints").([]any)
	if len(constraints) == 0 {
		return []tree{{}}
	}
	return []tree{
		{"spread": string(v1alpha1.SpreadHosts)},
		{"spread": string(v1alpha1.SpreadZones)},
		{"spread": string(v1alpha1.SpreadCustom), "topologySpreadConstraints": constraints},
	}
}

func (s state) exposure(config tree) tree {
	e := shared(config, "exposure")
	routes, _ := at(config, "spec", "routes").([]any)
	var all []any
	for _, route := range routes {
		fields, _ := route.(tree)
		r := tree{}
		maps.Copy(r, fields)
		if ref := s.reference(text(route, "secretName"), []string{"tls.crt", "tls.key"}); ref != nil {
			r["externalSecret"] = ref
		}
		all = append(all, r)
	}
	e["routes"] = all
	return e
}

func (s state) trust(config tree) tree {
	t := tree{}
	if name := text(s.one(openshift.Image, "", openshift.ClusterName), "spec", "additionalTrustedCA", "name"); name != "" {
		registries := tree{"configMapName": name}
		if data, ok := at(s.one(openshift.ConfigMap, openshift.ConfigNamespace, name), "data").(tree); ok {
			registries["certificates"] = certificates(data)
		}
		t["registries"] = registries
	}
	if name := text(config, "spec", "storage", "s3", "trustedCA", "name"); name != "" {
		store := tree{"configMapName": name}
		if ca := text(s.one(openshift.ConfigMap, openshift.ConfigNamespace, name), "data", openshift.BundleKey); ca != "" {
			store["ca"] = ca
		}
		t["storage"] = store
	}
	return t
}

// certificates turns the keys of a ConfigMap, host or host..port, into hosts
// with ports.
func certificates(data tree) []any {
	var all []any
	for _, key := range slices.Sorted(maps.Keys(data)) {
		all = append(all, tree{"host": strings.Replace(key, "..", ":", 1), "ca": data[key]})
	}
	return all
}

// stores are the ways in which a profile may say where images are stored.
func (s state) stores(config tree) []tree {
	types, _ := at(config, "spec", "storage").(tree)
	var all []tree
	for _, key := range slices.Sorted(maps.Keys(types)) {
		stanza, ok := types[key].(tree)
		if !ok || !slices.Contains(openshift.StorageKeys(), key) {
			continue
		}
		stanza = maps.Clone(stanza)
		switch key {
		case "s3":
			delete(stanza, "trustedCA")
			all = append(all, s.buckets()...)
			if front, ok := stanza["cloudFront"].(tree); ok {
				stanza["cloudFront"] = s.cloudFront(front)
			}
		case "pvc":
			all = append(all, s.claims(text(stanza, "claim"))...)
		}
		all = append(all, tree{key: stanza})
	}
	for _, store := range all {
		store["managementState"] = types["managementState"]
	}
	if len(all) == 0 {
		return []tree{nil}
	}
	return all
}

func (s state) cloudFront(front tree) tree {
	front = maps.Clone(front)
	if ref := s.reference(text(front, "privateKey", "name"), []string{text(front, "privateKey", "key")}); ref != nil {
		front["externalSecret"] = ref
	}
	return front
}

// claims are the ways in which a profile may say a claim that is there.
func (s state) claims(name string) []tree {
	claim := s.one(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, name)
	if claim == nil {
		// Nobody knows its access modes. Those of one node force Recreate.
		one := tree{"pvc": tree{"claim": name, "accessModes": []any{"ReadWriteOnce"}}}
		many := tree{"pvc": tree{"claim": name}}
		if text(s.config(), "spec", "rolloutStrategy") == openshift.Recreate {
			return []tree{one, many}
		}
		return []tree{many, one}
	}
	if class, set := at(claim, "spec", "storageClassName").(string); set && class == "" || text(claim, "spec", "volumeMode") == "Block" {
		// A profile makes no such claim.
		return []tree{{"pvc": tree{"claim": name, "accessModes": at(claim, "spec", "accessModes")}}}
	}
	volume := tree{"size": at(claim, "spec", "resources", "requests", "storage"), "storageClassName": text(claim, "spec", "storageClassName")}
	all := []tree{{"pvc": tree{"claim": name, "accessModes": at(claim, "spec", "accessModes"), "create": volume}}}
	if strings.Contains(text(claim, "spec", "storageClassName"), "cephfs") {
		all = append([]tree{{"cephFS": tree{"claim": name, "size": volume["size"], "storageClassName": volume["storageClassName"]}}}, all...)
	}
	return all
}

// buckets are the ways in which a profile may say a bucket that is claimed.
func (s state) buckets() []tree {
	var all []tree
	for _, claim := range s.of(openshift.ObjectBucketClaim) {
		bucket := tree{
			"bucketName": text(claim, "spec", "bucketName"), "namespace": text(claim, "metadata", "namespace"),
			"region":           text(s.config(), "spec", "storage", "s3", "region"),
			"additionalConfig": at(claim, "spec", "additionalConfig"), "storageClassName": text(claim, "spec", "storageClassName"),
		}
		if host, ok := strings.CutPrefix(text(s.config(), "spec", "storage", "s3", "regionEndpoint"), "https://"); ok {
			bucket["endpoint"], bucket["routeHost"] = v1alpha1.EndpointRoute, host
		}
		gateways := []tree{{"cephRGW": bucket}, {"noobaa": maps.Clone(bucket)}}
		if strings.Contains(text(claim, "spec", "storageClassName"), "noobaa") {
			slices.Reverse(gateways)
		}
		all = append(all, gateways...)
	}
	return all
}

// credentials are the ways in which a profile may say where the credentials
// come from; nil for not at all, as for a store that takes none.
func (s state) credentials(store tree) []any {
	var sets []storage.KeySet
	for _, choice := range storage.All() {
		if store[choice.Key] != nil {
			sets = choice.Backend.Facts().KeySets
		}
	}
	if len(sets) == 0 {
		return []any{nil}
	}
	all := []any{nil}
	if _, has := s[secret.Kind+"/"+openshift.RegistryNamespace+"/"+openshift.CredentialsSecret]; has {
		all = []any{tree{"existingSecret": tree{}}, nil}
	}
	for _, set := range sets {
		if ref := s.reference(openshift.CredentialsSecret, set.Keys); ref != nil {
			ref["keySet"] = set.Name
			all = append(all, tree{"externalSecret": ref})
		}
	}
	return all
}

// reference returns how a profile refers to what an ExternalSecret fetches into
// a Secret that needs some keys, nil if none does.
func (s state) reference(name string, keys []string) tree {
	if name == "" {
		return nil
	}
	for _, external := range s.of(openshift.ExternalSecret) {
		target := text(external, "spec", "target", "name")
		if target == "" {
			target = text(external, "metadata", "name")
		}
		if target != name || text(external, "metadata", "namespace") != openshift.RegistryNamespace {
			continue
		}
		store := tree{"name": at(external, "spec", "secretStoreRef", "name"), "kind": "SecretStore"} // its default kind
		if kind := at(external, "spec", "secretStoreRef", "kind"); kind != nil {
			store["kind"] = kind
		}
		ref := tree{"secretStoreRef": store, "refreshInterval": at(external, "spec", "refreshInterval")}
		data, _ := at(external, "spec", "data").([]any)
		if key := entry(data, keys); key != "" {
			ref["remoteKey"] = key
			return ref
		}
		var mapping []any
		for _, d := range data {
			from := tree{}
			for _, field := range []string{"key", "property", "version", "decodingStrategy"} {
				from[field] = at(d, "remoteRef", field)
			}
			mapping = append(mapping, tree{"secretKey": at(d, "secretKey"), "remoteRef": from})
		}
		ref["data"] = mapping
		return ref
	}
	return nil
}

// entry returns the one entry of a store whose properties have the names of the
// keys, empty if the data is another.
func entry(data []any, keys []string) string {
	if len(data) == 0 || len(data) != len(keys) {
		return ""
	}
	common := text(data[0], "remoteRef", "key")
	for i, d := range data {
		plain := text(d, "remoteRef", "version") == "" && strings.TrimPrefix(text(d, "remoteRef", "decodingStrategy"), "None") == ""
		if text(d, "remoteRef", "key") != common || text(d, "secretKey") != keys[i] || text(d, "remoteRef", "property") != keys[i] || !plain {
			return ""
		}
	}
	return common
}

// cleaned copies a part of a profile, and leaves out what means nothing: nulls,
// and empty texts, lists and maps unless a rule says otherwise.
func cleaned(value any, path string) any {
	switch v := value.(type) {
	case tree:
		out := tree{}
		for key, item := range v {
			rule := profileRules.of(path, key)
			switch {
			case rule.whole:
				item = copied(item)
			case rule.canonical != nil:
				item = rule.canonical(item)
			default:
				item = cleaned(item, child(path, key))
			}
			if !empty(item) || rule.bare && item != nil {
				out[key] = item
			}
		}
		return out
	case []any:
		var out []any
		for _, item := range v {
			out = append(out, cleaned(item, path+inList))
		}
		return out
	default:
		return value
	}
}

// copied copies a value as it is.
func copied(value any) any {
	switch v := value.(type) {
	case tree:
		out := make(tree, len(v))
		for key, item := range v {
			out[key] = copied(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = copied(item)
		}
		return out
	default:
		return value
	}
}

func empty(value any) bool {
	switch v := value.(type) {
	case tree:
		return len(v) == 0
	case []any:
		return len(v) == 0
	default:
		return value == nil || value == ""
	}
}
