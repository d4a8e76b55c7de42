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

var claimSyncDeadlock = Rule{
	ID: "DL001", Severity: Error,
	Title:  "claim that the sync waits for before it creates the registry",
	Why:    "A claim of a WaitForFirstConsumer class is bound when the registry pod runs: each waits for the other, and the sync never finishes.",
	Remedy: "Put both into one sync wave, and remove the claim from depends-on.",
	Source: "operator",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		claim, ok := in.claimOf(config)
		if !ok || in.isStatic(claim) || in.bindsImmediately(claim) {
			return nil
		}
		if claimWave := claim.annotation(openshift.ArgoWave); !in.bindsForJob(claim) && syncWave(claimWave) < syncWave(config.annotation(openshift.ArgoWave)) {
			return claim.at(annotationPath(openshift.ArgoWave), claimWave)
		}
		ref := "/namespaces/" + openshift.RegistryNamespace + "/" + claim.kind.Kind + "/" + claim.name()
		if dependsOn := config.annotation(openshift.KptDependsOn); slices.Contains(openshift.Words(dependsOn), ref) {
			return config.at(annotationPath(openshift.KptDependsOn), dependsOn)
		}
		return nil
	}),
}

var imageFromOwnRegistry = Rule{
	ID: "DL002", Severity: Error,
	Title:  "Job with an image from the registry itself",
	Why:    "The Job runs with each sync, before the registry has its storage, and a new storage does not contain the image: the sync never finishes.",
	Remedy: "Use an image from another registry, for example registry.redhat.io/openshift4/ose-cli:v4.16.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		d := p.Spec.Delivery
		var found []v1alpha1.Diagnostic
		if p.isFromOwnRegistry(d.Image) && (p.BucketJob() || d.StorageChange != nil && d.StorageChange.Image == "") {
			found = append(found, at(spec.Child("delivery", "image"), d.Image)...)
		}
		if d.StorageChange != nil && p.isFromOwnRegistry(d.StorageChange.Image) {
			found = append(found, at(spec.Child("delivery", "storageChange", "image"), d.StorageChange.Image)...)
		}
		if d.StorageChange != nil && d.StorageChange.Copy != nil && p.isFromOwnRegistry(d.StorageChange.Copy.Image) {
			found = append(found, at(spec.Child("delivery", "storageChange", "copy", "image"), d.StorageChange.Copy.Image)...)
		}
		return found
	},
}

// isFromOwnRegistry reports whether an image is in the registry that the profile
// configures.
func (in input) isFromOwnRegistry(image string) bool {
	registry, _, _ := strings.Cut(image, "/")
	host, _, _ := strings.Cut(registry, ":")
	return strings.HasPrefix(host+".", openshift.RegistryService+".") ||
		strings.HasPrefix(host, openshift.DefaultRoute+"-"+openshift.RegistryNamespace+".") ||
		slices.ContainsFunc(in.Spec.Exposure.Routes, func(r v1alpha1.Route) bool { return r.Hostname == host })
}

var replacingAnnotation = Rule{
	ID: "DL003", Severity: Error,
	Title:  "annotation that replaces an object, or deletes and recreates it",
	Why:    "A claim loses its images, and a Config loses what the operator wrote: the storage if the operator manages it, or at least the secret that all pods share.",
	Remedy: "Remove Replace=true, Force=true or force: Enabled from the annotation.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			if !slices.Contains(statefulKinds, it.kind) {
				continue
			}
			for _, option := range openshift.Words(it.annotation(openshift.ArgoOptions)) {
				if option == "Replace=true" || option == "Force=true" {
					found = append(found, it.at(annotationPath(openshift.ArgoOptions), option)...)
				}
			}
			if force := it.annotation(openshift.FluxForce); strings.EqualFold(force, "enabled") {
				found = append(found, it.at(annotationPath(openshift.FluxForce), force)...)
			}
		}
		return found
	},
}

// statefulKinds lists the kinds that contain images or state of the operator.
var statefulKinds = []schema.GroupVersionKind{
	openshift.Config, openshift.Image, openshift.ImagePruner, openshift.ObjectBucketClaim, openshift.PersistentVolumeClaim,
}

var contradictoryOptions = Rule{
	ID: "DL004", Severity: Error,
	Title:  "contradictory sync options",
	Why:    "Argo CD searches the list for an option, and applies Prune=false even if the list also contains Prune=true: which value wins is undefined.",
	Remedy: "Keep one of the two options.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			values := map[string]string{}
			for _, option := range openshift.Words(it.annotation(openshift.ArgoOptions)) {
				name, value, _ := strings.Cut(option, "=")
				if other, twice := values[name]; twice && other != value {
					found = append(found, it.at(annotationPath(openshift.ArgoOptions), name+"="+other+","+option)...)
				}
				values[name] = value
			}
		}
		return found
	},
}

var unprotectedImages = Rule{
	ID: "OB004", Severity: Warning,
	Title:  "images without protection from pruning",
	Why:    "If the manifest is removed from the repository, even by mistake, the sync engine deletes the claim and all images.",
	Remedy: "Annotate the claim with argocd.argoproj.io/sync-options: Prune=false,Delete=false, or kustomize.toolkit.fluxcd.io/prune: Disabled, or client.lifecycle.config.k8s.io/deletion: detach.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range append(in.claims(), in.ofKind(openshift.ObjectBucketClaim)...) {
			for _, prefix := range slices.Sorted(maps.Keys(openshift.RetainAnnotations)) {
				if in.hasAnnotationPrefix(prefix) && !openshift.Retained(openshift.RetainAnnotations[prefix], it.annotation) {
					found = append(found, it.at("metadata.annotations", nil)...)
				}
			}
		}
		return found
	},
}

// hasAnnotationPrefix reports whether any manifest, also of others, has an
// annotation with the prefix: one tool applies all of them.
func (in input) hasAnnotationPrefix(prefix string) bool {
	return slices.ContainsFunc(in.all, func(it item) bool {
		for key := range it.node.GetAnnotations() {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	})
}

// bindsForJob reports whether a Job mounts a claim in its sync wave, so that the pod of
// the Job binds it.
func (in input) bindsForJob(claim item) bool {
	return slices.ContainsFunc(in.allOfKind(openshift.Job), func(job item) bool {
		return syncWave(job.annotation(openshift.ArgoWave)) == syncWave(claim.annotation(openshift.ArgoWave)) &&
			slices.ContainsFunc(job.objects("spec", "template", "spec", "volumes"), func(volume object) bool {
				return volume.text("persistentVolumeClaim", "claimName") == claim.name()
			})
	})
}

// bindsImmediately reports whether the class of a claim binds volumes
// immediately: the manifests contain the class, and this is the default mode, it is
// a class of OpenShift Data Foundation, or the claim requires that there is none.
func (in input) bindsImmediately(claim item) bool {
	if class, set := claim.value("spec", "storageClassName").(string); set && class == "" {
		return true
	}
	named := claim.has("spec", "storageClassName")
	for _, class := range in.allOfKind(openshift.StorageClass) {
		if class.name() == claim.text("spec", "storageClassName") || !named && class.annotation(defaultClass) == "true" {
			mode := class.text("volumeBindingMode")
			return mode == "" || mode == "Immediate"
		}
	}
	name := claim.text("spec", "storageClassName")
	return strings.HasPrefix(name, "ocs-") && strings.Contains(name, "-ceph")
}

// defaultClass is the annotation of the storage class of claims that name none.
const defaultClass = "storageclass.kubernetes.io/is-default-class"

func (it item) annotation(key string) string { return it.text("metadata", "annotations", key) }

func annotationPath(key string) string { return "metadata.annotations[" + key + "]" }

// syncWave parses the number of a sync wave. It is 0 for an invalid number.
func syncWave(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
