package importer

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// cephFields are the fields of a generated claim that the cephFS backend has too.
var cephFields = []string{"size", "storageClassName", "labels", "annotations", "dataSource"}

// claimOptions adds the optional fields of an existing claim, and of the static
// volume that it uses, to the claim of a draft.
func (s state) claimOptions(claim, volume tree) {
	volume["labels"], volume["annotations"] = userKeys(claim, "labels"), userKeys(claim, "annotations")
	volume["volumeName"] = text(claim, "spec", "volumeName")
	if volume["volumeName"] == "" {
		delete(volume, "volumeName")
	}
	if selector, ok := at(claim, "spec", "selector").(tree); ok {
		volume["selector"] = selector
	}
	if source, ok := source(at(claim, "spec", "dataSource")).(tree); ok {
		volume["dataSource"] = tree{"kind": source["kind"], "name": source["name"]}
	}
	if static := s.staticVolume(claim); static != nil {
		volume["persistentVolume"] = static
		if volume["volumeName"] == nil {
			delete(volume, "selector") // the claimRef of the volume has precedence
		}
	}
}

// staticVolume returns the PersistentVolume of a draft for the volume of a claim,
// nil if the objects do not contain it, or if a profile cannot express its source.
func (s state) staticVolume(claim tree) tree {
	for _, volume := range s.of(openshift.PersistentVolume) {
		if !uses(claim, volume) {
			continue
		}
		spec, _ := volume["spec"].(tree)
		draft := tree{
			"name": text(volume, "metadata", "name"), "capacity": at(spec, "capacity", "storage"),
			"reclaimPolicy": spec["persistentVolumeReclaimPolicy"], "mountOptions": spec["mountOptions"], "nodeAffinity": spec["nodeAffinity"],
		}
		known := false
		for source, fields := range volumeSources {
			values, ok := spec[source].(tree)
			if !ok {
				continue
			}
			known = true
			copied := maps.Clone(values)
			maps.DeleteFunc(copied, func(key string, _ any) bool { return !slices.Contains(fields, key) })
			if node := onlyNode(spec["nodeAffinity"]); source == "local" && node != "" {
				copied["nodeName"] = node
				delete(draft, "nodeAffinity")
			}
			draft[source] = copied
		}
		if known {
			return draft
		}
	}
	return nil
}

// volumeSources lists the fields of each source of a static volume.
var volumeSources = map[string][]string{
	"nfs":   {"server", "path"},
	"local": {"path", "fsType"},
	"csi":   {"driver", "volumeHandle", "fsType", "volumeAttributes", "nodeStageSecretRef", "nodePublishSecretRef"},
}

// onlyNode returns the host name of the only node that an affinity selects, empty if
// it selects nodes in another way.
func onlyNode(affinity any) string {
	terms, _ := at(affinity, "required", "nodeSelectorTerms").([]any)
	if len(terms) != 1 || at(terms[0], "matchFields") != nil {
		return ""
	}
	requirements, _ := at(terms[0], "matchExpressions").([]any)
	if len(requirements) != 1 || at(requirements[0], "key") != openshift.HostnameLabel || at(requirements[0], "operator") != "In" {
		return ""
	}
	hosts, _ := at(requirements[0], "values").([]any)
	if len(hosts) != 1 {
		return ""
	}
	host, _ := hosts[0].(string)
	return host
}

// uses reports whether Kubernetes binds a claim to a volume.
func uses(claim, volume tree) bool {
	if name := text(claim, "spec", "volumeName"); name != "" {
		return name == text(volume, "metadata", "name")
	}
	return reserved(volume, text(claim, "metadata", "name"))
}

// reserved reports whether the claimRef of a volume refers to a claim of the registry.
func reserved(volume tree, claim string) bool {
	return text(volume, "spec", "claimRef", "namespace") == openshift.RegistryNamespace && text(volume, "spec", "claimRef", "name") == claim
}

// dropForeign removes the PersistentVolumes from the state that the claim of Config
// does not use, or that a storage class provisioned, the names of provisioned
// volumes from the claims, and the Certificates of others. It returns the
// objects of others.
func (s state) dropForeign() []other {
	name := text(s.config(), "spec", "storage", "pvc", "claim")
	claim := s.one(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, name)
	var others []other
	for _, id := range slices.Sorted(maps.Keys(s)) {
		o := s[id]
		switch {
		case o.kind == openshift.PersistentVolumeClaim && s.provisioned(o.content):
			delete(o.content["spec"].(tree), "volumeName")
		case o.kind == openshift.Certificate && !s.isOfRoute(o.content):
			delete(s, id)
			others = append(others, o.other(id))
		case o.kind != openshift.PersistentVolume:
		case text(o.content, "metadata", "annotations", "pv.kubernetes.io/provisioned-by") != "":
			delete(s, id)
		case claim == nil || !uses(claim, o.content):
			delete(s, id)
			others = append(others, o.other(id))
		}
	}
	return others
}

// provisionedName matches the names that provisioners give to volumes.
var provisionedName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("^pvc-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
})

// provisioned reports whether a controller has set the volume of a claim: a storage
// class provisioned it, or its claimRef does not name the claim. It is unknown in the
// dump of a claim without its volume; such a name is not imported.
func (s state) provisioned(claim tree) bool {
	name := text(claim, "spec", "volumeName")
	if name == "" {
		return false
	}
	if volume := s.one(openshift.PersistentVolume, "", name); volume != nil {
		return text(volume, "metadata", "annotations", "pv.kubernetes.io/provisioned-by") != ""
	}
	annotation := func(key string) bool { return text(claim, "metadata", "annotations", key) != "" }
	live := at(claim, "metadata", "uid") != nil || at(claim, "status") != nil
	return annotation("pv.kubernetes.io/bound-by-controller") || annotation("volume.kubernetes.io/storage-provisioner") ||
		annotation("volume.beta.kubernetes.io/storage-provisioner") || provisionedName().MatchString(name) ||
		live && (!annotation("pv.kubernetes.io/bind-completed") || strings.HasPrefix(name, "pvc-"))
}

// toolDomains are the domains of annotations and labels that controllers and tools
// write.
var toolDomains = []string{
	"kubernetes.io", "k8s.io", "openshift.io", "argoproj.io", "fluxcd.io", "helm.sh", "registryprofile.dev",
}

// userKeys returns the labels or annotations that a user set, nil if there are none.
func userKeys(claim tree, field string) any {
	all, _ := at(claim, "metadata", field).(tree)
	live := at(claim, "metadata", "uid") != nil
	users := tree{}
	for key, value := range all {
		domain, name, _ := strings.Cut(key, "/")
		tool := strings.Contains(key, "/") && slices.ContainsFunc(toolDomains, func(suffix string) bool {
			return domain == suffix || strings.HasSuffix(domain, "."+suffix)
		})
		if domain == "app.kubernetes.io" { // the labels that Kubernetes recommends to users
			tool = live && (name == "instance" || name == "managed-by")
		}
		if !tool && key != openshift.ClaimAnnotation {
			users[key] = value
		}
	}
	if len(users) == 0 {
		return nil
	}
	return users
}

// addMetadata adds the labels and annotations of a claim that a user set.
func (v view) addMetadata(content tree) {
	for _, field := range []string{"labels", "annotations"} {
		keys, _ := userKeys(content, field).(tree)
		for key, value := range keys {
			v.found[child("metadata."+field, key)] = value
		}
	}
}

// noClass is the value of a storage class name that asks for no class.
type noClass struct{}

// class returns the name of a storage class, or noClass for the empty one: without a
// name, a claim gets the default class.
func class(value any) any {
	if value == "" {
		return noClass{}
	}
	return value
}

// source returns a data source with the group that the kind implies.
func source(value any) any {
	fields, ok := value.(tree)
	if !ok || fields["kind"] != openshift.VolumeSnapshot.Kind && fields["kind"] != openshift.PersistentVolumeClaim.Kind {
		return value
	}
	return tree{"kind": fields["kind"], "name": fields["name"]}
}
