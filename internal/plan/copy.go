package plan

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// copyJob is a Job that copies the images before it changes the storage.
type copyJob struct {
	object
	// from and to are storage types. source is the name of the old store; empty for any.
	from, to, source string
	// credentials is the source of those of the new store.
	credentials string
	// cloudRole reports whether the Job can use the credentials of a cloud role.
	cloudRole bool
	verify    bool
}

// copyJobOf returns the Job among objects that copies the images, and false if there is
// none.
func copyJobOf(objects map[string]object) (copyJob, bool) {
	for _, o := range objects {
		if o.kind != openshift.Job || o.manifest.Namespace != openshift.RegistryNamespace || text(o.values["metadata.labels."+openshift.StorageChangeMark]) == "" {
			continue
		}
		env := map[string]string{}
		pod := o.manifest.Content()
		for _, part := range []string{"initContainers", "containers"} {
			for _, container := range list(pod, "spec", "template", "spec", part) {
				for _, v := range list(container, "env") {
					variable, _ := v.(map[string]any)
					env[fmt.Sprint(variable["name"])], _ = variable["value"].(string)
				}
			}
		}
		if openshift.FindStorageType(env["FROM"]).Key == "" || openshift.FindStorageType(env["TO"]).Key == "" {
			continue // not a Job of this program
		}
		return copyJob{o, env["FROM"], env["TO"], env["SOURCE"], env["CREDENTIALS"], env["CLOUD_ROLE"] == "true", env["VERIFY"] != "false"}, true
	}
	return copyJob{}, false
}

// copied returns the effects on the images if a Job copies them, and false if none does,
// or if the store does not change.
func (c change) copied() ([]Effect, bool) {
	job, copies := copyJobOf(c.after)
	previous, current := c.configs()
	if !copies || current.id == "" || storageType(current) != job.to {
		return nil, false
	}
	from, store := c.formerStore(job)
	if from == job.to && store != "" && store == storeOf(current) && !c.otherEndpoint(from) {
		return nil, false // the Job has nothing to do
	}
	name := job.manifest.Name
	e := Effect{Level: c.present(Warning), Object: current.id, Field: "spec.storage", Old: from, New: job.to}
	if from == job.to {
		e.Field = "spec.storage." + job.to + "." + openshift.FindStorageType(job.to).Name
		e.Old, e.New = store, storeOf(current)
	}
	if from == "" || store == "" && from == job.to {
		e.Old = nil
	}
	switch {
	case from != "" && from != job.from:
		e.Text = fmt.Sprintf("is not changed: the Job %s copies from %s, but the registry uses %s, so that it stops before any change. %s to %s, or %s", name, job.from, from,
			c.remedy("Set spec.delivery.storageChange.from", "Set the storage type that the Job copies"), from, c.remedy("remove storageChange", "remove the Job"))
		return []Effect{e, c.copyNeeds(job)}, true
	case job.source != "" && store != "" && job.source != store:
		e.Text = fmt.Sprintf("is not changed: the Job %s copies from the %s %s, but the registry uses %s, so that it stops before any change. %s to %s", name,
			openshift.FindStorageType(job.from).Name, job.source, store, c.remedy("Set spec.delivery.storageChange.source."+openshift.FindStorageType(job.from).Name, "Set SOURCE of the Job"), store)
		return []Effect{e, c.copyNeeds(job)}, true
	}
	e.Text = fmt.Sprintf("switches from %s to %s. All images are copied by the Job %s before the change: most of them while the registry serves the old store. The registry is read-only for the last part of the copy, which contains only what was pushed during the first one: pulls work, pushes and builds fail. If the copy fails, the registry serves the old store, writable as before",
		described(job.from, e.Old), described(job.to, e.New), name)
	if previous.values["spec.rolloutStrategy"] == openshift.Recreate {
		e.Downtime = true
		e.Text += ". The registry is also unavailable while the operator replaces its pods to make it read-only, because of spec.rolloutStrategy Recreate"
	}
	if !job.verify {
		e.Text += ". The Job does not compare the stores, because " + c.remedy("spec.delivery.storageChange.copy.verify", "VERIFY of the Job") + " is false"
	}
	e.Text += ". " + oldRetainedAfterCopy
	effects := []Effect{e}
	if !generators.CopyProof(job.from, job.to) {
		effects = append(effects, Effect{Level: Warning, Object: job.id, Field: "spec",
			Text: fmt.Sprintf("copies from %s to %s, which is not proven: no test has copied images between these types of stores. Try the change on a test cluster first", job.from, job.to)})
	}
	if from != job.to {
		effects = append(effects, c.previousType(job.from))
	}
	return append(append(effects, c.copyNeeds(job)), c.staleConditions(job.from)...), true
}

const oldRetainedAfterCopy = "The old store remains with its images and its costs; delete it when you no longer want to go back"

// described returns a storage type, with the name of a store if it is one.
func described(key string, store any) string {
	if name := text(store); name != "" && name != key {
		return "the " + openshift.FindStorageType(key).Name + " " + name
	}
	return key
}

// formerStore returns the storage type of the cluster before the change, and the name of
// its store; both are empty if they are unknown.
func (c change) formerStore(job copyJob) (key, name string) {
	previous, _ := c.configs()
	switch key := storageType(previous); {
	case key != "":
		return key, storeOf(previous)
	case c.Live != nil && c.Live.Storage != "":
		return c.Live.Storage, c.Live.Store
	case storageJob(c.before) != "":
		return "s3", ""
	}
	return job.from, job.source
}

// storeOf returns the name of the store of a Config; empty if it does not state one.
func storeOf(config object) string {
	key := storageType(config)
	if key == "pvc" {
		return claimOf(config)
	}
	return text(config.values["spec.storage."+key+"."+openshift.FindStorageType(key).Name])
}

// otherEndpoint reports whether a store with the same name is another one.
func (c change) otherEndpoint(key string) bool {
	previous, current := c.configs()
	for _, name := range openshift.FindStorageType(key).Identity {
		path := "spec.storage." + key + "." + name
		if previous.values[path] != current.values[path] {
			return storageType(previous) == key
		}
	}
	return false
}

// copyNeeds returns the effect of the Job, with what must exist before it runs.
func (c change) copyNeeds(job copyJob) Effect {
	_, current := c.configs()
	kind := openshift.FindStorageType(job.to)
	needs := []string{fmt.Sprintf("the %s %s without the images of another registry (no folder docker/registry/v2)", kind.Name, storeOf(current))}
	switch job.credentials {
	case "cloud":
		need := "permanent credentials in the Secret " + openshift.CloudSecret + ", not those of a cloud role"
		if job.cloudRole {
			need = "credentials in the Secret " + openshift.CloudSecret + ", permanent ones or those of a cloud role that can write to the new store"
		}
		needs = append(needs, need)
	case "staging":
		if of(c.after, openshift.ExternalSecret.Kind, openshift.RegistryNamespace, openshift.StorageChanger).id == "" {
			needs = append(needs, "the Secret "+openshift.RegistryNamespace+"/"+openshift.StorageChanger+" with the credentials of the new store, which you create with the keys of "+openshift.CredentialsSecret)
		} else {
			needs = append(needs, "the credentials of the new store, which the ExternalSecret "+openshift.StorageChanger+" reads")
		}
	}
	if job.from == "pvc" {
		needs = append(needs, "room for its pod on the node of a pod of the registry, because it mounts the claim "+job.source)
	}
	return Effect{Level: Info, Object: job.id,
		Text: "is created, copies the images and changes the storage. It needs beforehand: " + strings.Join(needs, "; ") + "; and both images of its containers, from another registry than this one. Its log and the annotation " + openshift.StorageChangeMark + " of Config show the progress"}
}

// copyEnds returns the effect of a Job that leaves the manifests, which must not happen
// before it has succeeded.
func (c change) copyEnds() []Effect {
	job, copied := copyJobOf(c.before)
	if _, copies := copyJobOf(c.after); !copied || copies {
		return nil
	}
	previous, _ := c.configs()
	if record, known := openshift.ParseStorageRecord(text(previous.values["metadata.annotations."+openshift.StorageChangeMark])); known && record.Phase == openshift.PhaseCopied {
		return nil
	}
	return []Effect{{Level: Warning, Object: job.id,
		Text:    "is removed from the manifests. Before the merge, check with this command that the phase is copied: otherwise Config changes to the new store without the images, and a registry that the Job has made read-only remains so, because the CronJob " + openshift.StorageChanger + " is removed too",
		Command: `oc get configs.imageregistry.operator.openshift.io cluster -o jsonpath='{.metadata.annotations.registryprofile\.dev/storage-change}'`}}
}
