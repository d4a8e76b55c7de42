package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type noobaa struct{ *v1alpha1.NooBaa }

// Facts implements Backend.
func (noobaa) Facts() Facts {
	return Facts{Title: "OpenShift Data Foundation, NooBaa", ConfigKey: "s3", Starter: []string{"bucketName"}, KeySets: s3Keys}
}

// Store implements Backend.
func (n noobaa) Store(env Env) Store {
	return bucketStore("noobaa", &n.ObjectBucket, env, "s3.openshift-storage.svc", n.StorageClassName)
}
