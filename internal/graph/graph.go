// Package graph draws the manifests of a profile with their references and their
// apply order.
package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Mermaid returns the objects of a profile as a Mermaid flowchart. A box contains
// the objects of one step, left to right in apply order. An arrow points from an
// object to each object that it references. Dashed objects are not created by the
// profile.
func Mermaid(objects []*generators.Object) string {
	g := graph{numbers: map[string]int{}}
	var waves []int
	for _, o := range objects {
		g.add(o.ID())
		if wave := generators.Wave(o); !slices.Contains(waves, wave) {
			waves = append(waves, wave)
		}
	}
	slices.Sort(waves)
	g.line("flowchart LR")
	for step, wave := range waves {
		g.line("  subgraph step%d[\"%d\"]", step+1, step+1)
		for _, o := range objects {
			if generators.Wave(o) == wave {
				g.line("    n%d[\"%s\"]", g.numbers[o.ID()], label(o.ID()))
			}
		}
		g.line("  end")
	}
	for _, o := range objects {
		for _, to := range References(o, objects) {
			if _, known := g.numbers[to]; !known {
				g.line("  n%d[\"%s\"]:::others", g.add(to), label(to))
			}
			g.line("  n%d --> n%d", g.numbers[o.ID()], g.numbers[to])
		}
	}
	if len(g.numbers) > len(objects) {
		g.line("  classDef others stroke-dasharray: 4")
	}
	return g.text.String()
}

type graph struct {
	text    strings.Builder
	numbers map[string]int
}

func (g *graph) line(format string, args ...any) { fmt.Fprintf(&g.text, format+"\n", args...) }

// add numbers an object.
func (g *graph) add(id string) int {
	if _, known := g.numbers[id]; !known {
		g.numbers[id] = len(g.numbers) + 1
	}
	return g.numbers[id]
}

// label returns the kind and the name of an object.
func label(id string) string {
	parts := strings.SplitN(id, "/", 3)
	return parts[0] + "<br/>" + escaped.Replace(parts[2])
}

// escaped replaces the characters that Mermaid interprets in a label. Names of
// existing objects can be placeholders.
var escaped = strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;")

// References returns the IDs of the objects that an object references.
func References(o *generators.Object, objects []*generators.Object) []string {
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
		ids = append(ids, jobReferences(o, objects)...)
	}
	return ids
}

// jobReferences returns the objects that a generated Job or CronJob reads and
// writes, and its account.
func jobReferences(o *generators.Object, objects []*generators.Object) []string {
	object := o.Content()
	if o.Kind == openshift.CronJob {
		object = nested(object, "spec", "jobTemplate")
	}
	pod := nested(object, "spec", "template", "spec")
	account := fmt.Sprint(pod["serviceAccountName"])
	config := openshift.Config.Kind + "//" + openshift.ClusterName
	ids := []string{openshift.ServiceAccount.Kind + "/" + o.Namespace + "/" + account}
	if account != desired.BucketSetup {
		return append([]string{config}, ids...)
	}
	ids = append(ids, "Secret/"+openshift.RegistryNamespace+"/"+openshift.CredentialsSecret)
	claim := map[string]string{}
	for _, container := range pod["containers"].([]any) {
		for _, variable := range container.(map[string]any)["env"].([]any) {
			v := variable.(map[string]any)
			claim[fmt.Sprint(v["name"])], _ = v["value"].(string)
		}
	}
	ids = append(ids, openshift.ObjectBucketClaim.Kind+"/"+claim["CLAIM_NAMESPACE"]+"/"+claim["CLAIM"])
	if slices.ContainsFunc(objects, func(other *generators.Object) bool {
		return other.Kind == openshift.ClusterRole && other.Name == desired.BucketSetup
	}) {
		ids = append(ids, config)
	}
	return ids
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
