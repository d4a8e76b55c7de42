package resolve

import (
	"regexp"
	"sync"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// NoCredentials is the remedy for a credential in a profile.
const NoCredentials = "credentials are never stored in a profile; store them in a secret store and reference it with spec.credentials.externalSecret"

var credentialName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(access|secret|account|api|private).?key|password|token|credential|keyfile`)
})

// driverParameters are the parameters of the registry's S3 driver that the
// integrated registry does not support, with the remedy for each.
var driverParameters = map[string]string{
	"secure":         "set the scheme, http or https, in regionEndpoint",
	"v4auth":         "remove it; the registry always uses signature version 4",
	"chunksize":      "set chunkSizeMiB, in MiB (OpenShift 4.17 and later)",
	"rootdirectory":  "use a separate bucket for the registry; the operator always uses the root of the bucket",
	"storageclass":   "add a lifecycle rule to the bucket that moves objects to another class; the operator does not set a storage class",
	"skipverify":     "set the CA of the endpoint in spec.trust.storage",
	"forcepathstyle": "set virtualHostedStyle, which has the opposite meaning",
}

// operatorFields are the fields of a Config that profiles do not have, with the
// reason and the remedy.
var operatorFields = map[string]string{
	"httpSecret":     "the operator generates this secret, which all pods share, and secrets do not belong in Git; remove it",
	"observedConfig": "the operator writes this field of Config; remove it",
	"logging":        "logging of Config is deprecated; set spec.registry.logLevel, for example to Debug",
	"nodePlacement":  "nodePlacement is a field of IngressControllers; set nodeSelector and tolerations",
	"oss":            "OpenShift 4.17 removed Alibaba Cloud storage; set another storage type, or remove spec.storage to keep the storage of the cluster",
}

// Advise explains why a commonly used field does not exist and states the
// remedy; the result is empty if no advice is known. The owner is a pointer to
// the struct that lacks the field.
func Advise(owner any, unknown string) string {
	switch owner.(type) {
	case *v1alpha1.S3:
		if unknown == "endpoint" {
			return "did you mean \"regionEndpoint\"?"
		}
		if advice := driverParameters[unknown]; advice != "" {
			return "the integrated registry does not support this parameter of the S3 driver: " + advice
		}
	case *v1alpha1.CephRGW, *v1alpha1.NooBaa:
		if unknown == "generateBucketName" {
			return "the function generates no claim whose bucket name is known only on the cluster; set existingClaim to the name of an ObjectBucketClaim that you apply yourself, or set bucketName"
		}
	case *v1alpha1.SecretData:
		if unknown == "value" {
			return NoCredentials
		}
		return ""
	case *v1alpha1.ImagePruner:
		if unknown == "keepYoungerThan" {
			return "keepYoungerThan is deprecated and has the unit nanoseconds; set keepYoungerThanDuration, for example 60m"
		}
		if unknown == "nodePlacement" {
			return operatorFields[unknown]
		}
		return ""
	case *v1alpha1.Spec, *v1alpha1.Registry, *v1alpha1.Storage:
		if advice := operatorFields[unknown]; advice != "" {
			return advice
		}
	case *v1alpha1.Credentials, *v1alpha1.CredentialsSecret, *v1alpha1.GCS, *v1alpha1.Azure, *v1alpha1.Swift, *v1alpha1.IBMCOS:
	default:
		return ""
	}
	if credentialName().MatchString(unknown) {
		return NoCredentials
	}
	return ""
}
