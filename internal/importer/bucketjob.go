package importer

import (
	"cmp"
	"maps"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// isBucketJob reports whether the function has generated a Job or a CronJob that
// prepares the bucket of a claim.
func isBucketJob(kind, namespace, name string) bool {
	return (kind == openshift.Job.Kind && strings.HasPrefix(name, desired.BucketSetup+"-") || kind == openshift.CronJob.Kind && name == desired.BucketSetup) &&
		namespace == openshift.RegistryNamespace
}

// isTemporary reports whether the function has generated an object for the time of a
// change of the storage: the credentials of the new store, or the scripts of its Job.
func isTemporary(kind, namespace, name string) bool {
	return namespace == openshift.RegistryNamespace && (name == desired.StorageChanger || strings.HasPrefix(name, desired.StorageChanger+"-")) &&
		(kind == openshift.ExternalSecret.Kind || kind == openshift.ConfigMap.Kind || kind == secret.Kind)
}

// bucketJob contains what a profile sets for the Job of a bucket claim.
type bucketJob struct {
	image, schedule string
	env             map[string]string
}

// bucketJob returns the Job of the function in the state, and false if there is
// none. A sync hook of Argo CD is deleted after each run; the CronJob remains.
func (s state) bucketJob() (bucketJob, bool) {
	job := bucketJob{env: map[string]string{}}
	found := false
	read := func(template any) {
		found = true
		containers, _ := at(template, "spec", "containers").([]any)
		for _, c := range containers {
			job.image = text(c, "image")
			env, _ := at(c, "env").([]any)
			for _, v := range env {
				job.env[text(v, "name")] = text(v, "value")
			}
		}
	}
	for _, o := range s.of(openshift.Job) {
		read(at(o, "spec", "template"))
	}
	for _, o := range s.of(openshift.CronJob) {
		job.schedule = text(o, "spec", "schedule")
		read(at(o, "spec", "jobTemplate", "spec", "template"))
	}
	return job, found
}

// bucketJobDrafts returns the drafts whose profile generates the Job of a bucket
// claim: of a claim with a generated bucket name, and of the Job of the function
// itself.
func (s state) bucketJobDrafts(base tree) []tree {
	job, ours := s.bucketJob()
	if job.image == "" {
		job.image = "registry.redhat.io/openshift4/ose-cli:v" + text(base, "openshift", "version")
	}
	draft := func(store tree, tool string) tree {
		d := maps.Clone(base)
		store = maps.Clone(store)
		store["managementState"] = at(s.config(), "spec", "storage", "managementState")
		d["storage"] = store
		d["credentials"] = tree{"objectBucketClaim": tree{"method": v1alpha1.MethodJob, "schedule": job.schedule}}
		d["delivery"] = tree{"tool": tool, "image": job.image}
		return d
	}
	var all []tree
	existing := func(claim, namespace, region, endpoint string) {
		bucket := endpointOf(tree{"existingClaim": claim, "namespace": namespace, "region": region}, endpoint)
		external := maps.Clone(bucket)
		external["mode"] = v1alpha1.ModeExternal
		stores := []tree{{"cephRGW": bucket}, {"cephRGW": external}, {"noobaa": maps.Clone(bucket)}}
		if o := s.one(openshift.ObjectBucketClaim, namespace, claim); strings.Contains(endpoint, "s3") && !strings.Contains(text(o, "spec", "storageClassName"), "rgw") {
			stores[0], stores[2] = stores[2], stores[0]
		}
		for _, store := range stores {
			all = append(all, draft(store, s.tool()))
		}
	}
	if ours && job.env["ENDPOINT"] != "" {
		existing(job.env["CLAIM"], job.env["CLAIM_NAMESPACE"], job.env["REGION"], job.env["ENDPOINT"])
		return all
	}
	if ours {
		for _, store := range s.buckets() {
			all = append(all, draft(store, ""))
		}
	}
	s3 := at(s.config(), "spec", "storage", "s3")
	for _, claim := range s.of(openshift.ObjectBucketClaim) {
		prefix := text(claim, "spec", "generateBucketName")
		bucket, endpoint := text(s3, "bucket"), text(s3, "regionEndpoint")
		odf := storage.InCluster(endpoint) || strings.Contains(endpoint, "-openshift-storage.")
		if odf && prefix != "" && strings.HasPrefix(bucket, prefix) {
			existing(text(claim, "metadata", "name"), text(claim, "metadata", "namespace"), text(s3, "region"), endpoint)
		}
	}
	return all
}

// tool returns the tool of the annotations in the state. Argo CD is the default of
// a profile that needs one.
func (s state) tool() string {
	for _, o := range s {
		annotations, _ := at(o.content, "metadata", "annotations").(tree)
		for key := range annotations {
			switch {
			case strings.HasPrefix(key, "kustomize.toolkit.fluxcd.io/"):
				return v1alpha1.Flux
			case key == openshift.KptDeletion, key == openshift.KptDependsOn:
				return v1alpha1.Kpt
			}
		}
	}
	return v1alpha1.ArgoCD
}

// storageOfJob adds the storage that the Job of a draft writes: that of the claim
// with the bucket that Config has. It returns false if the state does not have the
// claim.
func (r renderer) storageOfJob(spec tree, rendered map[string]map[string]any) bool {
	stores, _ := spec["storage"].(tree)
	bucketName := text(r.state.config(), "spec", "storage", "s3", "bucket")
	for key, value := range stores {
		bucket, _ := value.(tree)
		claim := text(bucket, "existingClaim")
		if claim == "" {
			continue
		}
		namespace := cmp.Or(text(bucket, "namespace"), openshift.RegistryNamespace)
		job, _ := r.state.bucketJob()
		if r.state.one(openshift.ObjectBucketClaim, namespace, claim) == nil && (job.env["CLAIM"] != claim || job.env["CLAIM_NAMESPACE"] != namespace) {
			return false
		}
		if bucketName == "" {
			continue
		}
		named := maps.Clone(bucket)
		delete(named, "existingClaim")
		named["bucketName"] = bucketName
		other := maps.Clone(spec)
		delete(other, "delivery")
		delete(other, "credentials")
		other["storage"] = tree{key: named}
		written, ok := r.render(other)
		if !ok {
			return false
		}
		const config = "Config//" + openshift.ClusterName
		for path, value := range written[config] {
			if strings.HasPrefix(path, "spec.storage.") {
				rendered[config][path] = value
			}
		}
	}
	return true
}

// bucketJobNotes notes what a new Job of a bucket claim changes.
func (s state) bucketJobNotes(spec tree) []string {
	if _, ours := s.bucketJob(); ours {
		return nil
	}
	stores, _ := spec["storage"].(tree)
	for _, value := range stores {
		if claim := text(value, "existingClaim"); claim != "" {
			namespace := cmp.Or(text(value, "namespace"), openshift.RegistryNamespace)
			id := openshift.ObjectBucketClaim.Kind + "/" + namespace + "/" + claim
			return []string{provenance.NameOf(id) + ": generates the name of the bucket; a Job of the profile reads it, copies the credentials and writes the storage of Config. Check spec.delivery.image and spec.delivery.tool, and remove any other object that copies the credentials"}
		}
	}
	return nil
}
