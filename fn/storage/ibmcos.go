package storage

// IBMCOS is IBM Cloud Object Storage. The fields are those of
// Config.spec.storage.ibmcos.
type IBMCOS struct {
	// Bucket that holds the images. Left out, the operator makes one.
	Bucket string `json:"bucket,omitempty"`
	// Location of the bucket; left out, the cluster's own.
	Location string `json:"location,omitempty"`
	// Resource group of bucket and service instance; left out, the cluster's own.
	ResourceGroupName string `json:"resourceGroupName,omitempty"`
	// CRN of a resource key with HMAC credentials.
	ResourceKeyCRN string `json:"resourceKeyCRN,omitempty" pattern:"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$" like:"crn:v1:…:cloud-object-storage:…:resource-key:…"`
	// CRN of the service instance that holds the bucket.
	ServiceInstanceCRN string `json:"serviceInstanceCRN,omitempty" pattern:"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+::$" like:"crn:v1:…:cloud-object-storage:…::"`
}

// Facts implements Backend.
func (*IBMCOS) Facts() Facts {
	return Facts{
		Title:     "IBM Cloud Object Storage",
		ConfigKey: "ibmcos",
		KeySets:   []KeySet{{Keys: []string{"REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"}}},
	}
}

// Store implements Backend.
func (i *IBMCOS) Store(Env) Store { return Store{Stanza: i, Named: i.Bucket != ""} }
