package validators

import (
	"net/netip"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var endpointRegion = onS3(Rule{
	ID: "S3001", Severity: Error,
	Title:  "regionEndpoint without region",
	Why:    "The operator sets a default region only if both fields are empty, and stops without a region (MissingRegion).",
	Remedy: "Set region, to us-east-1 if the store has no regions.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.endpoint == "" || v.region != "" {
		return nil
	}
	return propose(v.field("region", nil), "us-east-1")
})

var endpointScheme = onS3(Rule{
	ID: "S3002", Severity: Error,
	Title:  "regionEndpoint that is not a URL",
	Why:    "The operator and the registry cannot reach the store.",
	Remedy: "Set a URL with scheme and host and without credentials, for example https://s3.example.com.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.endpoint == "" || v.url() != nil {
		return nil
	}
	return v.field("regionEndpoint", withoutCredentials(v.endpoint))
})

var gatewayPort = onS3(Rule{
	ID: "S3003", Severity: Error,
	Title:  "RADOS gateway endpoint with the default port of its scheme",
	Why:    "The registry signs the host without the default port of the scheme, 80 for http and 443 for https, and the gateway rejects the signature; every other port is part of the signature.",
	Remedy: "Remove the port.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	u := v.url()
	if u == nil || !strings.Contains(u.Hostname(), "rgw") || u.Port() == "" || u.Port() != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		return nil
	}
	return v.field("regionEndpoint", v.endpoint)
})

var keyWithoutEncryption = onS3(Rule{
	ID: "S3004", Severity: Warning,
	Title:  "keyID without encrypt",
	Why:    "Images are not encrypted with this key: the operator enables encryption only for storage that it manages, and only when the store or its stanza changes.",
	Remedy: "Set encrypt to true.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.keyID == "" || v.encrypt || v.managed || isForeignKey(v.keyID, v.endpoint) {
		return nil
	}
	return propose(v.field("encrypt", nil), true)
})

// isODF reports whether an endpoint belongs to OpenShift Data Foundation,
// judged by its text.
func isODF(endpoint string) bool {
	return strings.Contains(endpoint, "rgw") || strings.Contains(endpoint, "noobaa") || strings.Contains(endpoint, "openshift-storage")
}

var gatewayEncryption = onS3(Rule{
	ID: "S3005", Severity: Warning,
	Title:  "encryption on a store that may not support it",
	Why:    "A RADOS gateway or NooBaa without a key management service rejects every push.",
	Remedy: "Remove encrypt, unless the store has a key management service.",
	Source: "3.8.1",
}, func(v s3View) []v1alpha1.Diagnostic {
	if !v.encrypt || !isODF(v.endpoint) {
		return nil
	}
	return v.field("encrypt", true)
})

var plainEndpoint = onS3(Rule{
	ID: "S3007", Severity: Warning,
	Title:  "http endpoint outside the cluster",
	Why:    "Images and signed requests are sent unencrypted.",
	Remedy: "Use https.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	u := v.url()
	if u == nil || u.Scheme != "http" || v.inCluster() {
		return nil
	}
	secure := *u
	secure.Scheme, secure.Host = "https", strings.TrimSuffix(u.Host, ":80")
	return propose(v.field("regionEndpoint", v.endpoint), secure.String())
})

var inClusterRedirect = onS3(Rule{
	ID: "S3008", Severity: Error,
	Title:  "redirects to an in-cluster endpoint",
	Why:    "Clients outside the pod network, including nodes, cannot resolve a .svc name, and every pull fails.",
	Remedy: "Set disableRedirect to true, which is the default in a profile.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if !v.inCluster() || !v.redirects {
		return nil
	}
	return propose(v.redirect(), true)
})

var serviceCertificate = onS3(Rule{
	ID: "S3009", Severity: Warning,
	Title:  "https endpoint of a cluster service without a CA",
	Why:    "The service CA signs the certificate of the endpoint, and the operator does not trust the service CA by default.",
	Remedy: "Name a ConfigMap with the service CA under ca-bundle.crt, or use http.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if u := v.url(); u == nil || u.Scheme != "https" || !v.inCluster() || v.trustedCA != "" {
		return nil
	}
	return v.field("trustedCA.name", nil)
})

const lettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789"

// containsOnly reports whether a text contains only characters of the set.
func containsOnly(text, set string) bool { return strings.Trim(text, set) == "" }

var bucketName = onS3(Rule{
	ID: "S3010", Severity: Error,
	Title:  "invalid bucket name",
	Why:    "S3 rejects the name, and the operator can neither find nor create the bucket.",
	Remedy: "Use 3 to 63 lowercase letters, digits, hyphens and single periods that do not form an IP address.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	_, err := netip.ParseAddr(v.bucket)
	valid := len(v.bucket) >= 3 && len(v.bucket) <= 63 && containsOnly(v.bucket, lettersAndDigits+".-") &&
		strings.Trim(v.bucket, ".-") == v.bucket && !strings.Contains(v.bucket, "..") && err != nil
	if v.bucket == "" || valid {
		return nil
	}
	return v.field("bucket", v.bucket)
})

var unmanagedAWSBucket = onS3(Rule{
	ID: "S3011", Severity: Info,
	Title:  "AWS bucket that the operator does not manage",
	Why:    "The operator sets neither a lifecycle rule that aborts incomplete uploads nor a public access block.",
	Remedy: "Set both yourself; registry-profile aws lifecycle and registry-profile aws public-access-block print them.",
	Source: "3.1.2",
	needs:  ClusterPlatform,
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.platform != openshift.AWS || v.bucket == "" || v.managed || v.endpoint != "" {
		return nil
	}
	return v.field("bucket", v.bucket)
})

var awsEndpoint = onS3(Rule{
	ID: "S3012", Severity: Warning,
	Title:  "regionEndpoint of AWS itself",
	Why:    "Each region has its own endpoint; without regionEndpoint, the registry uses the correct endpoint and follows the region.",
	Remedy: "Remove regionEndpoint, unless it is a private endpoint such as that of a VPC.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	if !isAWS(v.endpoint) || strings.Contains(v.url().Hostname(), "-fips") || v.isolated() {
		return nil
	}
	return v.field("regionEndpoint", v.endpoint)
})

var cloudFront = Rule{
	ID: "S3013", Severity: Error,
	Title:  "CloudFront that cannot sign URLs",
	Why:    "The registry does not start without an https distribution, a key pair and the private key of the pair.",
	Remedy: "Set baseURL (https), keypairID, and privateKey with name and key.",
	Source: "3.1.3",
	checkItems: onStanza("s3", func(_ input, config item, s3 object) []v1alpha1.Diagnostic {
		if !s3.has("cloudFront") {
			return nil
		}
		var found []v1alpha1.Diagnostic
		const path = "spec.storage.s3.cloudFront."
		if url := s3.text("cloudFront", "baseURL"); !strings.HasPrefix(url, "https://") {
			found = append(found, config.at(path+"baseURL", withoutCredentials(url))...)
		}
		for _, field := range [][]string{{"keypairID"}, {"privateKey", "name"}, {"privateKey", "key"}} {
			if s3.text(append([]string{"cloudFront"}, field...)...) == "" {
				found = append(found, config.at(path+strings.Join(field, "."), nil)...)
			}
		}
		return found
	}),
}
