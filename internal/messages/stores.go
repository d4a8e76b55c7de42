package messages

// storeEntries are faults of object stores, and of their endpoints in the cluster.
var storeEntries = []Entry{
	{
		ID: "s3-multipart", Messages: []string{"XAmzContentSHA256Mismatch", "does not match what was computed", "InvalidPart: …", "InvalidPartOrder", "One or more of the specified parts could not be found", "NoSuchUpload", "The specified multipart upload does not exist", "EntityTooSmall", "BadDigest", "The Content-MD5 you specified did not match"},
		Component: Registry, Source: awsErrors + "; Multipart upload", scope: named,
		Meaning: "The store refuses a part of an upload, so pushes of large layers fail.",
		Causes:  []string{"The store does not implement multipart uploads or the signing of content as Amazon S3 does, or only in a newer version.", "A proxy or load balancer before the store changes the body, or sends parts to nodes that do not share them.", "A lifecycle rule of the bucket has removed the parts of an unfinished upload."},
		Look:    []string{lookLog, lookConfig},
		Remedy:  "Upgrade the store to a version that is compatible with the distribution registry, and connect the registry to it without a proxy that changes requests.",
		Rules:   []string{"S3011"}, Fields: []string{"spec.storage.s3.regionEndpoint", "spec.storage.s3.chunkSizeMiB", "spec.registry.proxy"},
	},
	{
		ID: "s3-internal-error", Messages: []string{"InternalError: We encountered an internal error", "We encountered an internal error. Please try again", "s3aws: InternalError", "ServiceUnavailable: …status code: 503", "s3aws: ServiceUnavailable"},
		Component: Registry, Condition: "StorageExists", Source: awsErrors, scope: named, without: []string{"no_capacity", "insufficientcapacity", "all_nodes_offline"},
		Meaning: "The store has accepted the request and failed by itself, so pulls and pushes fail.",
		Causes:  []string{"The store is overloaded or not healthy, such as NooBaa without its database or its backing store."},
		Look:    []string{"oc get noobaa,backingstores,bucketclasses -n openshift-storage", "oc get cephcluster -n openshift-storage", lookLog},
		Remedy:  "Restore the health of the store; the registry needs no change.",
		Fields:  []string{"spec.storage.s3.regionEndpoint", "spec.storage.noobaa"},
	},
	{
		ID: "noobaa-capacity", Messages: []string{"NO_CAPACITY", "InsufficientCapacity", "ALL_NODES_OFFLINE", "NO_RESOURCES", "NOT_ENOUGH_RESOURCES", "NOT_ENOUGH_HEALTHY_RESOURCES", "NO_ENOUGH_CAPACITY", "LOW_CAPACITY"},
		Component: DataFoundation, Source: "noobaa-core: modes of buckets, tiers and pools", scope: named,
		Meaning: "NooBaa has no backing store with free space for the bucket, so pushes fail.",
		Causes:  []string{"The backing store is full.", "The pods of the backing store are down, or its credentials were refused (phase Rejected)."},
		Look:    []string{"oc get noobaa,backingstores,bucketclasses -n openshift-storage", "oc describe backingstore -n openshift-storage"},
		Remedy:  "Enlarge or repair the backing store, and check that the pruner runs.",
		Rules:   []string{"PR004"}, Fields: []string{"spec.storage.noobaa", "spec.imagePruner.suspend"},
	},
	{
		ID: "swift-segments", Messages: []string{"Timeout expired while waiting for segments of"},
		Component: Registry, Source: "distribution registry/storage/driver/swift",
		Meaning: "Swift lists the segments of a large layer too late, so the push fails.",
		Causes:  []string{"The Swift cluster is overloaded, or the updates of its containers are delayed.", "The container has very many objects."},
		Look:    []string{lookLog, lookConfig},
		Remedy:  "Repair the delayed container updates of Swift, and repeat the push.",
		Rules:   []string{"PR004"}, Fields: []string{"spec.storage.swift", "spec.imagePruner.suspend"},
	},
	{
		ID: "gcs-policy", Messages: []string{"constraints/gcp.resourceLocations", "constraints/gcp.restrictNonCmekServices", "constraints/storage.", "violates constraint 'constraints/", "violates constraint \"constraints/", "constraints/iam.disableServiceAccountKeyCreation"},
		Component: Operator, Condition: "StorageExists", Source: "Google Cloud: Organization policy constraints", scope: named,
		Meaning: "A policy of the organization forbids the bucket that the operator wants to create.",
		Causes:  []string{"gcp.resourceLocations does not allow the location; without spec.storage.gcs.region, it is that of the cluster.", "A policy requires a key of Cloud KMS or uniform access."},
		Look:    []string{lookConfig, "gcloud resource-manager org-policies list --project PROJECT"},
		Remedy:  "Set spec.storage.gcs.region to an allowed location, or create the bucket according to the policy and set spec.storage.gcs.bucket.",
		Rules:   []string{"GC002", "ST007"}, Fields: []string{"spec.storage.gcs.region", "spec.storage.gcs.bucket", "spec.storage.gcs.keyID"},
	},
	{
		ID: "gcs-acl", Messages: []string{"legacy ACL …uniform bucket-level access", "legacy ACLs …uniform bucket-level access", "Cannot insert legacy ACL", "Cannot get legacy ACL", "Cannot get legacy ACLs", "Cannot update access control for an object when uniform bucket-level access is enabled", "Cannot use ACL API to update bucket policy when uniform bucket-level access is enabled"},
		Component: Registry, Condition: "StorageExists", Source: "Cloud Storage: Uniform bucket-level access, errors", scope: named,
		Meaning: "The bucket has uniform bucket-level access and refuses requests that read or set an ACL, so pushes fail.",
		Causes:  []string{"Uniform bucket-level access was enabled on the bucket, or a policy of the organization enforces it.", "A proxy before Cloud Storage, or another tool, adds an ACL to the requests."},
		Look:    []string{"gcloud storage buckets describe gs://BUCKET", lookConfig, lookLog},
		Remedy:  "Disable uniform bucket-level access, which is possible for 90 days, or set spec.storage.gcs.bucket to a bucket without it.",
		Rules:   []string{"ST007"}, Fields: []string{"spec.storage.gcs.bucket"},
	},
	{
		ID: "swift-quota", Messages: []string{"413 Request Entity Too Large…Upload exceeds quota", "Upload exceeds quota", "Quota exceeded for container", "Account quota exceeded"},
		Component: Registry, Source: "OpenStack Swift: middleware account_quotas and container_quotas", scope: named,
		Meaning: "The Swift account or container has reached its quota, so pushes fail.",
		Causes:  []string{"The quota of the account or of the container is too small for the images.", "The pruner is suspended or fails."},
		Look:    []string{"openstack object store account show", "openstack container show CONTAINER", lookLog},
		Remedy:  "Raise the quota of the account or the container, and check that the pruner runs.",
		Rules:   []string{"PR004"}, Fields: []string{"spec.storage.swift", "spec.imagePruner.suspend"},
	},
	{
		ID: "endpoint-virtual-host", Messages: []string{"lookup ….s3.openshift-storage.svc…no such host", "lookup ….rook-ceph-rgw-…openshift-storage.svc…no such host", "lookup ….s3.openshift-storage.svc…server misbehaving"},
		Component: Operator, Condition: "StorageExists", Reason: "Unknown Error Occurred", Source: "Go package net: DNSError; Kubernetes documentation: DNS for Services and Pods",
		Meaning: "The request has the bucket in front of the host name of a service, which the DNS of the cluster does not know.",
		Causes:  []string{"virtualHostedStyle is true; services in the cluster have no names for buckets.", "virtualHostedStyle was inherited from an installation on AWS."},
		Look:    []string{lookConfig},
		Remedy:  "Set spec.storage.s3.virtualHostedStyle to false, or use spec.storage.noobaa or spec.storage.cephRGW.",
		Rules:   []string{"S3015"}, Fields: []string{"spec.storage.s3.virtualHostedStyle", "spec.storage.noobaa", "spec.storage.cephRGW"},
	},
	{
		ID: "endpoint-service", Messages: []string{
			"unable to sync storage configuration…lookup …openshift-storage.svc…no such host", "s3aws:…lookup …openshift-storage.svc…no such host", "StorageExists…lookup …openshift-storage.svc…no such host", "RequestError: send request failed…lookup …openshift-storage.svc…no such host",
		},
		Component: Operator, Condition: "StorageExists", Reason: "Unknown Error Occurred", Source: "Go package net: DNSError", without: inFrontOfService,
		Meaning: "The operator or the registry, which know all services of the cluster, do not find that of the store.",
		Causes:  []string{"OpenShift Data Foundation is not installed, or not ready.", "The name of the service in the endpoint is mistyped."},
		Look:    []string{"oc get services -n openshift-storage", "oc get storagecluster -n openshift-storage", lookConfig},
		Remedy:  "Install OpenShift Data Foundation, or correct the endpoint of the store.",
		Rules:   []string{"OB006"}, Fields: []string{"spec.storage.s3.regionEndpoint", "spec.storage.noobaa.endpoint", "spec.storage.cephRGW.endpoint"},
	},
}

// inFrontOfService are parts of a host name with a bucket before that of a service.
var inFrontOfService = []string{".s3.openshift-storage.svc", ".rook-ceph-rgw-"}
