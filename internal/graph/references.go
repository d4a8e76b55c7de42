package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Edge connects the IDs of two objects. The cluster needs From before To.
type Edge struct{ From, To string }

// Edges returns the edges of an object: from each object that it references, and from a
// Job to each object that it writes.
func Edges(o *generators.Object, objects []*generators.Object) []Edge {
	var edges []Edge
	for _, id := range references(o, objects) {
		edges = append(edges, Edge{id, o.ID()})
	}
	if o.Kind == openshift.Job {
		for _, id := range written(o, objects) {
			edges = append(edges, Edge{o.ID(), id})
		}
	}
	return edges
}

// bucketSecret is the Secret into which a Job copies the credentials of a claim.
const bucketSecret = "Secret/" + openshift.RegistryNamespace + "/" + openshift.CredentialsSecret

// written returns the objects that a generated Job writes. A CronJob writes the same
// ones again.
func written(o *generators.Object, objects []*generators.Object) []string {
	config := openshift.Config.Kind + "//" + openshift.ClusterName
	if account(o) != desired.BucketSetup {
		return []string{config}
	}
	ids := []string{bucketSecret}
	if slices.ContainsFunc(objects, func(other *generators.Object) bool {
		return other.Kind == openshift.ClusterRole && other.Name == desired.BucketSetup
	}) {
		ids = append(ids, config)
	}
	return ids
}

// references returns the IDs of the objects that an object references.
func references(o *generators.Object, objects []*generators.Object) []string {
	values := map[string]any{}
	for _, f := range o.Fields {
		if !f.Absent {
			values[strings.Join(f.Path, ".")] = f.Value
		}
	}
	var ids []string
	add := func(kind, namespace string, name any) {
		if s, ok := name.(string); ok && s != "" {
			ids = append(ids, kind+"/"+namespace+"/"+s)
		}
	}
	switch o.Kind {
	case openshift.Config:
		add(openshift.PersistentVolumeClaim.Kind, openshift.RegistryNamespace, values["spec.storage.pvc.claim"])
		add(openshift.ConfigMap.Kind, openshift.ConfigNamespace, values["spec.storage.s3.trustedCA.name"])
		for _, other := range objects { // the registry reads these Secrets
			if other.Kind == openshift.ExternalSecret || other.Kind == openshift.Certificate {
				add(other.Kind.Kind, other.Namespace, other.Name)
			}
			if other.Kind == openshift.Job && account(other) == desired.BucketSetup {
				ids = append(ids, bucketSecret)
			}
		}
	case openshift.Certificate:
		namespace := ""
		if kind := values["spec.issuerRef.kind"]; kind != nil && !strings.HasPrefix(fmt.Sprint(kind), "Cluster") {
			namespace = o.Namespace
		}
		add(fmt.Sprint(values["spec.issuerRef.kind"]), namespace, values["spec.issuerRef.name"])
	case openshift.PersistentVolumeClaim:
		add(openshift.StorageClass.Kind, "", values["spec.storageClassName"])
		add(openshift.PersistentVolume.Kind, "", values["spec.volumeName"])
		if values["spec.dataSource.name"] != nil {
			add(fmt.Sprint(values["spec.dataSource.kind"]), o.Namespace, values["spec.dataSource.name"])
		}
	case openshift.ObjectBucketClaim:
		add(openshift.StorageClass.Kind, "", values["spec.storageClassName"])
	case openshift.Image:
		add(openshift.ConfigMap.Kind, openshift.ConfigNamespace, values["spec.additionalTrustedCA.name"])
	case openshift.ExternalSecret:
		namespace := ""
		if values["spec.secretStoreRef.kind"] == openshift.SecretStore.Kind {
			namespace = o.Namespace
		}
		add(fmt.Sprint(values["spec.secretStoreRef.kind"]), namespace, values["spec.secretStoreRef.name"])
	case openshift.SecretStore:
		add(openshift.ServiceAccount.Kind, o.Namespace, values["spec.provider.kubernetes.auth.serviceAccount.name"])
		for _, other := range objects { // the store reads the Secret of the claim
			if other.Kind == openshift.ObjectBucketClaim {
				add(other.Kind.Kind, other.Namespace, other.Name)
			}
		}
	case openshift.RoleBinding, openshift.ClusterRoleBinding:
		kind, namespace := fmt.Sprint(values["roleRef.kind"]), ""
		if kind == openshift.Role.Kind {
			namespace = o.Namespace
		}
		add(kind, namespace, values["roleRef.name"])
		ids = append(ids, accounts(values["subjects"])...)
	case openshift.Job, openshift.CronJob:
		ids = append(ids, jobReferences(o)...)
	case openshift.PlacementBinding:
		add(openshift.Placement.Kind, o.Namespace, nested(o.Content(), "placementRef")["name"])
		for _, name := range names(values["subjects"]) {
			add(openshift.Policy.Kind, o.Namespace, name)
		}
	case openshift.SyncSet:
		for _, name := range names(values["spec.clusterDeploymentRefs"]) {
			add("ClusterDeployment", o.Namespace, name)
		}
	}
	return ids
}

// jobReferences returns the account of a generated Job or CronJob, the ConfigMaps that
// its pods require, and the claim that it reads.
func jobReferences(o *generators.Object) []string {
	ids := []string{openshift.ServiceAccount.Kind + "/" + o.Namespace + "/" + account(o)}
	volumes, _ := podOf(o)["volumes"].([]any)
	for _, volume := range volumes {
		v, _ := volume.(map[string]any)
		configMap := nested(v, "configMap")
		if name, _ := configMap["name"].(string); name != "" && configMap["optional"] != true {
			ids = append(ids, openshift.ConfigMap.Kind+"/"+o.Namespace+"/"+name)
		}
	}
	if account(o) != desired.BucketSetup {
		return ids
	}
	claim := map[string]string{}
	containers, _ := podOf(o)["containers"].([]any) // a patch can change them
	for _, container := range containers {
		c, _ := container.(map[string]any)
		variables, _ := c["env"].([]any)
		for _, variable := range variables {
			v, _ := variable.(map[string]any)
			claim[fmt.Sprint(v["name"])], _ = v["value"].(string)
		}
	}
	return append(ids, openshift.ObjectBucketClaim.Kind+"/"+claim["CLAIM_NAMESPACE"]+"/"+claim["CLAIM"])
}

// podOf returns the spec of the pods of a Job or CronJob.
func podOf(o *generators.Object) map[string]any {
	object := o.Content()
	if o.Kind == openshift.CronJob {
		object = nested(object, "spec", "jobTemplate")
	}
	return nested(object, "spec", "template", "spec")
}

func account(o *generators.Object) string {
	name, _ := podOf(o)["serviceAccountName"].(string)
	return name
}

// nested returns the map at a path.
func nested(value map[string]any, path ...string) map[string]any {
	for _, key := range path {
		value, _ = value[key].(map[string]any)
	}
	return value
}

// accounts returns the service accounts among subjects.
func accounts(subjects any) []string {
	var ids []string
	list, _ := subjects.([]any)
	for _, subject := range list {
		s, _ := subject.(map[string]any)
		if s["kind"] == openshift.ServiceAccount.Kind {
			ids = append(ids, fmt.Sprintf("%s/%v/%v", openshift.ServiceAccount.Kind, s["namespace"], s["name"]))
		}
	}
	return ids
}

// names returns the names of a list of references.
func names(list any) []any {
	var all []any
	elements, _ := list.([]any)
	for _, element := range elements {
		reference, _ := element.(map[string]any)
		all = append(all, reference["name"])
	}
	return all
}
