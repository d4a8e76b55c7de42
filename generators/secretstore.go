package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// BucketReader is the name of the SecretStore, the service account, the Role and the
// RoleBinding with which the credentials of a bucket claim are read.
const BucketReader = desired.BucketReader

// secretStore generates a SecretStore from which the External Secrets Operator
// reads the Secret of a bucket claim in the same cluster.
func secretStore(state *desired.State) []*Object {
	b := state.Bucket
	if b == nil || b.Credentials == nil {
		return nil
	}
	o := newObject(openshift.SecretStore, openshift.RegistryNamespace, desired.BucketReader)
	provider := []string{"spec", "provider", "kubernetes"}
	o.fixed(b.Namespace, "if omitted, the namespace default is read", append(provider, "remoteNamespace")...)
	o.fixed(map[string]string{"type": "ConfigMap", "name": "kube-root-ca.crt", "key": "ca.crt"},
		"CA of the cluster, which exists in every namespace", append(provider, "server", "caProvider")...)
	o.fixed(desired.BucketReader, "service account that can read only this Secret", append(provider, "auth", "serviceAccount", "name")...)
	return single(o)
}
