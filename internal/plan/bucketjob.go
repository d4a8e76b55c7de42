package plan

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// bucketJob returns the Job among objects that prepares the bucket of a claim, and
// false if there is none.
func bucketJob(objects map[string]object) (object, bool) {
	for _, o := range objects {
		if o.kind == openshift.Job && o.manifest.Namespace == openshift.RegistryNamespace && strings.HasPrefix(o.manifest.Name, desired.BucketSetup+"-") {
			return o, true
		}
	}
	return object{}, false
}

// storageJob returns the claim whose bucket a Job among objects writes to Config,
// as namespace/name. It is empty if no Job does so.
func storageJob(objects map[string]object) string {
	job, found := bucketJob(objects)
	if !found {
		return ""
	}
	env := map[string]string{}
	for _, c := range list(job.manifest.Content(), "spec", "template", "spec", "containers") {
		for _, v := range list(c, "env") {
			variable, _ := v.(map[string]any)
			env[fmt.Sprint(variable["name"])], _ = variable["value"].(string)
		}
	}
	if env["ENDPOINT"] == "" {
		return ""
	}
	return env["CLAIM_NAMESPACE"] + "/" + env["CLAIM"]
}

// list returns the list at a path.
func list(value any, path ...string) []any {
	for _, key := range path {
		fields, _ := value.(map[string]any)
		value = fields[key]
	}
	items, _ := value.([]any)
	return items
}

// storageByJob returns the effects on the images if a Job writes the storage, before
// or after the change, and false if none does.
func (c change) storageByJob() ([]Effect, bool) {
	previous, current := c.configs()
	was, is := storageJob(c.before), storageJob(c.after)
	from, to := storageType(previous), storageType(current)
	e := Effect{Level: Warning, Object: current.id, Field: "spec.storage"}
	switch {
	case current.id == "" || was == "" && is == "":
		return nil, false
	case was == is:
		return nil, true
	case is == "" && to == "":
		e.Level = Info
		e.Text = "is no longer written by a Job. The Config of the cluster keeps the storage, which no manifest contains"
	case is == "":
		e.New = to
		e.Text = "is now set in the manifests. Until now, a Job wrote the bucket of the claim " + was + ". If the manifests name another bucket: " + copyImages
	case was != "":
		e.Old, e.New = was, is
		e.Text = "is written from another claim. The Job fails, and the sync stops, until spec.delivery.storageChange.from is s3. " + copyImages
		if c.Replaces == "s3" {
			e.Level, e.Text = Loss, "is written from another claim. "+copyImages
		}
	case from != "" && from != "s3" && c.Replaces != from:
		e.Old = from
		e.Text = "is written by a Job, with the bucket of the claim " + is + ". The Job fails, and the sync stops, because the registry uses " + from + "; set spec.delivery.storageChange.from to " + from
	case from != "" && from != "s3":
		e.Old = from
		e.Level = c.lostAccess(Loss)
		e.Text = switches(from, "the bucket of the claim "+is+", which a Job writes before Config is applied")
	case from == "s3":
		e.Old = previous.values["spec.storage.s3.bucket"]
		e.Text = "is no longer in the manifests: a Job writes the bucket of the claim " + is + " before Config is applied, and owns the fields, so that a server-side apply of Config keeps them; do not use a client-side apply, which removes them. "
		if c.Replaces == "s3" {
			e.Text += "If the claim has another bucket: " + copyImages
		} else {
			e.Text += "If the claim has another bucket, the Job fails, and the sync stops, unless the operator manages the old one"
		}
	default:
		e.Level = c.present(Warning)
		if c.Platform.OwnStorage() {
			e.Level = c.present(c.lostAccess(Loss))
		}
		e.Text = "is written by a Job, with the bucket of the claim " + is + ", before Config is applied. If the registry uses another store now (" + c.presentStore() +
			"), images that exist only there are not copied. The Job replaces a bucket of the operator; it fails for any other store that spec.delivery.storageChange.from does not name"
	}
	return []Effect{e}, true
}

// credentialsBy returns the text about an ExternalSecret or a Job that creates the
// credentials instead of the other one. It is empty if it replaces none.
func (c change) credentialsBy(o object) (Level, string) {
	_, ran := bucketJob(c.before)
	_, runs := bucketJob(c.after)
	_, existed := c.before[o.id]
	ours := o.kind == openshift.ExternalSecret && o.values["spec.target.name"] == openshift.CredentialsSecret
	switch {
	case ours && existed && runs && !ran:
		return Warning, "is removed from the manifests, and a Job writes the secret instead. If annotations disable pruning, the ExternalSecret remains on the cluster, and both write the secret: delete the ExternalSecret and its SecretStore after the Job has succeeded. The secret remains, because the ExternalSecret does not own it"
	case ours && !existed && ran && !runs:
		return Info, "is created; the External Secrets Operator writes the secret that a Job wrote until now. The secret remains in between"
	case o.kind == openshift.Job && !existed && runs && !ran && strings.HasPrefix(o.manifest.Name, desired.BucketSetup+"-"):
		return Info, "runs before Config is applied, and writes the credentials of the bucket claim to the secret " + openshift.CredentialsSecret + ". If they differ from the credentials that the registry uses, its pods are replaced"
	}
	return "", ""
}
