package validators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var gcsProject = Rule{
	ID: "GC002", Severity: Error,
	Title:  "GCS region without a project outside of GCP",
	Why:    "Outside of GCP, the cluster has no project of its own: the operator asks for the bucket in no project, and fails.",
	Remedy: "Set projectID to the project of the bucket.",
	Source: "operator",
	needs:  ClusterPlatform,
	check: func(p input) []v1alpha1.Diagnostic {
		gcs := gcsOf(p)
		if gcs == nil || gcs.Region == "" || gcs.ProjectID != "" || !isOffGCP(p.cluster.platform) {
			return nil
		}
		return at(storagePath.Child("gcs", "projectID"), nil)
	},
	checkItems: onStanza("gcs", func(in input, config item, gcs object) []v1alpha1.Diagnostic {
		if !gcs.has("region") || gcs.has("projectID") || !isOffGCP(in.cluster.platform) || !config.isWhole() {
			return nil
		}
		return config.at("spec.storage.gcs.projectID", nil)
	}),
}

var gcsRegion = Rule{
	ID: "GC003", Severity: Warning,
	Title:  "GCS project without a region",
	Why:    "Without a region, the operator replaces the region and the project with those of the cluster: on GCP the project is ignored, and on another platform, which has neither, each sync changes Config twice.",
	Remedy: "Set region to the location of the bucket, or remove projectID to use the project of the cluster.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		gcs := gcsOf(p)
		if gcs == nil || gcs.ProjectID == "" || gcs.Region != "" {
			return nil
		}
		return at(storagePath.Child("gcs", "region"), nil)
	},
	checkItems: onStanza("gcs", func(_ input, config item, gcs object) []v1alpha1.Diagnostic {
		if !gcs.has("projectID") || gcs.has("region") || !config.isWhole() {
			return nil
		}
		return config.at("spec.storage.gcs.region", nil)
	}),
}

// gcsOf returns the gcs stanza of the profile, or nil.
func gcsOf(p input) *v1alpha1.GCS {
	if p.Spec.Storage == nil {
		return nil
	}
	return p.Spec.Storage.GCS
}

// isOffGCP reports whether a platform is known and is not GCP.
func isOffGCP(name string) bool {
	platform := openshift.FindPlatform(name)
	return platform.Name != "" && platform.Storage != "gcs"
}
