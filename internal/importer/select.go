package importer

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// selectRelated removes the objects of the state that do not belong to the registry,
// such as the claims of applications, and returns them. It gives the objects of the
// registry without a namespace the one in which the registry reads them: a
// kustomization or an Application adds it. It fails if that object exists already
// and differs.
func (s state) selectRelated() (others []other, notes []string, err error) {
	r := s.referenced()
	for _, id := range slices.Sorted(maps.Keys(s)) {
		o := s[id]
		name, namespace := text(o.content, "metadata", "name"), text(o.content, "metadata", "namespace")
		home, ours := "", true
		switch o.kind {
		case openshift.PersistentVolumeClaim:
			home, ours = openshift.RegistryNamespace, namespace != "" || r.claim == name
		case openshift.ExternalSecret:
			home, ours = openshift.RegistryNamespace, namespace != "" || r.secrets[targetOf(o.content)]
		case openshift.ConfigMap:
			home, ours = openshift.ConfigNamespace, r.bundles[name]
		case openshift.ObjectBucketClaim:
			bucket := text(o.content, "spec", "bucketName")
			home, ours = openshift.RegistryNamespace, namespace == "" || namespace == openshift.RegistryNamespace || r.bucket != "" && bucket == r.bucket
			if ours && namespace != "" {
				home = namespace
			}
		default:
			continue
		}
		switch {
		case !ours || namespace != "" && namespace != home:
			delete(s, id)
			others = append(others, o.other(id))
		case namespace == "":
			delete(s, id)
			moved := o.kind.Kind + "/" + home + "/" + name
			if known, exists := s[moved]; exists && known.content != nil && !reflect.DeepEqual(decisions(known), decisions(o)) {
				return nil, nil, conflict(moved, known, o)
			}
			if meta, ok := o.content["metadata"].(tree); ok {
				meta["namespace"] = home
			}
			s[moved] = o
			notes = append(notes, fmt.Sprintf("%s: no namespace; imported as in %s", provenance.NameOf(id), home))
		}
	}
	return append(others, s.dropForeign()...), notes, nil
}

// other returns the object as one that import does not read.
func (o object) other(id string) other {
	return other{
		id: id, kind: o.kind.Kind, ours: text(o.content, "metadata", "namespace") == openshift.RegistryNamespace,
		live: isLive(o.content), owned: at(o.content, "metadata", "ownerReferences") != nil,
	}
}

// related are the names of the objects that the registry's singletons refer to.
type related struct {
	claim, bucket    string
	bundles, secrets map[string]bool
}

func (s state) referenced() related {
	config := s.config()
	r := related{
		claim: text(config, "spec", "storage", "pvc", "claim"), bucket: text(config, "spec", "storage", "s3", "bucket"),
		bundles: map[string]bool{
			text(s.one(openshift.Image, "", openshift.ClusterName), "spec", "additionalTrustedCA", "name"): true,
			text(config, "spec", "storage", "s3", "trustedCA", "name"):                                     true,
		},
		secrets: map[string]bool{
			openshift.CredentialsSecret: true,
			text(config, "spec", "storage", "s3", "cloudFront", "privateKey", "name"): true,
		},
	}
	routes, _ := at(config, "spec", "routes").([]any)
	for _, route := range routes {
		r.secrets[text(route, "secretName")] = true
	}
	delete(r.bundles, "")
	delete(r.secrets, "")
	return r
}

// targetOf returns the name of the Secret that an ExternalSecret creates.
func targetOf(external tree) string {
	if name := text(external, "spec", "target", "name"); name != "" {
		return name
	}
	return text(external, "metadata", "name")
}
