package validators

import (
	"net/url"
	"strings"

	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/storage"
)

var s3Path = storagePath.Child("s3")

// onS3 makes a check of one that looks at an s3 stanza.
func onS3(check func(Input, *storage.S3) []Finding) func(Input) []Finding {
	return func(p Input) []Finding {
		if p.Spec.Storage == nil || p.Spec.Storage.S3 == nil {
			return nil
		}
		return check(p, p.Spec.Storage.S3)
	}
}

var endpointRegion = Rule{
	ID: "S3001", Severity: Error,
	Title:  "regionEndpoint without region",
	Why:    "The operator fills in a region only if both are empty, and stops without one (MissingRegion).",
	Remedy: "Set spec.storage.s3.region; a store that knows no regions takes us-east-1.",
	Source: "operator",
	check: onS3(func(_ Input, s3 *storage.S3) []Finding {
		if s3.RegionEndpoint == "" || s3.Region != "" {
			return nil
		}
		return at(s3Path.Child("region"), nil)
	}),
}

var endpointScheme = Rule{
	ID: "S3002", Severity: Error,
	Title:  "regionEndpoint is no URL",
	Why:    "The operator and the registry cannot reach the store.",
	Remedy: "Write scheme and host without credentials, for example https://s3.example.com.",
	Source: "3.1.3",
	check: onS3(func(_ Input, s3 *storage.S3) []Finding {
		if s3.RegionEndpoint == "" || endpointOf(s3) != nil {
			return nil
		}
		value := s3.RegionEndpoint
		if strings.Contains(value, "@") {
			value = "" // it may hold a password
		}
		return at(s3Path.Child("regionEndpoint"), value)
	}),
}

var gatewayPort = Rule{
	ID: "S3003", Severity: Error,
	Title:  "RADOS gateway endpoint with a port",
	Why:    "The signature that the registry makes covers the host without port, and the gateway refuses it.",
	Remedy: "Leave the port out; http means 80 and https means 443.",
	Source: "3.1.3",
	check: onS3(func(_ Input, s3 *storage.S3) []Finding {
		u := endpointOf(s3)
		if u == nil || u.Port() == "" || !strings.Contains(u.Hostname(), "rgw") {
			return nil
		}
		return at(s3Path.Child("regionEndpoint"), s3.RegionEndpoint)
	}),
}

var keyWithoutEncryption = Rule{
	ID: "S3004", Severity: Warning,
	Title:  "keyID without encrypt",
	Why:    "Images are not encrypted with that key: the operator turns encryption on only for storage that it manages.",
	Remedy: "Set spec.storage.s3.encrypt to true.",
	Source: "3.1.3",
	check: onS3(func(p Input, s3 *storage.S3) []Finding {
		if s3.KeyID == "" || s3.Encrypted() || p.Spec.Storage.ManagementState == openshift.Managed {
			return nil
		}
		return at(s3Path.Child("encrypt"), nil)
	}),
}

var plainEndpoint = Rule{
	ID: "S3007", Severity: Warning,
	Title:  "http endpoint outside the cluster",
	Why:    "Images and signed requests travel unencrypted.",
	Remedy: "Use https.",
	Source: "operator",
	check: onS3(func(_ Input, s3 *storage.S3) []Finding {
		u := endpointOf(s3)
		if u == nil || u.Scheme != "http" || storage.InCluster(s3.RegionEndpoint) {
			return nil
		}
		return at(s3Path.Child("regionEndpoint"), s3.RegionEndpoint)
	}),
}

var inClusterRedirect = Rule{
	ID: "S3008", Severity: Error,
	Title:  "redirects to an in-cluster endpoint",
	Why:    "Clients outside the pod network, nodes among them, cannot resolve a .svc name, and every pull fails.",
	Remedy: "Leave spec.registry.disableRedirect out, or set it to true.",
	Source: "operator",
	check: onS3(func(p Input, s3 *storage.S3) []Finding {
		if !storage.InCluster(s3.RegionEndpoint) || !off(p.Spec.Registry.DisableRedirect) {
			return nil
		}
		return at(registryPath.Child("disableRedirect"), false)
	}),
}

// endpointOf returns the endpoint of the store, and nil for one that is no
// usable URL.
func endpointOf(s3 *storage.S3) *url.URL {
	u, err := url.Parse(s3.RegionEndpoint)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}
