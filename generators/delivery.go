package generators

import (
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// care is what the tool that applies an object must know of its kind.
type care struct {
	// wave of Argo CD. Nothing may be Degraded or wait in a wave that others
	// wait for: a claim is bound when the registry's pod runs, so the two share
	// one.
	wave int
	// keep it when it goes from Git: it holds data or credentials, or the
	// operator has its fields.
	keep bool
	// shared tells that the operator or the API server own some of its fields.
	shared bool
	// step tells that it is done with each sync.
	step bool
	// late tells that its CRD may arrive in the same sync.
	late bool
}

var cares = map[schema.GroupVersionKind]care{
	openshift.StorageClass:          {wave: -4},
	openshift.ServiceAccount:        {wave: -4},
	openshift.Role:                  {wave: -4},
	openshift.ClusterRole:           {wave: -4},
	openshift.RoleBinding:           {wave: -4},
	openshift.ClusterRoleBinding:    {wave: -4},
	openshift.NetworkPolicy:         {wave: -4},
	openshift.ConfigMap:             {wave: -3, keep: true},
	openshift.ObjectBucketClaim:     {wave: -3, keep: true, late: true},
	openshift.SecretStore:           {wave: -2, keep: true, late: true},
	openshift.ExternalSecret:        {wave: -1, keep: true, late: true},
	openshift.Image:                 {wave: 0, keep: true, shared: true},
	openshift.Job:                   {wave: 0, step: true},
	openshift.PersistentVolumeClaim: {wave: 1, keep: true},
	openshift.Config:                {wave: 1, keep: true, shared: true},
	openshift.ImagePruner:           {wave: 2, keep: true, shared: true},
}

// deliver annotates the objects for the tool that applies them. An annotation
// that stands on an object already stays as it is.
func deliver(p *desired.Plan, objects []*Object) {
	annotate := map[string]func(*Object, care){
		v1alpha1.ArgoCD: argoCD,
		v1alpha1.Flux:   flux,
		v1alpha1.Kpt: func(o *Object, c care) {
			kpt(o, c, dependencies(p, o, objects))
		},
	}[p.Tool]
	if annotate == nil {
		return
	}
	for _, o := range objects {
		annotate(o, cares[o.Kind])
		if p.Tool != v1alpha1.Flux {
			o.Step = "" // only Flux orders folders, the others objects
		}
	}
}

func argoCD(o *Object, c care) {
	annotation(o, openshift.ArgoWave, strconv.Itoa(c.wave), "what others need comes before them")
	if c.step {
		annotation(o, openshift.ArgoHook, "Sync", "it comes before what it changes is applied")
		annotation(o, openshift.ArgoHookDelete, "BeforeHookCreation,HookSucceeded", "each sync runs it anew")
	}
	var options []string
	if c.late {
		options = append(options, "SkipDryRunOnMissingResource=true")
	}
	if c.shared {
		options = append(options, "ServerSideApply=true")
	}
	if c.keep {
		options = append(options, "Prune=false", "Delete=false")
	}
	if len(options) > 0 {
		annotation(o, openshift.ArgoOptions, strings.Join(options, ","), "neither images nor credentials, nor what the operator wrote, may be lost")
	}
}

func flux(o *Object, c care) {
	if c.shared {
		annotation(o, openshift.FluxApply, "Merge", "the operator owns the other fields")
	}
	if c.keep {
		annotation(o, openshift.FluxPrune, "Disabled", "neither images nor credentials may be lost")
	}
}

// kpt annotates for kpt live, and so for Config Sync, which is built on the
// same library.
func kpt(o *Object, c care, dependencies []string) {
	if c.keep {
		annotation(o, openshift.KptDeletion, "detach", "neither images nor credentials may be lost")
	}
	if len(dependencies) > 0 {
		annotation(o, openshift.KptDependsOn, strings.Join(dependencies, ","), "it does not work without them")
	}
}

// dependencies are the objects that shall be there, and ready, before o. A
// claim is never among them: it may be bound only when the registry runs.
func dependencies(p *desired.Plan, o *Object, objects []*Object) []string {
	var refs []string
	for _, other := range objects {
		if needs(p, o, other) {
			refs = append(refs, reference(other))
		}
	}
	return refs
}

func needs(p *desired.Plan, o, other *Object) bool {
	switch o.Kind {
	case openshift.Config:
		return other.Kind == openshift.ExternalSecret || other.Kind == openshift.Image || other.Kind == openshift.Job
	case openshift.Job:
		return other.Kind == openshift.ExternalSecret
	case openshift.Image:
		return other.Kind == openshift.ConfigMap && other.Namespace == openshift.ConfigNamespace
	case openshift.ExternalSecret:
		fromBucket := p.Bucket != nil && p.Bucket.Credentials != nil && p.Bucket.Credentials.Secret.Name == o.Name
		return fromBucket && (other.Kind == openshift.ObjectBucketClaim || other.Kind == openshift.SecretStore)
	}
	return false
}

// reference names an object as config.kubernetes.io/depends-on does.
func reference(o *Object) string {
	group := o.Kind.Group
	if o.Namespace == "" {
		return strings.Join([]string{group, o.Kind.Kind, o.Name}, "/")
	}
	return strings.Join([]string{group, "namespaces", o.Namespace, o.Kind.Kind, o.Name}, "/")
}

func annotation(o *Object, key, value, reason string) {
	o.fixed(value, reason, "metadata", "annotations", key)
}

// Wave returns the place of a kind in the order in which objects are applied.
func Wave(kind schema.GroupVersionKind) int { return cares[kind].wave }
