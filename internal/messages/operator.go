package messages

// Files of github.com/openshift/cluster-image-registry-operator.
const (
	statusSource    = "cluster-image-registry-operator pkg/operator/status.go"
	storageSource   = "cluster-image-registry-operator pkg/storage/storage.go"
	utilSource      = "cluster-image-registry-operator pkg/storage/util/util.go"
	s3Source        = "cluster-image-registry-operator pkg/storage/s3/s3.go"
	azureSource     = "cluster-image-registry-operator pkg/storage/azure/azure.go"
	gcsSource       = "cluster-image-registry-operator pkg/storage/gcs/gcs.go"
	swiftSource     = "cluster-image-registry-operator pkg/storage/swift/swift.go"
	ibmcosSource    = "cluster-image-registry-operator pkg/storage/ibmcos/ibmcos.go"
	pvcSource       = "cluster-image-registry-operator pkg/storage/pvc/pvc.go"
	generatorSource = "cluster-image-registry-operator pkg/resource/generator.go"
)

// Commands that several entries name.
const (
	lookConfig  = "oc get configs.imageregistry.operator.openshift.io cluster -o yaml"
	lookPods    = "oc get pods -n openshift-image-registry -o wide"
	lookPod     = "oc describe pod -n openshift-image-registry -l docker-registry=default"
	lookEvents  = "oc get events -n openshift-image-registry --sort-by=.lastTimestamp"
	lookLog     = "oc logs -n openshift-image-registry deployment/image-registry"
	lookOpLog   = "oc logs -n openshift-image-registry deployment/cluster-image-registry-operator"
	lookSecrets = "oc get secrets -n openshift-image-registry"
	lookClaims  = "oc get pvc -n openshift-image-registry"
	lookRoutes  = "oc get routes -n openshift-image-registry -o wide"
	lookCO      = "oc get clusteroperator image-registry -o yaml"
)

var operatorEntries = []Entry{
	{
		ID: "storage-not-configured", Messages: []string{"storage backend not configured", "StorageNotConfigured"},
		Component: Operator, Condition: "Available", Reason: "StorageNotConfigured", Source: storageSource,
		Meaning: "The registry is Managed and has no storage, so the operator creates no Deployment.",
		Causes:  []string{"Bare metal, vSphere, Nutanix and None start without storage.", "An apply removed the storage type."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.storage, or set spec.registry.managementState to Removed.",
		Rules:   []string{"ST005"}, Fields: []string{"spec.storage", "spec.registry.managementState"},
	},
	{
		ID: "several-storage-types", Messages: []string{"exactly one storage type should be configured at the same time, got …"},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: storageSource,
		Meaning: "Config has two storage types, and the operator uses neither.",
		Causes:  []string{"An apply kept the old storage type beside the new one.", "A merge patch added a type without removing the other one."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.delivery.storageChange for the change, or remove the old type with a merge patch.",
		Rules:   []string{"ST001", "ST002"}, Fields: []string{"spec.delivery.storageChange", "spec.delivery.storageChange.from"},
	},
	{
		ID: "rollout-deadline", Messages: []string{"Registry deployment has timed out progressing", `ReplicaSet "image-registry-…" has timed out progressing`},
		Component: Operator, Condition: "Degraded", Reason: "ProgressDeadlineExceeded", Source: statusSource,
		Meaning: "A rollout has made no progress for 120 seconds; old pods can still serve images.",
		Causes:  []string{"No node has room for the new pod, such as a second pod on a single node.", "The volume is attached to another node.", "The image of the registry cannot be pulled."},
		Look:    []string{lookPod, lookEvents},
		Remedy:  "Correct the cause that the events of the new pod name; on a single node, set spec.registry.rolloutStrategy to Recreate.",
		Rules:   []string{"SC002", "PV001", "PV002"}, Fields: []string{"spec.registry.rolloutStrategy", "spec.registry.replicas"},
	},
	{
		ID: "no-replicas", Messages: []string{"The deployment does not have available replicas", "NoReplicasAvailable"},
		Component: Operator, Condition: "Available", Reason: "NoReplicasAvailable", Source: statusSource, scope: shared,
		Meaning: "No pod of the registry runs, so pulls and pushes fail.",
		Causes:  []string{"The claim is not bound.", "The pods cannot be scheduled, or they crash."},
		Look:    []string{lookPods, lookEvents},
		Remedy:  "Correct the cause that the events of the pods name.",
		Rules:   []string{"PV011", "SC007"}, Fields: []string{"spec.storage.pvc.create.storageClassName", "spec.registry.nodeSelector"},
	},
	{
		ID: "deployment-missing", Messages: []string{"The deployment does not exist", "All resources are successfully applied, but the deployment does not exist", "DeploymentNotFound", "WaitingForDeployment"},
		Component: Operator, Condition: "Available", Reason: "DeploymentNotFound", Source: statusSource, scope: shared,
		Meaning: "The operator has not created the Deployment of the registry.",
		Causes:  []string{"A resource before it failed; the condition Progressing names the error.", "The Deployment was deleted, and the operator is about to create it again."},
		Look:    []string{lookConfig, lookOpLog},
		Remedy:  "Read the message of the condition Progressing and correct its cause.",
		Rules:   []string{"ST005", "RG001"}, Fields: []string{"spec.registry.managementState"},
	},
	{
		ID: "rollout-running", Messages: []string{"The deployment has not completed", "The registry has minimum availability", "DeploymentNotCompleted"},
		Component: Operator, Condition: "Progressing", Reason: "DeploymentNotCompleted", Source: statusSource, scope: shared, general: true,
		Meaning: "A rollout runs; the registry serves images, possibly with its old configuration.",
		Causes:  []string{"A change of Config, of a CA or of the credentials."},
		Look:    []string{lookPods},
		Remedy:  "Wait two minutes; if the condition stays, read the events of the new pod.",
		Rules:   []string{"SC008"}, Fields: []string{"spec.registry.rolloutStrategy"},
	},
	{
		ID: "registry-removed", Messages: []string{"The registry is removed", "All registry resources are removed", "The deployment is being removed"},
		Component: Operator, Condition: "Removed", Reason: "Removed", Source: statusSource,
		Meaning: "The registry is switched off; builds and image streams that need it fail.",
		Causes:  []string{"managementState is Removed, as it is after an installation without storage."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.registry.managementState to Managed, and set spec.storage.",
		Rules:   []string{"ST003", "ST004"}, Fields: []string{"spec.registry.managementState", "spec.storage.managementState"},
	},
	{
		ID: "registry-unmanaged", Messages: []string{"The registry configuration is set to unmanaged mode"},
		Component: Operator, Condition: "Available", Reason: "Unmanaged", Source: statusSource,
		Meaning: "The operator ignores every other field of Config.",
		Causes:  []string{"managementState is Unmanaged."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.registry.managementState to Managed.",
		Rules:   []string{"RG001"}, Fields: []string{"spec.registry.managementState"},
	},
	{
		ID: "deployment-rejected", Messages: []string{`Deployment.apps "image-registry" is invalid`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: generatorSource,
		Meaning: "The API server rejects the Deployment, so no later change of Config takes effect.",
		Causes:  []string{"A toleration, affinity, node selector or spread constraint has an invalid value.", "A request exceeds its limit.", "Two spread constraints have one topology key, as after a merge by ACM musthave."},
		Look:    []string{lookConfig, lookOpLog},
		Remedy:  "Correct the field that the message names.",
		Rules:   []string{"SC007", "SC004"}, Fields: []string{"spec.registry.tolerations", "spec.registry.topologySpreadConstraints", "spec.registry.resources"},
	},
	{
		ID: "node-ca", Messages: []string{"The daemon set node-ca does not have available replicas", "The daemon set node-ca does not exist", "NodeCADaemonControllerDegraded: …"},
		Component: Operator, Condition: "NodeCADaemonAvailable", Reason: "NoAvailableReplicas", Source: "cluster-image-registry-operator pkg/operator/nodecadaemon.go",
		Meaning: "New nodes do not trust the registry and the CAs of external registries.",
		Causes:  []string{"The pods of the DaemonSet node-ca cannot start."},
		Look:    []string{"oc get pods -n openshift-image-registry -l name=node-ca", lookEvents},
		Remedy:  "Correct the cause that the events of the DaemonSet name.",
		Fields:  []string{"spec.trust.registries.configMapName"},
	},
	{
		ID: "node-ca-progress", Messages: []string{"The daemon set node-ca is deploying node pods", "The daemon set node-ca is updating node pods", "NodeCADaemonUnavailable"},
		Component: Operator, Condition: "NodeCADaemonProgressing", Reason: "Unavailable", Source: "cluster-image-registry-operator pkg/operator/nodecadaemon.go",
		Meaning: "The pod node-ca does not run on at least one node, which has no new CAs until then; the other nodes are not concerned.",
		Causes:  []string{"A rollout of the DaemonSet runs, or a node starts or is added, and the message ends by itself.", "A node is NotReady or is being drained, so its pod is not available.", "The pod cannot start on a node, for example because the node cannot pull its image."},
		Look:    []string{"oc get nodes", "oc get pods -n openshift-image-registry -l name=node-ca -o wide", lookEvents},
		Remedy:  "Wait for the rollout; if the message stays, repair the node whose pod node-ca is not ready.",
		Fields:  []string{"spec.trust.registries.configMapName"},
	},
	{
		ID: "certificates-degraded", Messages: []string{"ImageRegistryCertificatesControllerDegraded: …", "ImageRegistryCertificatesController: unable to sync: …"},
		Component: Operator, Condition: "ImageRegistryCertificatesControllerDegraded", Reason: "Error", Source: "cluster-image-registry-operator pkg/operator/imageregistrycertificates.go", general: true,
		Meaning: "The operator cannot read a ConfigMap with CAs, so nodes and pods keep the old ones.",
		Causes:  []string{"The ConfigMap of image.config or of s3.trustedCA does not exist in openshift-config.", "The ConfigMap has no usable key."},
		Look:    []string{"oc get configmaps -n openshift-config", "oc get images.config.openshift.io cluster -o yaml"},
		Remedy:  "Create the ConfigMap that the message names, or correct the name in the profile.",
		Rules:   []string{"CA004", "CA009"}, Fields: []string{"spec.trust.registries.configMapName", "spec.trust.storage.configMapName"},
	},
	{
		ID: "trusted-ca-missing", Messages: []string{`failed to get trusted CA config map`, `failed to get trusted CA`, `unable to get trusted CA`, `configmap "…" not found`, `configmaps "…" not found`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: s3Source, scope: named, without: []string{`configmap "image-registry-certificates"`, `configmaps "image-registry-certificates"`, `configmap "serviceca"`, "mountvolume.setup failed"},
		Meaning: "A ConfigMap with CAs does not exist, and the operator stops before the Deployment.",
		Causes:  []string{"The ConfigMap is not in the namespace openshift-config.", "It is applied after Config."},
		Look:    []string{"oc get configmaps -n openshift-config"},
		Remedy:  "Create the ConfigMap in openshift-config, or set spec.trust so that the function generates it.",
		Rules:   []string{"CA009", "CA004"}, Fields: []string{"spec.trust.storage", "spec.trust.registries"},
	},
	{
		ID: "trusted-ca-key", Messages: []string{`trusted CA config map "…" does not contain required key "ca-bundle.crt"`, `does not contain required key "ca-bundle.crt"`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: s3Source,
		Meaning: "The operator cannot read the CA of the storage endpoint.",
		Causes:  []string{"The ConfigMap has another key, such as service-ca.crt of the service CA."},
		Look:    []string{"oc get configmaps -n openshift-config -o yaml"},
		Remedy:  "Set spec.trust.storage; the function generates the key.",
		Rules:   []string{"CA004"}, Fields: []string{"spec.trust.storage", "spec.trust.storage.ca"},
	},
	{
		ID: "azure-path-fix", Messages: []string{"AzurePathFixControllerDegraded: …", "AzurePathFixProgressing: …", "azure-path-fix"},
		Component: Operator, Condition: "AzurePathFixControllerDegraded", Since: "4.14", Source: "cluster-image-registry-operator pkg/operator/azurepathfixcontroller.go",
		Meaning: "The job that moves blobs to the path of 4.14 has failed or still runs, so older images may be missing.",
		Causes:  []string{"The job has no access to the storage account, or a proxy blocks it."},
		Look:    []string{"oc get jobs -n openshift-image-registry", "oc logs -n openshift-image-registry job/azure-path-fix"},
		Remedy:  "Correct the cause in the job's log and delete the job; the operator creates it again.",
		Rules:   []string{"AZ008"}, Fields: []string{"spec.storage.azure", "spec.registry.proxy"},
	},
	{
		ID: "duration-in-days", Messages: []string{`time: unknown unit "d" in duration`, `time: unknown unit "w" in duration`},
		Component: Operator, Source: "Go package time, ParseDuration", scope: named,
		Meaning: "The operator cannot decode its own object and stops reconciling, while every condition keeps its last value.",
		Causes:  []string{"A duration is in days or weeks, which the API server accepts and Go cannot parse."},
		Look:    []string{lookConfig, "oc get imagepruners.imageregistry.operator.openshift.io cluster -o yaml"},
		Remedy:  "Write the duration in hours, such as 168h.",
		Rules:   []string{"PR001"}, Fields: []string{"spec.imagePruner.keepYoungerThanDuration", "spec.registry.requests.read.maxWaitInQueue"},
	},
	{
		ID: "http-secret", Messages: []string{"No HTTP secret provided - generated random secret"},
		Component: Registry, Source: "distribution registry/handlers/app.go", scope: named,
		Meaning: "Each pod has another secret, so uploads through several pods fail.",
		Causes:  []string{"The pod does not run with the environment of the operator, for example in unmanaged mode."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.registry.managementState to Managed; the operator creates the secret.",
		Rules:   []string{"CR003", "RG001"}, Fields: []string{"spec.registry.managementState"},
	},
	{
		ID: "operator-forbidden", Messages: []string{`is forbidden: User "system:serviceaccount:openshift-image-registry:cluster-image-registry-operator" cannot`, `is forbidden: User "system:serviceaccount:openshift-image-registry:registry" cannot`, `User "system:serviceaccount:openshift-image-registry:cluster-image-registry-operator" cannot …resource`, `is forbidden: User "system:serviceaccount:openshift-image-registry:node-ca" cannot`, `system:serviceaccount:openshift-image-registry:cluster-image-registry-operator is not allowed to`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: "cluster-image-registry-operator manifests/02-rbac.yaml",
		Meaning: "The service account of the operator or of the registry lacks a right of its own ClusterRole.",
		Causes:  []string{"During an upgrade, the new operator runs before its ClusterRole is applied, and the message ends by itself.", "The ClusterRole cluster-image-registry-operator or system:registry, or its binding, was changed or deleted."},
		Look:    []string{"oc get clusterrole cluster-image-registry-operator -o yaml", "oc get clusterrolebindings -o wide | grep registry"},
		Remedy:  "Restore the ClusterRole and its binding; the cluster version operator applies that of the operator again, unless an override excludes it.",
		Fields:  []string{"spec.registry.managementState"},
	},
	{
		ID: "operator-unavailable", Messages: []string{"cluster-image-registry-operator deployment has …unavailable replicas", "cluster-image-registry-operator deployment is not available", `deployment "cluster-image-registry-operator" is not available`},
		Component: Operator, Condition: "Degraded", Reason: "UnavailableReplicas", Source: "hypershift control-plane-operator: conditions of the HostedControlPlane",
		Meaning: "The operator does not run, so changes of Config have no effect; the registry keeps running.",
		Causes:  []string{"On a hosted cluster, the Deployment in the namespace of the control plane has no ready pod, such as during an upgrade.", "No node of the management cluster has room for the pod, or its image cannot be pulled."},
		Look:    []string{"oc get pods -n CONTROL_PLANE_NAMESPACE -l name=cluster-image-registry-operator", "oc get hostedclusters -A"},
		Remedy:  "Correct the cause that the events of the operator's pod name, on the management cluster.",
		Rules:   []string{"HC001"}, Fields: []string{"spec.openshift.controlPlaneTopology"},
	},
	{
		ID: "storage-driver", Messages: []string{"StorageDriver not registered: …", "StorageDriver not registered: oss", "StorageDriver not registered: swift"},
		Component: Registry, Source: "distribution registry/storage/driver/factory: InvalidStorageDriverError",
		Meaning: "The image of the registry has no driver for the storage type, so its pods end at once.",
		Causes:  []string{"oss: the driver was removed in OpenShift 4.17, while Config still has the field.", "The Deployment has another image than that of the release.", "A variable REGISTRY_STORAGE of the pod has another value than the operator sets."},
		Look:    []string{lookConfig, lookLog, "oc get deployment image-registry -n openshift-image-registry -o yaml"},
		Remedy:  "Use another storage type; for Alibaba Cloud, spec.storage.s3 with the S3-compatible endpoint of the bucket, or spec.storage.pvc.",
		Rules:   []string{"ST005"}, Fields: []string{"spec.storage", "spec.storage.s3.regionEndpoint"},
	},
	{
		ID: "operator-degraded", Messages: []string{"Cluster operator image-registry is degraded", "Cluster operator image-registry is not available", "Cluster operator image-registry is not upgradeable", "clusteroperator/image-registry is degraded", `ClusterOperatorDegraded…image-registry`, `ClusterOperatorDown…image-registry`, "Cluster operator image-registry should not be upgraded between minor versions"},
		Component: Operator, Condition: "Degraded", Source: "cluster-version-operator pkg/payload/task.go", general: true,
		Meaning: "The registry's operator reports a fault, and an upgrade of the cluster waits for it.",
		Causes:  []string{"A failed job of the pruner.", "Missing storage or credentials."},
		Look:    []string{lookCO},
		Remedy:  "Read the message of the ClusterOperator and correct its cause.",
		Rules:   []string{"ST005", "PR004"}, Fields: []string{"spec.storage", "spec.imagePruner.suspend"},
	},
	{
		ID: "storage-sync", Messages: []string{"unable to sync storage configuration", "Unknown Error Occurred", "StorageExists…Unknown"},
		Component: Operator, Condition: "StorageExists", Reason: "Unknown Error Occurred", Source: generatorSource, scope: shared, general: true,
		Meaning: "The operator could not ask the store whether the bucket or container exists.",
		Causes:  []string{"Wrong credentials, missing permissions, an unknown host or an untrusted certificate; the rest of the message names it."},
		Look:    []string{lookConfig},
		Remedy:  "Compare the endpoint, its CA, the names and the credentials in spec.storage and spec.credentials with the store, and read the log of the operator.",
		Rules:   []string{"CR010"}, Fields: []string{"spec.credentials", "spec.storage"},
	},
	{
		ID: "apply-failed", Messages: []string{"Unable to apply resources: …"},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: statusSource, general: true,
		Meaning: "The operator retries with increasing delays and applies no later change.",
		Causes:  []string{"The rest of the message names it."},
		Look:    []string{lookConfig, lookOpLog},
		Remedy:  "Correct the profile, or create what the message asks for.",
		Rules:   []string{"SC007"}, Fields: []string{"spec.registry", "spec.storage"},
	},
}

var credentialEntries = []Entry{
	{
		ID: "minted-credentials", Messages: []string{"unable to get cluster minted credentials", "installer-cloud-credentials…not found", `secret "installer-cloud-credentials" not found`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: s3Source,
		Meaning: "The operator has no credentials for the store.",
		Causes:  []string{"The store is not in the cloud of the cluster, for example S3 on bare metal, and the Secret image-registry-private-configuration-user does not exist.", "The Cloud Credential Operator is in manual mode, and the Secret was not created."},
		Look:    []string{lookSecrets},
		Remedy:  "Set spec.credentials.",
		Rules:   []string{"CR010"}, Fields: []string{"spec.credentials", "spec.credentials.externalSecret"},
	},
	{
		ID: "user-secret", Messages: []string{"unable to get user provided secrets", `secrets "image-registry-private-configuration-user" not found`, `secret "image-registry-private-configuration-user" not found`, `secret "image-registry-private-configuration" not found`, `secrets "image-registry-private-configuration" not found`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: s3Source,
		Meaning: "The Secret with the credentials of the store cannot be read.",
		Causes:  []string{"External Secrets has not created it.", "It is in another namespace than openshift-image-registry."},
		Look:    []string{lookSecrets, "oc get externalsecrets -n openshift-image-registry"},
		Remedy:  "Set spec.credentials, or create the Secret in openshift-image-registry.",
		Rules:   []string{"CR010", "CR009"}, Fields: []string{"spec.credentials.externalSecret", "spec.credentials.existingSecret"},
	},
	{
		ID: "credential-key", Messages: []string{`does not contain required key "REGISTRY_STORAGE_…"`, `does not contain required key "REGISTRY_STORAGE_`, `secret "openshift-image-registry/…" does not contain required key`},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: utilSource,
		Meaning: "The Secret with the credentials is incomplete, which is worse than none: the operator does not use those of the cluster.",
		Causes:  []string{"A key has another name, such as AWS_ACCESS_KEY_ID of a bucket claim."},
		Look:    []string{"oc get secret image-registry-private-configuration-user -n openshift-image-registry -o yaml"},
		Remedy:  "Add the key, or delete the Secret to use the credentials of the cluster.",
		Rules:   []string{"CR002"}, Fields: []string{"spec.credentials.externalSecret.keySet", "spec.credentials.objectBucketClaim"},
	},
	{
		ID: "credential-empty", Messages: []string{"has an empty value for REGISTRY_STORAGE_…"},
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: azureSource,
		Meaning: "The Secret with the credentials has a key without a value.",
		Causes:  []string{"The value in the external store is empty, or the template of the ExternalSecret reads another property."},
		Look:    []string{"oc get secret image-registry-private-configuration-user -n openshift-image-registry -o yaml"},
		Remedy:  "Set the key, or delete the Secret to use the credentials of the cluster.",
		Rules:   []string{"CR002", "AZ002"}, Fields: []string{"spec.credentials.externalSecret"},
	},
	{
		ID: "web-identity", Messages: []string{"WebIdentityErr: …", "InvalidIdentityToken: …", "Not authorized to perform sts:AssumeRoleWithWebIdentity"},
		Component: Operator, Condition: "StorageExists", Reason: "Unknown Error Occurred", Source: "AWS Security Token Service, API reference: Errors of AssumeRoleWithWebIdentity", scope: named,
		Meaning: "AWS does not exchange the token of the service account for credentials.",
		Causes:  []string{"The trust policy of the role names another service account or issuer.", "The OIDC provider of the cluster was deleted."},
		Look:    []string{lookConfig, "oc get authentication.config.openshift.io cluster -o yaml"},
		Remedy:  "Correct the trust policy of the role for the service accounts registry and cluster-image-registry-operator.",
		Rules:   []string{"S3011"}, Fields: []string{"spec.storage.s3", "spec.credentials"},
	},
	{
		ID: "no-credential-provider", Messages: []string{"NoCredentialProviders: no valid providers in chain", "NoCredentialProviders"},
		Component: Registry, Source: "AWS SDK for Go: credentials", scope: named,
		Meaning: "The registry has no credentials for S3.",
		Causes:  []string{"The Secret with the credentials is empty, or the pod runs without it."},
		Look:    []string{lookSecrets, lookLog},
		Remedy:  "Set spec.credentials.",
		Rules:   []string{"CR010", "CR002"}, Fields: []string{"spec.credentials"},
	},
}
