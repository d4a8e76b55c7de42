package transformers

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
)

// checkBucket returns an event if the bucket of a desired ObjectBucketClaim
// already has a claim that the merge cannot change: a provisioner names a bucket
// once, and gives each bucket to one claim.
func checkBucket(nodes []*yaml.RNode, object *generators.Object) (Event, bool) {
	wanted := desiredText(object, "bucketName")
	class := desiredText(object, "storageClassName")
	for _, node := range nodes {
		if !isKind(node, object.Kind) {
			continue
		}
		claim := stanza(node, []string{"spec"})
		bucket, _ := claim["bucketName"].(string)
		prefix, _ := claim["generateBucketName"].(string)
		invalid := Event{Action: Invalid, Node: node, Field: "spec.bucketName"}
		switch same := node.GetName() == object.Name && (node.GetNamespace() == "" || node.GetNamespace() == object.Namespace); {
		case same && bucket == "" && prefix != "":
			invalid.Field = "spec.generateBucketName"
			invalid.Reason = fmt.Sprintf("the bucket on the cluster is named %s-<UUID>, not %s; set storage.s3 in the profile, with this name as the bucket, or replace generateBucketName by bucketName: %s if the claim does not exist on the cluster", prefix, wanted, wanted)
		case same && bucket != "" && bucket != wanted:
			invalid.Reason = fmt.Sprintf("the bucket on the cluster is named %s, not %s, and a claim keeps its bucket; set storage.s3 in the profile, with this name as the bucket, or remove the claim", bucket, wanted)
		case !same && claim["storageClassName"] != nil && claim["storageClassName"] != class:
			continue // in another store
		case !same && (bucket == wanted || bucket == "" && generatedFrom(wanted, prefix)):
			invalid.Reason = fmt.Sprintf("this claim owns the bucket %s, and the claim of the profile for the same bucket would stay Pending; set storage.s3 in the profile, with this name as the bucket, or remove this claim", wanted)
		default:
			continue
		}
		return invalid, true
	}
	return Event{}, false
}

// generatedFrom reports whether a provisioner has generated the name of a
// bucket from a prefix.
func generatedFrom(bucket, prefix string) bool {
	suffix, ok := strings.CutPrefix(bucket, prefix+"-")
	return ok && prefix != "" && uuid().MatchString(suffix)
}

var uuid = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
})

// desiredText returns the desired value of a field of the spec.
func desiredText(object *generators.Object, path ...string) string {
	for _, field := range object.Fields {
		if len(field.Path) > 1 && field.Path[0] == "spec" && slices.Equal(field.Path[1:], path) {
			text, _ := field.Value.(string)
			return text
		}
	}
	return ""
}
