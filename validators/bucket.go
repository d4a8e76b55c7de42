package validators

import "github.com/registry-profile/registry-profile/fn/storage"

// onBucket makes a check of one that looks at a bucket that is claimed here.
func onBucket(check func(p Input, bucket *storage.ObjectBucket, key string) []Finding) func(Input) []Finding {
	return func(p Input) []Finding {
		backend, ok := p.Backend()
		if !ok || p.Spec.Storage.ObjectBucket() == nil {
			return nil
		}
		return check(p, p.Spec.Storage.ObjectBucket(), backend.Key)
	}
}

var bucketOnHTTP = Rule{
	ID: "OB005", Severity: Error,
	Title:  "CA for the in-cluster endpoint of an object store",
	Why:    "The registry reaches the service over plain http, which needs no CA; over https its certificate would be the service CA's, never the router's.",
	Remedy: "Remove spec.trust.storage, or set endpoint to Route.",
	Source: "operator",
	check: onBucket(func(p Input, bucket *storage.ObjectBucket, _ string) []Finding {
		if bucket.Endpoint == storage.EndpointRoute || p.Spec.Trust.Storage == nil {
			return nil
		}
		return at(spec.Child("trust", "storage"), nil)
	}),
}

var bucketRoute = Rule{
	ID: "OB006", Severity: Error,
	Title:  "route of an object store without host name or CA",
	Why:    "The operator cannot reach the store, or does not trust the router's certificate.",
	Remedy: "Set routeHost to the host of the store's route in openshift-storage, and spec.trust.storage to the CA of the router (ConfigMap default-ingress-cert in openshift-config-managed).",
	Source: "3.8.1",
	check: onBucket(func(p Input, bucket *storage.ObjectBucket, key string) []Finding {
		if bucket.Endpoint != storage.EndpointRoute {
			return nil
		}
		var found []Finding
		if bucket.RouteHost == "" {
			found = append(found, at(storagePath.Child(key, "routeHost"), nil)...)
		}
		if p.Spec.Trust.Storage == nil {
			found = append(found, at(spec.Child("trust", "storage"), nil)...)
		}
		return found
	}),
}
