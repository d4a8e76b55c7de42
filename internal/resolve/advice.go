package resolve

import (
	"regexp"
	"sync"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// NoCredentials is what to do instead of writing a credential into Git.
const NoCredentials = "credentials are never stored in a profile; put them into a secret store and refer to it with spec.credentials.externalSecret"

var credentialName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(access|secret|account|api|private).?key|password|token|credential|keyfile`)
})

// driverParameters are the parameters of the registry's S3 driver that the
// integrated registry does not take, with the remedy for each.
var driverParameters = map[string]string{
	"secure":         "write http or https into regionEndpoint",
	"v4auth":         "the registry always signs with version 4",
	"chunksize":      "write chunkSizeMiB, in MiB (from OpenShift 4.17)",
	"rootdirectory":  "the operator always uses the root of the bucket; give the registry a bucket of its own",
	"storageclass":   "the operator does not set it; give the bucket a lifecycle rule that moves objects to another class",
	"skipverify":     "put the CA of the endpoint into spec.trust.storage",
	"forcepathstyle": "write virtualHostedStyle, which is its opposite",
}

// Advise returns why a field that people try to set does not exist, and what to
// write instead; empty if nothing is known. The owner is a pointer to the struct
// that lacks the field.
func Advise(owner any, unknown string) string {
	switch owner.(type) {
	case *v1alpha1.S3:
		if advice := driverParameters[unknown]; advice != "" {
			return "a parameter of the S3 driver that the integrated registry does not take: " + advice
		}
	case *v1alpha1.CephRGW, *v1alpha1.NooBaa:
		if unknown == "generateBucketName" {
			return "Config needs the name before the bucket exists; write bucketName"
		}
	case *v1alpha1.SecretData:
		if unknown == "value" {
			return NoCredentials
		}
		return ""
	case *v1alpha1.ImagePruner:
		if unknown == "keepYoungerThan" {
			return "it is deprecated and counts nanoseconds; write keepYoungerThanDuration, for example 60m"
		}
		return ""
	case *v1alpha1.Spec, *v1alpha1.Storage, *v1alpha1.Credentials, *v1alpha1.CredentialsSecret,
		*v1alpha1.GCS, *v1alpha1.Azure, *v1alpha1.Swift, *v1alpha1.IBMCOS:
	default:
		return ""
	}
	if credentialName().MatchString(unknown) {
		return NoCredentials
	}
	return ""
}
