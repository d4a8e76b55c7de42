package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// secretStore lets the External Secrets Operator read the Secret of a bucket
// claim from this very cluster.
func secretStore(p *desired.Plan) []*Object {
	b := p.Bucket
	if b == nil || b.Credentials == nil {
		return nil
	}
	o := newObject(openshift.SecretStore, openshift.RegistryNamespace, desired.BucketReader)
	provider := []string{"spec", "provider", "kubernetes"}
	o.fixed(b.Namespace, "left out, the namespace default is read", append(provider, "remoteNamespace")...)
	o.fixed(map[string]string{"type": "ConfigMap", "name": "kube-root-ca.crt", "key": "ca.crt"},
		"the CA of this cluster, which every namespace has", append(provider, "server", "caProvider")...)
	o.fixed(desired.BucketReader, "an account that can read the one Secret only", append(provider, "auth", "serviceAccount", "name")...)
	return one(o)
}
