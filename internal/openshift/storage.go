package openshift

// StorageType is a storage type of the operator.
type StorageType struct {
	// Key of Config.spec.storage. At most one storage type can be set.
	Key string
	// Name is the field of the stanza that names the store; empty if the store has
	// no name.
	Name string
	// Identity lists the other fields that distinguish stores.
	Identity []string
	// Deleted is what the operator deletes if it manages the store and the
	// registry is removed; empty if nothing outlives the pods.
	Deleted string
}

// StorageTypes lists every storage type of the operator's API.
var StorageTypes = []StorageType{
	{Key: "emptyDir"},
	{Key: "s3", Name: "bucket", Identity: []string{"regionEndpoint"}, Deleted: "the bucket"},
	{Key: "gcs", Name: "bucket", Deleted: "the bucket"},
	{Key: "azure", Name: "container", Identity: []string{"accountName"}, Deleted: "the whole storage account"},
	{Key: "swift", Name: "container", Identity: []string{"authURL"}, Deleted: "the container"},
	{Key: "ibmcos", Name: "bucket", Identity: []string{"resourceKeyCRN"}, Deleted: "the bucket"},
	{Key: "pvc", Name: "claim", Deleted: "the claim"},
	{Key: "oss", Name: "bucket", Deleted: "the bucket"},
}

// StorageKeys returns the keys of all storage types.
func StorageKeys() []string {
	keys := make([]string, len(StorageTypes))
	for i, t := range StorageTypes {
		keys[i] = t.Key
	}
	return keys
}

// FindStorageType returns the storage type with that key, or the zero
// StorageType.
func FindStorageType(key string) StorageType {
	for _, t := range StorageTypes {
		if t.Key == key {
			return t
		}
	}
	return StorageType{}
}
