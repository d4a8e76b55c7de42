package messages

const (
	copySource  = "the Job of spec.delivery.storageChange"
	lookCopyJob = "oc get jobs -n openshift-image-registry -l registryprofile.dev/storage-change"
	lookCopyLog = "oc logs -n openshift-image-registry -l app.kubernetes.io/name=image-registry-storage-change --all-containers --prefix --tail 20"
	lookRecord  = `oc get configs.imageregistry.operator.openshift.io cluster -o jsonpath='{.metadata.annotations.registryprofile\.dev/storage-change}'`
	writable    = `oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p '{"spec":{"readOnly":null}}'`
)

// copyEntries are the messages of the Job that copies the images to another store, and of
// the record that it writes to Config.
var copyEntries = []Entry{
	{
		ID: "copy-source", Messages: []string{"stopped before any change: …does not store images on …as spec.delivery.storageChange.from says", "stopped before any change: …names the …but the profile …correct spec.delivery.storageChange.source", "stopped before any change: …does not name the …of the old store"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because Config of the cluster names another old store than the profile.",
		Causes:  []string{"The profile names the store of another cluster.", "An administrator has changed the storage of this cluster."},
		Look:    []string{"oc get configs.imageregistry.operator.openshift.io cluster -o jsonpath='{.spec.storage}'"},
		Remedy:  "Correct spec.delivery.storageChange.from or source.",
		Fields:  []string{"spec.delivery.storageChange.from", "spec.delivery.storageChange.source"},
	},
	{
		ID: "copy-state", Messages: []string{"stopped before any change: …has two storage types", "stopped before any change: …is Unmanaged, so that the operator would not make the registry read-only"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because the operator cannot apply a change of Config in this state.",
		Causes:  []string{"Config has two storage types, which the operator rejects.", "managementState of Config is Unmanaged."},
		Look:    []string{lookConfig},
		Remedy:  "Remove the storage type without images, or set managementState to Managed.",
		Rules:   []string{"ST001"}, Fields: []string{"spec.registry.managementState", "spec.delivery.storageChange"},
	},
	{
		ID: "copy-active", Messages: []string{"stopped before any change: another storage change is active", "stopped before any change: the storage change …is in phase", "another storage change has taken over"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because only one storage change can run at a time.",
		Causes:  []string{"The profile was changed to another store while the Job of the first change runs.", "Two tools apply different profiles to one cluster."},
		Look:    []string{lookCopyJob, lookRecord},
		Remedy:  "Wait until the other change has ended, or delete its Job.",
		Fields:  []string{"spec.delivery.storageChange"},
	},
	{
		ID: "copy-credentials", Messages: []string{"stopped before any change: …has no key …with the credentials of the", "stopped before any change: …contains no access key of the"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because it cannot read the credentials of a store.",
		Causes:  []string{"External Secrets has not created the Secret image-registry-storage-change, or with other keys.", "With existingSecret, the Secret image-registry-storage-change does not exist.", "The operator has not created the Secret image-registry-private-configuration of the old store."},
		Look:    []string{lookSecrets, "oc describe externalsecret -n openshift-image-registry"},
		Remedy:  "Create the Secret that the message names, with the key that it names, or correct spec.credentials.",
		Fields:  []string{"spec.credentials.externalSecret", "spec.credentials.existingSecret"},
	},
	{
		ID: "copy-cloud-role", Messages: []string{"stopped before any change: …are those of a cloud role, which the pod of a Job cannot use"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because the credentials of a store are tokens of another service account.",
		Causes:  []string{"The cluster uses short-term credentials, such as AWS STS or workload identity."},
		Look:    []string{"oc get authentications.config.openshift.io cluster -o jsonpath='{.spec.serviceAccountIssuer}'"},
		Remedy:  "Set permanent credentials: for the new store in spec.credentials, for the old one in the Secret image-registry-private-configuration-user.",
		Fields:  []string{"spec.credentials.externalSecret"},
	},
	{
		ID: "copy-target", Messages: []string{"the new store already contains a registry: docker/registry/v2 is not empty"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because the new store contains the images of a registry, which the copy would delete.",
		Causes:  []string{"Another registry uses the store.", "The store contains an earlier copy, or one that was made by hand."},
		Look:    []string{lookCopyJob, lookCopyLog},
		Remedy:  "Use an empty store, or delete the folder docker/registry/v2 if no registry uses it.",
		Fields:  []string{"spec.storage"},
	},
	{
		ID: "copy-access", Messages: []string{"cannot read the old store; see the log of the check", "cannot read the new store; see the log of the check", "cannot write to the new claim; see the log of the check"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because it cannot use one of the stores.",
		Causes:  []string{"The store refuses the credentials.", "The endpoint, the region or the name is wrong.", "The pod does not trust the certificate of the endpoint.", "The volume does not allow access to the group of the pod."},
		Look:    []string{lookCopyLog},
		Remedy:  "Read the message of rclone in the log of the container check, and correct the store or its credentials.",
		Fields:  []string{"spec.storage", "spec.credentials.externalSecret"},
	},
	{
		ID: "copy-unsupported", Messages: []string{"stopped before any change: the address of the …store in Azure Stack is unknown", "stopped before any change: rclone needs the name of the domain"},
		Component: StorageJob, Source: copySource,
		Meaning: "The Job changed nothing, because rclone cannot find the store with the fields of Config.",
		Causes:  []string{"The store is one of Azure Stack.", "Config names the domain of Swift by its ID only."},
		Look:    []string{lookConfig},
		Remedy:  "Copy the images through the registry, for example with oc image mirror; for Swift, set domain instead of domainID.",
		Fields:  []string{"spec.delivery.storageChange.copy", "spec.storage.swift.domain"},
	},
	{
		ID: "copy-rollout", Messages: []string{"the registry was not read-only in time", "the registry did not remain read-only during the copy", "writable as before: cannot make the registry read-only", "writable as before: cannot suspend the pruner"},
		Component: StorageJob, Source: copySource,
		Meaning: "The registry serves the old store, writable as before, because it did not become read-only, or did not remain so, during the last part of the copy.",
		Causes:  []string{"A rollout of the registry does not end, for example because a pod cannot be scheduled.", "Another tool, such as Argo CD with selfHeal, wrote readOnly back.", "Another writer changed the ImagePruner."},
		Look:    []string{lookPods, "oc get configs.imageregistry.operator.openshift.io cluster -o yaml --show-managed-fields"},
		Remedy:  "Correct what the conditions of Config report, and remove readOnly from other manifests of Config, until the Job has ended.",
		Fields:  []string{"spec.registry.readOnly", "spec.delivery.storageChange"},
	},
	{
		ID: "copy-damaged", Messages: []string{"the content of these blobs does not match their digests", "the new store lost blobs after they were written"},
		Component: StorageJob, Source: copySource,
		Meaning: "The registry serves the old store, writable as before, because the new store contains damaged images.",
		Causes:  []string{"The blobs are damaged in the old store: clients cannot pull these images.", "The new store or the network has changed the content."},
		Look:    []string{lookCopyLog, lookRecord},
		Remedy:  "Delete the images with these digests, or push them again; the next run copies the blobs again.",
		Fields:  []string{"spec.delivery.storageChange.copy.verify"},
	},
	{
		ID: "copy-differs", Messages: []string{"the stores differ after the copy; see the log", "cannot read the blobs of the new store; see the log", "cannot list the blobs of the new store", "cannot list the repositories of the new store"},
		Component: StorageJob, Source: copySource,
		Meaning: "The registry serves the old store, writable as before, because the new store does not contain the same files.",
		Causes:  []string{"Something else writes to one of the stores, for example a second registry or a lifecycle rule of the bucket.", "The new store did not answer."},
		Look:    []string{lookCopyLog, lookRecord},
		Remedy:  "Stop what else writes to the stores, and run the Job again.",
		Fields:  []string{"spec.delivery.storageChange.copy.verify"},
	},
	{
		ID: "copy-failed", Messages: []string{"the copy failed; see the log of the container bulk", "the copy of the rest failed; see the log of the container delta", "writable as before: the copy did not end", "the Job ended before the copy was complete", "writable as before: cannot write the new store to Config", `"from":"…","to":"…","phase":"failed"`, `"from":"…","to":"…","phase":"restored"`},
		Component: StorageJob, Source: copySource, general: true,
		Meaning: "The registry serves the old store, writable as before; the images are not in the new store, or not all.",
		Causes:  []string{"The new store is full or has reached a quota.", "The credentials of a store have expired, or do not allow to write.", "The node of the pod was lost, or the Job was deleted."},
		Look:    []string{lookCopyLog, lookRecord},
		Remedy:  "Correct what the log of the Job names; if the Job has no retries left, delete it, so that the tool creates it again: it continues the copy.",
		Fields:  []string{"spec.delivery.storageChange.copy"},
	},
	{
		ID: "copy-read-only", Messages: []string{`"from":"…","to":"…","phase":"frozen"`},
		Component: StorageJob, Source: copySource,
		Meaning: "A storage change has made the registry read-only: pulls work, pushes and builds fail.",
		Causes:  []string{"The Job copies the last part of the images.", "The Job and its CronJob were deleted before the copy was complete, for example with storageChange."},
		Look:    []string{lookCopyJob, writable},
		Remedy:  "Wait for the Job; if no Job is active, make the registry writable with the command.",
		Fields:  []string{"spec.delivery.storageChange", "spec.registry.readOnly"},
	},
	{
		ID: "copy-unfinished", Messages: []string{`"from":"…","to":"…","phase":"switched"`},
		Component: StorageJob, Source: copySource,
		Meaning: "Config names the new store with all images, but the Job has not yet written the Secret with its credentials, or the pruner is still suspended.",
		Causes:  []string{"The Job is about to end.", "The Job and its CronJob were deleted too early."},
		Look:    []string{lookCopyJob, lookSecrets},
		Remedy:  "Let the tool create the Job again, which finishes the change.",
		Fields:  []string{"spec.delivery.storageChange"},
	},
}
