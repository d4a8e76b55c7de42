package storage

import (
	"regexp"
	"sync"
)

// NoCredentials is what to do instead of writing a credential into Git.
const NoCredentials = "a credential never stands in a profile; put it into a secret store and refer to it with spec.credentials.externalSecret"

var credentialName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(access|secret|account|api|private).?key|password|token|credential|keyfile`)
})

// AdviseCredential is the answer to a field that is called like a credential;
// it is empty for any other field.
func AdviseCredential(name string) string {
	if !credentialName().MatchString(name) {
		return ""
	}
	return NoCredentials
}

// driverParameters are the parameters of the registry's S3 driver that the
// integrated registry does not take, with what to do instead.
var driverParameters = map[string]string{
	"secure":         "write http or https into regionEndpoint",
	"v4auth":         "the registry always signs with version 4",
	"chunksize":      "write chunkSizeMiB, in MiB (from OpenShift 4.17)",
	"rootdirectory":  "the operator always uses the root of the bucket; give the registry a bucket of its own",
	"storageclass":   "the operator does not set it; give the bucket a lifecycle rule that moves objects to another class",
	"skipverify":     "put the CA of the endpoint into spec.trust.storage",
	"forcepathstyle": "write virtualHostedStyle, which is its opposite",
}

// Advise implements strict.Adviser.
func (*S3) Advise(unknown string) string {
	if advice := driverParameters[unknown]; advice != "" {
		return "a parameter of the S3 driver that the integrated registry does not take: " + advice
	}
	return AdviseCredential(unknown)
}

// Advise implements strict.Adviser.
func (*ObjectBucket) Advise(unknown string) string {
	if unknown == "generateBucketName" {
		return "a generated name is known to nobody when Config is written; write bucketName"
	}
	return AdviseCredential(unknown)
}

// Advise implements strict.Adviser.
func (*SecretData) Advise(unknown string) string {
	if unknown == "value" {
		return NoCredentials
	}
	return ""
}

// Advise implements strict.Adviser.
func (*GCS) Advise(unknown string) string { return AdviseCredential(unknown) }

// Advise implements strict.Adviser.
func (*Azure) Advise(unknown string) string { return AdviseCredential(unknown) }

// Advise implements strict.Adviser.
func (*Swift) Advise(unknown string) string { return AdviseCredential(unknown) }

// Advise implements strict.Adviser.
func (*IBMCOS) Advise(unknown string) string { return AdviseCredential(unknown) }
