package generators

import (
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// deliveryRule describes how tools must apply the objects of a kind.
type deliveryRule struct {
	// wave is the sync wave of Argo CD. Argo CD waits until a wave is healthy
	// before it applies the next one. A claim is bound only when the pod of the
	// registry runs, so claim and Config share a wave.
	wave int
	// retain the object when its manifest is removed from Git: it holds data or
	// credentials, or the operator owns some of its fields.
	retain bool
	// shared reports whether the operator or the API server owns some fields.
	shared bool
	// hook reports whether the object runs with each sync.
	hook bool
	// crdMayBeMissing reports whether the CRD may be created in the same sync.
	crdMayBeMissing bool
}

const (
	// bucketJobWave is the wave of the Job that prepares a claimed bucket. It runs
	// before the Job that changes the storage.
	bucketJobWave = -1
	// teamWave is the wave of the RoleBindings in namespaces of teams. It is the last
	// one, so that a namespace that does not exist stops nothing else.
	teamWave = 3
	// guardWave is the wave of the CronJob that ends an interrupted change of the
	// storage. It runs before the Job.
	guardWave = -1
)

// waveOf returns the sync wave of an object of a profile. While a Job copies images, the
// new claim is bound by the pod of the Job, and the old store may use the Secret of the
// registry until the Job has ended.
func waveOf(state *desired.State, o *Object) int {
	rule := ruleOf(o)
	switch {
	case !state.CopiesImages():
	case o.Kind == openshift.PersistentVolumeClaim:
		return deliveryRules[openshift.Job].wave
	case o.Kind == openshift.ExternalSecret && o.Name == openshift.CredentialsSecret:
		return deliveryRules[openshift.Config].wave
	}
	return rule.wave
}

func ruleOf(o *Object) deliveryRule {
	rule := deliveryRules[o.Kind]
	switch {
	case isCopyGuard(o):
		rule.wave = guardWave
	case o.Kind == openshift.ExternalSecret && o.Name == desired.StorageChanger:
		rule.retain = false // the Secret is needed only during the change
	case isCopyConfigMap(o):
		rule.retain = false
	case isBucketJob(o):
		rule.wave = bucketJobWave
	case IsTeamBinding(o):
		rule.wave = teamWave
	case isBucketReader(o):
		rule.retain = true // the retained SecretStore reads with this account
	}
	return rule
}

// IsTeamBinding reports whether an object is a generated RoleBinding for the access to
// the images of a namespace.
func IsTeamBinding(o *Object) bool {
	return o.Kind == openshift.RoleBinding && strings.HasPrefix(o.Name, BindingPrefix)
}

// isBucketReader reports whether an object belongs to the account with which the
// SecretStore reads the Secret of a bucket claim.
func isBucketReader(o *Object) bool { return o.Name == BucketReader }

func isBucketJob(o *Object) bool {
	return o.Kind == openshift.Job && strings.HasPrefix(o.Name, desired.BucketSetup+"-")
}

var deliveryRules = map[schema.GroupVersionKind]deliveryRule{
	openshift.StorageClass:          {wave: -4},
	openshift.ServiceAccount:        {wave: -4},
	openshift.Role:                  {wave: -4},
	openshift.ClusterRole:           {wave: -4},
	openshift.RoleBinding:           {wave: -4},
	openshift.ClusterRoleBinding:    {wave: -4},
	openshift.NetworkPolicy:         {wave: -4},
	openshift.ConfigMap:             {wave: -3, retain: true},
	openshift.PersistentVolume:      {wave: -3, retain: true},
	openshift.ObjectBucketClaim:     {wave: -3, retain: true, crdMayBeMissing: true},
	openshift.SecretStore:           {wave: -2, retain: true, crdMayBeMissing: true},
	openshift.ExternalSecret:        {wave: -1, retain: true, crdMayBeMissing: true},
	openshift.Certificate:           {wave: -1, retain: true, crdMayBeMissing: true},
	openshift.Image:                 {wave: 0, retain: true, shared: true},
	openshift.Job:                   {wave: 0, hook: true},
	openshift.CronJob:               {wave: 2},
	openshift.PersistentVolumeClaim: {wave: 1, retain: true},
	openshift.Config:                {wave: 1, retain: true, shared: true},
	openshift.ImagePruner:           {wave: 2, retain: true, shared: true},
}

// deliver adds the annotations of the tool that applies the objects. A value
// that already exists in a manifest is not changed.
func deliver(state *desired.State, objects []*Object) {
	beforeStorageChange(state, objects)
	for _, o := range objects {
		rule := ruleOf(o)
		rule.wave = waveOf(state, o)
		annotate(state.Tool, o, rule, func() []string { return dependencies(state, o, objects) })
	}
	for _, o := range objects {
		if !state.InFolders() {
			o.Step = "" // the other tools order objects
		}
	}
}

func annotate(tool string, o *Object, rule deliveryRule, dependencies func() []string) {
	switch tool {
	case v1alpha1.ArgoCD:
		argoCD(o, rule)
	case v1alpha1.Flux:
		flux(o, rule)
	case v1alpha1.Kpt:
		kpt(o, rule, dependencies())
	}
}

// DeliveryFields returns the annotations with which a tool applies an object of
// a kind that the profile does not generate.
func DeliveryFields(tool string, kind schema.GroupVersionKind) []Field {
	o := newObject(kind, "", "")
	annotate(tool, o, ruleOf(o), func() []string { return nil })
	return o.Fields
}

func argoCD(o *Object, r deliveryRule) {
	annotation(o, openshift.ArgoWave, strconv.Itoa(r.wave), "dependencies are applied first")
	if r.hook {
		annotation(o, openshift.ArgoHook, "Sync", "the Job runs before Config is applied")
		annotation(o, openshift.ArgoHookDelete, "BeforeHookCreation,HookSucceeded", "each sync runs the Job again")
	}
	var options []string
	if r.crdMayBeMissing {
		options = append(options, "SkipDryRunOnMissingResource=true")
	}
	if r.shared {
		options = append(options, openshift.ArgoServerSide+"=true")
	}
	if r.retain {
		options = append(options, "Prune=false", "Delete=false")
		words(o, openshift.ArgoCompare, []string{"IgnoreExtraneous"}, "a retained object is not out of sync")
	}
	if len(options) > 0 {
		words(o, openshift.ArgoOptions, options, "images, credentials and fields of the operator must not be lost")
	}
}

func flux(o *Object, r deliveryRule) {
	if r.shared {
		annotation(o, openshift.FluxApply, "Merge", "the operator owns the other fields")
	}
	if r.retain {
		annotation(o, openshift.FluxPrune, "Disabled", "images and credentials must not be lost")
	}
}

// kpt adds the annotations of kpt live, which Config Sync also supports.
func kpt(o *Object, r deliveryRule, dependencies []string) {
	if r.retain {
		annotation(o, openshift.KptDeletion, "detach", "images and credentials must not be lost")
	}
	if len(dependencies) > 0 {
		words(o, openshift.KptDependsOn, dependencies, "the object requires its dependencies")
	}
}

// dependencies returns the objects that must exist and be ready before o is
// applied. A claim is never a dependency because it may be bound only when the
// registry runs.
func dependencies(state *desired.State, o *Object, objects []*Object) []string {
	var refs []string
	for _, other := range objects {
		if dependsOn(state, o, other) {
			refs = append(refs, Reference(other.Kind, other.Namespace, other.Name))
		}
	}
	return refs
}

func dependsOn(state *desired.State, o, other *Object) bool {
	switch o.Kind {
	case openshift.Config:
		return other.Kind == openshift.ExternalSecret || other.Kind == openshift.Certificate || other.Kind == openshift.Image || other.Kind == openshift.Job
	case openshift.Job:
		return jobDependsOn(state, o, other)
	case openshift.Image:
		return other.Kind == openshift.ConfigMap && other.Namespace == openshift.ConfigNamespace
	case openshift.PersistentVolumeClaim:
		return other.Kind == openshift.PersistentVolume
	case openshift.ExternalSecret:
		fromBucket := state.Bucket != nil && state.Bucket.Credentials != nil && state.Bucket.Credentials.Secret.Name == o.Name
		return fromBucket && (other.Kind == openshift.ObjectBucketClaim || other.Kind == openshift.SecretStore)
	}
	return false
}

// jobDependsOn reports whether a Job requires an object. A Job that writes the storage
// requires the CA to which the storage refers. The volume of a claim is a dependency of
// the storage change because it is one of the claim, which is then applied before the Job.
func jobDependsOn(state *desired.State, o, other *Object) bool {
	switch other.Kind {
	case openshift.ObjectBucketClaim:
		return true
	case openshift.ConfigMap:
		writes := !isBucketJob(o) || state.BucketJob.Storage
		return writes && other.Name == trustedCA(state)
	case openshift.ExternalSecret:
		return !isBucketJob(o)
	case openshift.PersistentVolume:
		return !isBucketJob(o)
	case openshift.CronJob:
		return isCopyGuard(other)
	}
	return !isBucketJob(o) && isBucketJob(other)
}

// Reference returns the name of an object in the format of
// config.kubernetes.io/depends-on.
func Reference(kind schema.GroupVersionKind, namespace, name string) string {
	if namespace == "" {
		return strings.Join([]string{kind.Group, kind.Kind, name}, "/")
	}
	return strings.Join([]string{kind.Group, "namespaces", namespace, kind.Kind, name}, "/")
}

func annotation(o *Object, key, value, reason string) {
	o.fixed(value, reason, "metadata", "annotations", key)
}

// words adds an annotation with a comma-separated list. Elements that a user
// added to the annotation remain beside it.
func words(o *Object, key string, list []string, reason string) {
	annotation(o, key, strings.Join(list, ","), reason)
	o.Fields[len(o.Fields)-1].Words = true
}

// Wave returns the sync wave of an object. Objects are applied in ascending order of
// their waves.
func Wave(o *Object) int { return ruleOf(o).wave }

// waveTitles describe the objects of each wave.
var waveTitles = map[int]string{-4: "access", -3: "claims, CAs", -2: "stores", -1: "secrets", 0: "settings", 1: "registry", 2: "schedules", teamWave: "access of teams"}

// WaveTitle describes the objects of a wave. It is empty for a wave without generated
// objects.
func WaveTitle(wave int) string { return waveTitles[wave] }

// Handling describes how tools apply an object.
type Handling struct {
	// Retained reports whether the object remains when its manifest is removed from Git.
	Retained bool
	// Existing reports whether OpenShift creates the object, and owns some of its fields.
	Existing bool
	// Hook reports whether each sync creates the object again.
	Hook bool
}

// HandlingOf returns how tools apply an object of a kind that the function generates,
// and false for other kinds.
func HandlingOf(o *Object) (Handling, bool) {
	_, known := deliveryRules[o.Kind]
	rule := ruleOf(o)
	return Handling{Retained: rule.retain, Existing: rule.shared, Hook: rule.hook}, known
}
