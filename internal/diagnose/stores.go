package diagnose

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// claimName returns the name of the claim of the registry, empty if it uses none.
func (c *cluster) claimName() string {
	if c.config == nil {
		return "image-registry-storage"
	}
	if at(c.config.content, "spec", "storage", "pvc") == nil {
		return ""
	}
	if name := text(c.config.content, "spec", "storage", "pvc", "claim"); name != "" {
		return name
	}
	return "image-registry-storage"
}

// claimStatements returns what is wrong with the claim of the registry.
func (c *cluster) claimStatements() []statement {
	name := c.claimName()
	if name == "" || !c.kinds["PersistentVolumeClaim"] || c.state() == openshift.Removed {
		return nil
	}
	for _, claim := range c.of("PersistentVolumeClaim") {
		if claim.name != name {
			continue
		}
		since := instant(claim.content, "metadata", "creationTimestamp")
		phase := text(claim.content, "status", "phase")
		if phase != "Pending" && phase != "Lost" || phase == "Pending" && c.recent(since, grace) && c.fresh() {
			return nil
		}
		found := []statement{{subject: store, object: claim.String(), text: fmt.Sprintf("persistentvolumeclaim %q is %s", name, phase), since: since, level: levelClaim, id: "claim-pending", only: true}}
		class := text(claim.content, "spec", "storageClassName")
		if class != "" && phase == "Pending" && c.kinds["StorageClass"] && !c.named("StorageClass", class) {
			found = append(found, statement{subject: store, object: claim.String(), text: fmt.Sprintf("storageclass.storage.k8s.io %q not found", class), since: since, level: levelStore, id: "storage-class-missing", only: true})
		}
		return found
	}
	if c.config == nil {
		return nil
	}
	return []statement{{subject: store, object: c.config.String() + ", spec.storage.pvc.claim", text: fmt.Sprintf("persistentvolumeclaims %q not found", name), level: levelClaim, id: "claim-missing", only: true}}
}

// secretStatements returns the external secrets and secret stores that are not ready.
func (c *cluster) secretStatements() []statement {
	var found []statement
	used := map[string]bool{}
	for _, external := range c.of("ExternalSecret") {
		ready := conditionOf(&external, "Ready")
		if ready.status != "False" {
			continue
		}
		used[text(external.content, "spec", "secretStoreRef", "name")] = true
		found = append(found, statement{subject: credentials, object: external.String() + ", condition Ready", text: strings.TrimSpace(ready.reason + ": " + ready.message), since: ready.since, level: levelClaim, context: "image-registry", id: "eso-secret"})
	}
	for _, kind := range []string{"SecretStore", "ClusterSecretStore"} {
		for _, secretStore := range c.of(kind) {
			ready := conditionOf(&secretStore, "Ready")
			if ready.status == "False" && (kind == "SecretStore" || used[secretStore.name]) {
				found = append(found, statement{subject: credentials, object: secretStore.String() + ", condition Ready", text: strings.TrimSpace(ready.reason + ": " + ready.message), since: ready.since, level: levelStore, context: "image-registry", id: "eso-provider"})
			}
		}
	}
	return found
}

// bucketStatements returns the bucket claims that are not bound.
func (c *cluster) bucketStatements() []statement {
	var found []statement
	for _, claim := range c.of("ObjectBucketClaim") {
		since := instant(claim.content, "metadata", "creationTimestamp")
		phase := text(claim.content, "status", "phase")
		if phase == "Failed" || (phase == "Pending" || phase == "") && !c.recent(since, grace) {
			text := "ObjectBucketClaim is " + cmp.Or(phase, "not processed")
			if warning := c.warningOf(claim.kind, claim.name); warning != "" {
				text += ": " + warning
			}
			found = append(found, statement{subject: credentials, object: claim.String(), text: text, since: since, level: levelStore, id: "bucket-claim", only: true})
		}
	}
	return found
}
