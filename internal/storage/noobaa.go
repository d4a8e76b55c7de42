package storage

// NooBaa is the Multicloud Object Gateway of OpenShift Data Foundation: a
// bucket that is claimed here (book, section 3.8.2).
type NooBaa struct {
	ObjectBucket
	// Storage class of the gateway.
	StorageClassName string `json:"storageClassName,omitempty" default:"openshift-storage.noobaa.io"`
}

// Facts implements Backend.
func (*NooBaa) Facts() Facts {
	return Facts{Title: "OpenShift Data Foundation, NooBaa", ConfigKey: "s3", KeySets: s3Keys}
}

// Store implements Backend.
func (n *NooBaa) Store(env Env) Store {
	return n.store(env, "s3.openshift-storage.svc", n.StorageClassName)
}
