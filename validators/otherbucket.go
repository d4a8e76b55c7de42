package validators

import (
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// bucketFields lists the fields of an s3 stanza that belong to one bucket, and
// that a merge keeps if it changes the bucket.
var bucketFields = []string{"regionEndpoint", "keyID", "encrypt", "chunkSizeMiB", "cloudFront"}

var otherBucketField = Rule{
	ID: "S3016", Severity: Warning,
	Title:  "field of another bucket",
	Why:    "A merge keeps the fields of the old bucket that the new stanza does not set: the registry looks for the new bucket at the old endpoint, requests encryption or a key that the store does not have, or redirects pulls to a distribution of the old bucket.",
	Remedy: "Remove the field, or set spec.delivery.storageChange.from to s3 while the bucket changes, which replaces the whole stanza.",
	Source: "operator",
	checkItems: onStanza("s3", func(in input, config item, s3 object) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, field := range bucketFields {
			if in.keptFromOtherBucket(config, s3, field) || isOfAWS(s3, field) {
				found = append(found, config.at("spec.storage.s3."+field, plainText(s3[field]))...)
			}
		}
		return found
	}),
}

// keptFromOtherBucket reports whether the function has changed the bucket of a
// Config, and has kept a field of the old one that the profile does not set.
func (in input) keptFromOtherBucket(config item, s3 object, field string) bool {
	if in.Profile == nil || !s3.has(field) || in.setsStanzaField(field) {
		return false
	}
	if endpoint := s3.text("regionEndpoint"); field == "encrypt" && (s3[field] != true || endpoint == "" || storage.IsAWS(endpoint)) {
		return false // AWS encrypts with a key of its own
	}
	for _, before := range decodeItems(in.before) {
		if before.kind != openshift.Config || !before.isCluster() {
			continue
		}
		old := before.dict("spec", "storage", "s3")
		bucket := old.text("bucket")
		return bucket != "" && bucket != s3.text("bucket") && reflect.DeepEqual(old[field], s3[field])
	}
	return false
}

// setsStanzaField reports whether the profile sets a field of the s3 stanza, or
// derives it from the bucket that it claims.
func (in input) setsStanzaField(field string) bool {
	if in.Spec.Storage == nil {
		return true // the profile does not change the store
	}
	s3 := in.Spec.Storage.S3
	if s3 == nil {
		return field == "regionEndpoint"
	}
	switch field {
	case "regionEndpoint":
		return s3.RegionEndpoint != ""
	case "keyID":
		return s3.KeyID != ""
	case "encrypt":
		return s3.Encrypt != nil
	case "chunkSizeMiB":
		return s3.ChunkSizeMiB != 0
	}
	return s3.CloudFront != nil
}

// isOfAWS reports whether a field of a stanza names an object of AWS that the
// store of the stanza cannot use.
func isOfAWS(s3 object, field string) bool {
	endpoint := s3.text("regionEndpoint")
	switch field {
	case "keyID":
		return isForeignKey(s3.text("keyID"), endpoint)
	case "cloudFront":
		u, err := url.Parse(s3.text("cloudFront", "baseURL"))
		return err == nil && strings.HasSuffix(u.Hostname(), ".cloudfront.net") && storage.InCluster(endpoint)
	}
	return false
}

// isForeignKey reports whether the ID of a key is the ARN of a key of AWS, and the
// endpoint that of another store.
func isForeignKey(key, endpoint string) bool {
	return endpoint != "" && !storage.IsAWS(endpoint) && awsKey().MatchString(key)
}

// awsKey matches the ARN of a key or alias with its region and account.
var awsKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/`)
})

// plainText returns a value that a diagnostic can quote; nil for a map.
func plainText(value any) any {
	if _, isMap := value.(map[string]any); isMap {
		return nil
	}
	return value
}
