package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type ibmcos struct{ *v1alpha1.IBMCOS }

// Facts implements Backend.
func (ibmcos) Facts() Facts {
	return Facts{
		Title:     "IBM Cloud Object Storage",
		ConfigKey: "ibmcos",
		Starter:   []string{"bucket", "resourceKeyCRN", "serviceInstanceCRN"},
		// The operator reads the location from the Infrastructure object, which has
		// one only on IBMCloud and PowerVS (ibmcos.go of the operator).
		OwnPlatforms: true,
		KeySets:      []KeySet{{Keys: []string{"REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"}}},
	}
}

// Store implements Backend.
func (i ibmcos) Store(Env) Store { return Store{Stanza: i.IBMCOS, Named: i.Bucket != ""} }
