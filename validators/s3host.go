package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var trustedCAOnAWS = onS3(Rule{
	ID: "S3014", Severity: Warning,
	Title:  "trustedCA with an endpoint of AWS",
	Why:    "The CA replaces the public CAs in the operator: it no longer trusts the certificates of AWS, reports x509 errors, and does not apply any change of Config.",
	Remedy: "Remove trustedCA, unless the bundle also contains the CAs of AWS.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.trustedCA == "" || !v.onAWS || v.injectedCA || v.isolated() {
		return nil
	}
	return v.field("trustedCA.name", v.trustedCA)
})

var unresolvableBucket = onS3(Rule{
	ID: "S3015", Severity: Warning,
	Title:  "virtualHostedStyle with a host name that may not work",
	Why:    "The bucket becomes part of the host name: a cluster service and a gateway without a wildcard DNS name do not resolve it, and no wildcard certificate covers a bucket name with periods.",
	Remedy: "Set virtualHostedStyle to false.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	u := v.url()
	insecure := u != nil && u.Scheme == "http"
	switch {
	case !v.virtualHosted:
		return nil
	case v.inCluster(), isODF(v.endpoint):
	case strings.Contains(v.bucket, ".") && !insecure && (u != nil || v.onAWS):
	default:
		return nil
	}
	return propose(v.field("virtualHostedStyle", true), false)
})

// injectsPublicCAs reports whether a ConfigMap gets the public CAs and those of
// the cluster-wide proxy from the cluster.
func (in input) injectsPublicCAs(name string) bool {
	return slices.ContainsFunc(in.nodes, func(node *yaml.RNode) bool {
		return isKind(node, openshift.ConfigMap) && node.GetName() == name && node.GetLabels()[trustedBundleLabel] == "true"
	})
}

// isAWS reports whether an endpoint is one of AWS itself, and not the private
// endpoint of a VPC.
func isAWS(endpoint string) bool {
	u := parseEndpoint(endpoint)
	return u != nil && openshift.OnAWS(u.Hostname()) && !strings.Contains(u.Hostname(), "vpce")
}
