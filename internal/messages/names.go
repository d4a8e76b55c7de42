package messages

import "strings"

// All words of this file are in lowercase, as the texts.

// registryWords are words that only the registry, its operator and its objects have.
var registryWords = []string{
	"imageregistry", "imagepruner",
	"unable to sync storage configuration", "unable to apply resources:", "storageexists",
	"docker/registry/v2", "s3aws:", "registry_storage_", "openshift.logger=registry", ") not admitted:",
	"docker-registry.default.svc", "storagedriver not registered", "distribution/registry/handlers",
	"panic: google: could not find default credentials", "github.com/openshift/image-registry", "failed to ping registry", "error communicating with registry",
}

// logFields are those that the log of the registry has in lines about errors, and
// otherRegistries use the same program.
var (
	logFields       = []string{"err.detail=", "err.message="}
	otherRegistries = []string{"harbor", "gitlab", "quay", "gitea", "registry:2", "goharbor"}
)

// objectNames are those of the registry and its pruner. The names of pods and other
// objects begin with them.
var objectNames = []string{"image-registry", "image-pruner", volumeName}

// volumeName is the name of the volume in the pods of the registry. Pods of other
// registries have it too.
const volumeName = "registry-storage"

// suffixes are the first words that follow the name in the names of objects of the
// registry. Those of pods follow as a hash.
var suffixes = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq("storage private certificates tls operator bucket public external internal default custom route routes pull push odf eso pvc pv claim data credentials config ca s3 rgw noobaa nfs cephfs secret reader pruner images") {
		words[word] = true
	}
	return words
}()

// ofRegistry reports whether a text names the registry or one of its objects.
func ofRegistry(text string) bool {
	text = strings.ReplaceAll(text, "registry-v2/docker/registry/v2", "") // of Docker Hub
	if containsAny(text, registryWords) {
		return true
	}
	for _, name := range objectNames {
		for from := 0; ; {
			n := strings.Index(text[from:], name)
			if n < 0 {
				break
			}
			from += n + 1
			if isRegistryName(text, from-1, len(name)) && (name != volumeName || !ofOtherPod(text)) {
				return true
			}
		}
	}
	if containsAny(text, logFields) && !containsAny(text, otherRegistries) {
		return true
	}
	// The builds of OpenShift push to the registry, if the message names no other.
	return strings.Contains(text, "build error: failed to push image") && !ofOtherImage(text) && partyOf(text) != otherParty
}

// isRegistryName reports whether a name of objectNames at a position of a text is that
// of the registry, and not a part of another name such as my-image-registry-proxy, or of
// an image such as quay.io/acme/image-registry.
func isRegistryName(text string, at, length int) bool {
	before, after := text[:at], text[at+length:]
	if before != "" {
		switch c := before[len(before)-1]; {
		case isWord(c):
			return false
		case c == '-' && !strings.HasSuffix(before, "openshift-") && !strings.HasSuffix(before, "cluster-") && !strings.HasSuffix(before, "image-"):
			return false
		case c == '/' && isImagePath(before):
			return false
		}
	}
	if after == "" {
		return true
	}
	if isWord(after[0]) {
		return false
	}
	if after[0] != '-' {
		return true
	}
	suffix := segment(after[1:])
	return suffix == "" || suffixes[suffix] || isHash(suffix)
}

// apiGroups are parts of API groups, which precede a kind and a name as a host precedes
// the path of an image.
var apiGroups = []string{"k8s.io", "openshift.io", "objectbucket.io", "external-secrets.io", "cert-manager.io", "fluxcd.io", "argoproj.io"}

// isImagePath reports whether a text ends with the host of a registry and a folder.
func isImagePath(text string) bool {
	word := text[strings.LastIndexAny(text, " \"'=(,")+1:]
	host, rest, _ := strings.Cut(strings.TrimPrefix(word, "docker://"), "/")
	return strings.Contains(host, ".") && strings.Count(rest, "/") >= 1 && !strings.Contains(host, "openshift-image-registry") && !containsAny(host, apiGroups)
}

// isHash reports whether a part of a name is the hash of a ReplicaSet or the number of a
// job. The letters of hashes contain no vowels.
func isHash(word string) bool {
	return strings.ContainsAny(word, "0123456789") || word != "" && !strings.ContainsAny(word, "aeiou")
}

// segment returns the letters and digits at the beginning of a text.
func segment(text string) string {
	end := 0
	for end < len(text) && isWord(text[end]) {
		end++
	}
	return text[:end]
}
