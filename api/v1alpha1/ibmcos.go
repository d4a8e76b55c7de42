package v1alpha1

// IBMCOS configures IBM Cloud Object Storage. The fields are those of
// Config.spec.storage.ibmcos.
type IBMCOS struct {
	// Name of the bucket that stores the images. If omitted, the operator creates
	// a bucket.
	Bucket string `json:"bucket,omitempty" example:"prod-eu-1-image-registry"`
	// Location of the bucket. The operator overwrites it with the location of the
	// cluster; omit it.
	Location string `json:"location,omitempty" example:"eu-de"`
	// Name of the resource group of the service instance. The operator overwrites
	// it with the resource group of the service instance or of the cluster; omit it.
	ResourceGroupName string `json:"resourceGroupName,omitempty" example:"my-resource-group"`
	// CRN of a resource key with HMAC credentials.
	ResourceKeyCRN string `json:"resourceKeyCRN,omitempty" pattern:"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$" like:"crn:v1:…:cloud-object-storage:…:resource-key:…" example:"crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:11111111-2222-3333-4444-555555555555:resource-key:66666666-7777-8888-9999-000000000000"`
	// CRN of the service instance that contains the bucket.
	ServiceInstanceCRN string `json:"serviceInstanceCRN,omitempty" pattern:"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+::$" like:"crn:v1:…:cloud-object-storage:…::" example:"crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:11111111-2222-3333-4444-555555555555::"`
}
