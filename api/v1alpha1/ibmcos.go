package v1alpha1

// IBMCOS is IBM Cloud Object Storage. The fields are those of
// Config.spec.storage.ibmcos.
type IBMCOS struct {
	// Bucket that holds the images. Left out, the operator makes one.
	Bucket string `json:"bucket,omitempty" example:"prod-eu-1-image-registry"`
	// Location of the bucket; left out, the cluster's own.
	Location string `json:"location,omitempty" example:"eu-de"`
	// Resource group of bucket and service instance; left out, the cluster's own.
	ResourceGroupName string `json:"resourceGroupName,omitempty" example:"my-resource-group"`
	// CRN of a resource key with HMAC credentials.
	ResourceKeyCRN string `json:"resourceKeyCRN,omitempty" pattern:"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$" like:"crn:v1:…:cloud-object-storage:…:resource-key:…" example:"crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:11111111-2222-3333-4444-555555555555:resource-key:66666666-7777-8888-9999-000000000000"`
	// CRN of the service instance that holds the bucket.
	ServiceInstanceCRN string `json:"serviceInstanceCRN,omitempty" pattern:"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+::$" like:"crn:v1:…:cloud-object-storage:…::" example:"crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:11111111-2222-3333-4444-555555555555::"`
}
