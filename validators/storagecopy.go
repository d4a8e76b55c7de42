package validators

import (
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var copyImageTag = Rule{
	ID: "DL007", Severity: Info,
	Title:  "image of the copy without a digest",
	Why:    "The image reads the credentials of both stores and all images, and whoever can move its tag can change what it does.",
	Remedy: "Set the image with its digest, as in docker.io/rclone/rclone@sha256:DIGEST.",
	Source: "kubernetes",
	check: func(p input) []v1alpha1.Diagnostic {
		d := p.Spec.Delivery
		if d.StorageChange == nil || d.StorageChange.Copy == nil {
			return nil
		}
		field, image := spec.Child("delivery", "storageChange", "image"), d.StorageChange.Image
		if image == "" {
			field, image = spec.Child("delivery", "image"), d.Image
		}
		var found []v1alpha1.Diagnostic
		if isTagged(image) {
			found = append(found, at(field, image)...)
		}
		if image := d.StorageChange.Copy.Image; isTagged(image) {
			found = append(found, at(spec.Child("delivery", "storageChange", "copy", "image"), image)...)
		}
		return found
	},
}

// isTagged reports whether an image has no digest.
func isTagged(image string) bool {
	return image != "" && !strings.Contains(image, "@")
}

var severalStorageChanges = Rule{
	ID: "DL008", Severity: Error,
	Title:  "Jobs of two storage changes",
	Why:    "Only one Job can copy the images: the other one stops before any change, or names the old store again when the first one has ended, and the sync never finishes.",
	Remedy: "Remove the Job of the change that is complete or no longer wanted.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		first := ""
		for _, it := range in.items {
			change := it.text("metadata", "labels", openshift.StorageChangeMark)
			// A cluster keeps Jobs that have ended.
			if it.kind != openshift.Job || !it.isIn(openshift.RegistryNamespace) || change == "" || it.isLive() {
				continue
			}
			if first == "" {
				first = change
			} else if change != first {
				found = append(found, it.at("metadata.labels."+openshift.StorageChangeMark, change)...)
			}
		}
		return found
	},
}
