package validators

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var claimFirst = Rule{
	ID: "DL001", Severity: Error,
	Title:  "claim that the sync waits for before it makes the registry",
	Why:    "A claim of a WaitForFirstConsumer class is bound when the registry's pod runs: each waits for the other, and the sync never ends.",
	Remedy: "Put both into one sync wave, and leave the claim out of depends-on.",
	Source: "operator",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		claim, ok := in.claimOf(config)
		if !ok || in.immediate(claim) {
			return nil
		}
		if waits := claim.annotation(openshift.ArgoWave); wave(waits) < wave(config.annotation(openshift.ArgoWave)) {
			return claim.on(annotationPath(openshift.ArgoWave), waits)
		}
		ref := "/namespaces/" + claim.namespace() + "/" + claim.kind.Kind + "/" + claim.name()
		if needed := config.annotation(openshift.KptDependsOn); slices.Contains(openshift.Words(needed), ref) {
			return config.on(annotationPath(openshift.KptDependsOn), needed)
		}
		return nil
	}),
}

var ownImage = Rule{
	ID: "DL002", Severity: Error,
	Title:  "storage changed by an image from the registry itself",
	Why:    "The Job runs again with each sync, and the new storage does not have its image: the sync never ends.",
	Remedy: "Name an image in another registry, for example registry.redhat.io/openshift4/ose-cli:v4.16.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		change := p.Spec.Delivery.StorageChange
		if change == nil {
			return nil
		}
		registry, _, _ := strings.Cut(change.Image, "/")
		host, _, _ := strings.Cut(registry, ":")
		itself := strings.HasPrefix(host+".", openshift.RegistryService+".") ||
			strings.HasPrefix(host, openshift.DefaultRoute+"-"+openshift.RegistryNamespace+".") ||
			slices.ContainsFunc(p.Spec.Exposure.Routes, func(r v1alpha1.Route) bool { return r.Hostname == host })
		if !itself {
			return nil
		}
		return at(spec.Child("delivery", "storageChange", "image"), change.Image)
	},
}

var replacing = Rule{
	ID: "DL003", Severity: Error,
	Title:  "annotation by which an object is deleted and made anew, or replaced",
	Why:    "A claim goes with its images, and a Config with what the operator wrote: the storage if it manages it, or at least the secret that all pods share.",
	Remedy: "Take Replace=true, Force=true or force: Enabled out of the annotation.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			if !slices.Contains(precious, it.kind) {
				continue
			}
			for _, option := range openshift.Words(it.annotation(openshift.ArgoOptions)) {
				if option == "Replace=true" || option == "Force=true" {
					found = append(found, it.on(annotationPath(openshift.ArgoOptions), option)...)
				}
			}
			if force := it.annotation(openshift.FluxForce); strings.EqualFold(force, "enabled") {
				found = append(found, it.on(annotationPath(openshift.FluxForce), force)...)
			}
		}
		return found
	},
}

// precious are the kinds that hold images, or what the operator wrote.
var precious = []schema.GroupVersionKind{
	openshift.Config, openshift.Image, openshift.ImagePruner, openshift.ObjectBucketClaim, openshift.PersistentVolumeClaim,
}

var contraryOptions = Rule{
	ID: "DL004", Severity: Error,
	Title:  "sync options that contradict each other",
	Why:    "Argo CD looks for an option among the others, and takes Prune=false for an answer although Prune=true stands there too: which one counts, nobody sees.",
	Remedy: "Keep one of the two.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			values := map[string]string{}
			for _, option := range openshift.Words(it.annotation(openshift.ArgoOptions)) {
				name, value, _ := strings.Cut(option, "=")
				if other, twice := values[name]; twice && other != value {
					found = append(found, it.on(annotationPath(openshift.ArgoOptions), name+"="+other+","+option)...)
				}
				values[name] = value
			}
		}
		return found
	},
}

var unprotectedData = Rule{
	ID: "OB004", Severity: Warning,
	Title:  "images without protection from pruning",
	Why:    "When the manifest leaves the repository, even by mistake, the sync engine deletes the claim, and with it all images.",
	Remedy: "Annotate it: argocd.argoproj.io/sync-options: Prune=false,Delete=false, or kustomize.toolkit.fluxcd.io/prune: Disabled, or client.lifecycle.config.k8s.io/deletion: detach.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range append(in.claims(), in.of(openshift.ObjectBucketClaim)...) {
			for _, prefix := range slices.Sorted(maps.Keys(openshift.RetainAnnotations)) {
				if in.syncedBy(prefix) && !openshift.Retained(openshift.RetainAnnotations[prefix], it.annotation) {
					found = append(found, it.on("metadata.annotations", nil)...)
				}
			}
		}
		return found
	},
}

// syncedBy reports whether a manifest has an annotation with the prefix.
func (in input) syncedBy(prefix string) bool {
	return slices.ContainsFunc(in.items, func(it item) bool {
		for key := range it.node.GetAnnotations() {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	})
}

// immediate reports whether the class of a claim is known to bind at once.
func (in input) immediate(claim item) bool {
	for _, class := range in.of(openshift.StorageClass) {
		if class.name() == claim.text("spec", "storageClassName") {
			mode := class.text("volumeBindingMode")
			return mode == "" || mode == "Immediate"
		}
	}
	return false
}

func (it item) annotation(key string) string { return it.text("metadata", "annotations", key) }

func annotationPath(key string) string { return "metadata.annotations[" + key + "]" }

// wave is the number of a sync wave, 0 unless it says another.
func wave(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
