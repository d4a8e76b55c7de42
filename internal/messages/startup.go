package messages

// startEntries are the faults that end the registry, or the operator's client of a
// store, at its start.
var startEntries = []Entry{
	{
		ID: "s3-region-unknown", Messages: []string{"invalid region provided: …", "validating region provided: …"},
		Component: Registry, Source: "distribution registry/storage/driver/s3-aws", without: otherRegistries,
		Meaning: "The registry ends at its start, because its driver does not know the region.",
		Causes:  []string{"The store is not AWS, and s3 has no regionEndpoint; with it, any region is valid.", "The region is mistyped, or newer than the driver of this release."},
		Look:    []string{lookConfig, lookLog + " --previous"},
		Remedy:  "Set spec.storage.s3.regionEndpoint for a store other than AWS, or correct spec.storage.s3.region.",
		Rules:   []string{"S3001", "S3012"}, Fields: []string{"spec.storage.s3.regionEndpoint", "spec.storage.s3.region"},
	},
	{
		ID: "driver-parameter", Messages: []string{
			"no bucket parameter provided", "no region parameter provided", "no accountname parameter provided", "no accountkey parameter provided", "no container parameter provided",
			"no username parameter provided", "no password parameter provided", "no authurl parameter provided", "no tenant parameter provided", "no storage configuration provided",
			"parameter should be a boolean", "parameter must be a number", "parameter must be an integer", "no accesskeyid parameter provided", "no accesskeysecret parameter provided",
		},
		Component: Registry, Source: "distribution registry/storage/driver: FromParameters of each driver", without: otherRegistries,
		Meaning: "The registry ends at its start, because its driver lacks a parameter of the store.",
		Causes:  []string{"managementState is Unmanaged, and the Deployment was changed without the variable REGISTRY_STORAGE_….", "Config has no name for the bucket or the container, or the Secret has no value for the key."},
		Look:    []string{lookConfig, "oc set env deployment/image-registry -n openshift-image-registry --list", lookSecrets},
		Remedy:  "Set the field of spec.storage or the key of spec.credentials for the parameter that the message names, and set spec.registry.managementState to Managed.",
		Rules:   []string{"CR002", "RG001"}, Fields: []string{"spec.storage", "spec.credentials", "spec.registry.managementState"},
	},
	{
		ID: "azure-credentials-incomplete", Messages: []string{"client misconfigured, missing …", "DefaultAzureCredential: failed to acquire a token", "EnvironmentCredential: missing environment variable", "WorkloadIdentityCredential: no client ID specified", "WorkloadIdentityCredential authentication unavailable", "ManagedIdentityCredential authentication failed"},
		Component: Operator, Condition: "StorageExists", Reason: "AzureError", Source: azureSource + "; Azure SDK for Go: azidentity", scope: named,
		Meaning: "The operator has no complete login for Azure, so it neither finds nor creates the storage account.",
		Causes:  []string{"The Secret installer-cloud-credentials lacks azure_tenant_id, azure_client_id or azure_subscription_id, or has neither azure_client_secret nor azure_federated_token_file.", "The Cloud Credential Operator is in manual mode, and the Secret was created for another kind of login."},
		Look:    []string{"oc describe secret installer-cloud-credentials -n openshift-image-registry", "oc get cloudcredential cluster -o yaml"},
		Remedy:  "Create the Secret again with ccoctl, or set spec.credentials with an account key.",
		Rules:   []string{"AZ008", "AZ002"}, Fields: []string{"spec.credentials", "spec.storage.azure.accountName"},
	},
	{
		ID: "gcs-no-key", Messages: []string{"google: could not find default credentials", "could not find default credentials", "credentials: could not find default credentials", "/gcs/keyfile: no such file or directory", "error getting credentials using GOOGLE_APPLICATION_CREDENTIALS", "error getting credentials using well-known file"},
		Component: Registry, Source: "Google Cloud: Application Default Credentials", scope: named,
		Meaning: "The registry or the operator has no key of a service account at all, so it does not start or cannot use the bucket.",
		Causes:  []string{"The Secret does not exist, or has no key REGISTRY_STORAGE_GCS_KEYFILE or service_account.json.", "With workload identity, the Secret has no configuration of the external account, or the pod does not mount its token."},
		Look:    []string{lookSecrets, lookLog + " --previous"},
		Remedy:  "Create the key REGISTRY_STORAGE_GCS_KEYFILE with spec.credentials, or the Secret installer-cloud-credentials with ccoctl.",
		Rules:   []string{"CR010", "CR002"}, Fields: []string{"spec.credentials", "spec.storage.gcs"},
	},
}
