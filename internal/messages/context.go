package messages

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// All words of this file are in lowercase.

// askedNames are what users and logs call the registry. They name it in a text of one
// message that names nothing else.
var askedNames = []string{
	"image registry", "internal registry", "integrated registry", "openshift registry", "our registry", "my registry", "the registry",
	"registry pod", "registry operator", "registry pvc", "err.detail=", "routedegraded", `"default-route"`,
}

func containsAny(text string, names []string) bool {
	for _, name := range names {
		if strings.Contains(text, name) {
			return true
		}
	}
	return false
}

// otherNames are words that name another component or registry.
var otherNames = []string{
	"velero", "oadp", "loki", "thanos", "tempo", "etcd", "webhook", "oauth", "ldap", "prometheus", "alertmanager", "quay", "docker.io", "ghcr.io", "gcr.io",
	"registry.redhat.io", "registry.access", "kube-apiserver", "machine-config", "marketplace", "catalogsource", "jenkins", "vault", "grafana", "ingress-operator", "external-dns", "cert-manager",
	"harbor", "artifactory", "nexus", "gitlab", "postgres", "mysql", "kafka", "elasticsearch", "mongodb", "terraform", "tekton", "keycloak", "localhost:",
	"openshift-apiserver", "kube-controller", "kube-scheduler", "ingress controller", "service-ca", "machine-api", "cloud-credential", "dns-default", "csi-driver", "cinder", "manila",
}

// ofOthers reports whether a text names another component, its namespace or an object
// that is not of the registry.
func ofOthers(text string) bool {
	if containsAny(text, otherNames) {
		return true
	}
	for rest := text; ; {
		n := strings.Index(rest, "openshift-")
		if n < 0 {
			break
		}
		rest = rest[n+len("openshift-"):]
		if !strings.HasPrefix(rest, "config") && !strings.HasPrefix(rest, "storage") && !strings.HasPrefix(rest, "gitops") {
			return true
		}
	}
	for _, object := range objects().FindAllStringSubmatch(text, -1) {
		if !strings.Contains(object[1], "registry") {
			return true
		}
	}
	return false
}

// objects matches the name of an object beside its kind, as events and tables have it.
var objects = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:\b(?:pod|pods|job|cronjob|deployment|deployments|statefulset|replicaset|daemonset|pvc|persistentvolumeclaim|externalsecret|secretstore|route|helmrelease|imagestream)s?/|\bpod\(s\) |\b(?:cronjob|in pod|statefulset|namespace) )"?([a-z0-9][a-z0-9./-]*)`)
})

// prefixWords may precede a message that is pasted alone: the words of conditions,
// events and errors, and those of a question.
var prefixWords = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`
		error warning normal message reason status type true false degraded available progressing upgradeable rpc code desc unknown internal
		from server forbidden invalid the request is failed fatal panic
		warn events event age last first seen count kubelet attachdetach-controller default-scheduler persistentvolume-controller external-secrets
		failedattachvolume failedmount failedscheduling provisioningfailed failedbinding updatefailed
		why do does did i we you get got getting see seeing seen what means mean this that it help with how to fix please after an a in on our my
		am are was since today now and then log logs says say said keep keeps always still our cluster hi hello when of new
	`) {
		words[word] = true
	}
	return words
}()

// isPrefix reports whether only quotes, ages and words of prefixWords precede a
// message.
func isPrefix(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'`>|,;:?!=#*[]{}", r) }) {
		word = strings.Trim(word, ".-()")
		if word != "" && !prefixWords[word] && !ages().MatchString(word) {
			return false
		}
	}
	return true
}

// ages matches the columns AGE and COUNT of events: 3m21s, (x5, over, 22m).
var ages = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:over|x[0-9]+|[0-9]+|(?:[0-9]+[dhms])+)$`) })
