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

// drafts returns the specs of profiles that may generate the state, the simplest
// first. Each draft sets every field that it can set.
func (s state) drafts(cluster tree) []tree {
	config := s.config()
	base := tree{
		"openshift":   cluster,
		"registry":    preferring(placed(shared(config, "registry"))),
		"exposure":    s.exposure(config),
		"trust":       s.trust(config),
		"imageConfig": s.imageConfig(),
		"access":      s.access(),
		"imagePruner": placedPruner(at(s.one(openshift.ImagePruner, "", openshift.ClusterName), "spec")),
	}
	var all []tree
	for _, draft := range s.bucketJobDrafts(base) {
		for _, spread := range spreads(config) {
			r := maps.Clone(base["registry"].(tree))
			maps.Copy(r, spread)
			draft["registry"] = r
			all = append(all, cleaned(draft, "").(tree))
		}
	}
	for _, store := range s.stores(config) {
		for _, credentials := range s.credentials(store, text(cluster, "platform")) {
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

// shared returns the fields of a section of the profile, registry or exposure, that
// have the same value in Config.
func shared(config tree, part string) tree {
	fields := tree{}
	for _, f := range desired.ConfigFields {
		if key, ok := strings.CutPrefix(f.Profile, part+"."); ok && f.Copied() {
			fields[key] = at(config, "spec", f.Config)
		}
	}
	return fields
}

// spreads returns the alternatives for the topology spread in a profile.
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
		} else if certificate := s.certificate(r); certificate != nil {
			r["certificate"] = certificate
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

// certificates converts the keys of a ConfigMap, host or host..port, to hosts with
// ports.
func certificates(data tree) []any {
	var all []any
	for _, key := range slices.Sorted(maps.Keys(data)) {
		all = append(all, tree{"host": strings.Replace(key, "..", ":", 1), "ca": data[key]})
	}
	return all
}

// stores returns the alternatives for the storage in a profile.
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
	if len(all) == 0 && types["managementState"] == openshift.Unmanaged {
		return []tree{{"managementState": openshift.Unmanaged}}
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

// claims returns the alternatives for an existing claim in a profile.
func (s state) claims(name string) []tree {
	claim := s.one(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, name)
	if claim == nil {
		// The access modes are unknown. ReadWriteOnce requires Recreate.
		one := tree{"pvc": tree{"claim": name, "accessModes": []any{"ReadWriteOnce"}}}
		many := tree{"pvc": tree{"claim": name}}
		if text(s.config(), "spec", "rolloutStrategy") == openshift.Recreate {
			return []tree{one, many}
		}
		return []tree{many, one}
	}
	volume := tree{"size": at(claim, "spec", "resources", "requests", "storage"), "storageClassName": text(claim, "spec", "storageClassName")}
	s.claimOptions(claim, volume)
	class, set := at(claim, "spec", "storageClassName").(string)
	unclassed := set && class == "" && volume["volumeName"] == nil && volume["selector"] == nil && volume["persistentVolume"] == nil
	if unclassed || text(claim, "spec", "volumeMode") == "Block" {
		// A profile cannot create such a claim.
		return []tree{{"pvc": tree{"claim": name, "accessModes": at(claim, "spec", "accessModes")}}}
	}
	all := []tree{{"pvc": tree{"claim": name, "accessModes": at(claim, "spec", "accessModes"), "create": volume}}}
	if strings.Contains(text(claim, "spec", "storageClassName"), "cephfs") {
		ceph := maps.Clone(volume)
		maps.DeleteFunc(ceph, func(key string, _ any) bool { return !slices.Contains(cephFields, key) })
		ceph["claim"] = name
		all = append([]tree{{"cephFS": ceph}}, all...)
	}
	return all
}

// buckets returns the alternatives for a bucket claim in a profile.
func (s state) buckets() []tree {
	var all []tree
	for _, claim := range s.of(openshift.ObjectBucketClaim) {
		bucket := tree{
			"bucketName": text(claim, "spec", "bucketName"), "namespace": text(claim, "metadata", "namespace"),
			"region":           text(s.config(), "spec", "storage", "s3", "region"),
			"additionalConfig": at(claim, "spec", "additionalConfig"), "storageClassName": text(claim, "spec", "storageClassName"),
		}
		bucket = endpointOf(bucket, text(s.config(), "spec", "storage", "s3", "regionEndpoint"))
		external := maps.Clone(bucket)
		external["mode"] = v1alpha1.ModeExternal
		gateways := []tree{{"cephRGW": bucket}, {"cephRGW": external}, {"noobaa": maps.Clone(bucket)}}
		if strings.Contains(text(claim, "spec", "storageClassName"), "noobaa") || s.isNooBaaRoute() {
			slices.Reverse(gateways)
		}
		all = append(all, gateways...)
	}
	return all
}

// isNooBaaRoute reports whether the registry uses the route of NooBaa, whose class
// can have any name. The services differ anyway.
func (s state) isNooBaaRoute() bool {
	return strings.HasPrefix(text(s.config(), "spec", "storage", "s3", "regionEndpoint"), "https://s3-openshift-storage.")
}

// endpointOf sets the endpoint of a bucket in a profile.
func endpointOf(bucket tree, endpoint string) tree {
	if host, ok := strings.CutPrefix(endpoint, "https://"); ok {
		bucket["endpoint"], bucket["routeHost"] = v1alpha1.EndpointRoute, host
		if storage.InCluster(endpoint) {
			bucket["endpoint"], bucket["routeHost"] = v1alpha1.EndpointSecureService, ""
		}
	}
	return bucket
}

// credentials returns the alternatives for the source of the credentials. Nil
// means no source, for example for a store without credentials. If the cluster
// has no credentials for the store, the Secret exists, although a dump seldom
// contains it.
func (s state) credentials(store tree, platform string) []any {
	var sets []storage.KeySet
	exists := false
	for _, choice := range storage.All() {
		if store[choice.Key] != nil {
			sets = choice.Backend.Facts().KeySets
			exists = choice.Backend.Facts().NeedsSecret(platform) || s.isForeignBucket()
		}
	}
	if len(sets) == 0 {
		return []any{nil}
	}
	all := []any{nil}
	if s.hasSecret() || exists {
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

// hasSecret reports whether the objects contain the Secret with the credentials.
func (s state) hasSecret() bool {
	_, exists := s[secret.Kind+"/"+openshift.RegistryNamespace+"/"+openshift.CredentialsSecret]
	_, bare := s[secret.Kind+"//"+openshift.CredentialsSecret] // the tool that applies it adds the namespace
	return exists || bare
}

// isForeignBucket reports whether the registry uses an S3 store that is not the
// cloud's: the credentials of the cluster are not valid there.
func (s state) isForeignBucket() bool {
	endpoint := text(s.config(), "spec", "storage", "s3", "regionEndpoint")
	return endpoint != "" && !storage.IsAWS(endpoint)
}

// reference returns the reference in a profile to the ExternalSecret that creates a
// Secret with the keys. It returns nil if no ExternalSecret creates the Secret.
func (s state) reference(name string, keys []string) tree {
	if name == "" {
		return nil
	}
	for _, external := range s.of(openshift.ExternalSecret) {
		if targetOf(external) != name || text(external, "metadata", "namespace") != openshift.RegistryNamespace {
			continue
		}
		store := tree{"name": at(external, "spec", "secretStoreRef", "name"), "kind": "SecretStore"} // the default kind
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

// entry returns the name of the only secret store entry if its properties have the
// names of the keys. Otherwise, it returns an empty string.
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

// cleaned returns a copy of a part of a profile without null values, and without
// empty strings, lists and maps unless a rule retains them.
func cleaned(value any, path string) any {
	switch v := value.(type) {
	case tree:
		out := tree{}
		for key, item := range v {
			rule := profileRules().of(path, key)
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

// copied returns a deep copy of a value.
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
