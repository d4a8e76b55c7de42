package messages

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// rows matches what a row of a table or of a log has: the type of an event, the ready
// containers of a pod, the status of a ClusterOperator, the phase of a claim, the level of a log.
var rows = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|\s)(?:normal|warning)\s+[a-z]+\s|\s[0-9]+/[0-9]+\s+[a-z]|\s(?:true|false|unknown)\s+(?:true|false|unknown)\s|\s(?:bound|pending|lost)\s|^time=|\blevel=[a-z]+ |^[iwef][0-9]{4} `)
})

// namespaced matches a row that begins with a namespace: that of an event, whose next
// columns are its age and its type, or that of a pod.
var namespaced = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([a-z][a-z0-9-]*)\s+(?:(?:[0-9]+[dhms])+\s+(?:\([^)]*\)\s+)?(?:normal|warning)\s|[a-z0-9][a-z0-9.-]*\s+[0-9]+/[0-9]+\s)`)
})

// countLines returns the numbers of lines of a text that are not blank, and of rows.
func countLines(text string) (lines, found int) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines++
		if rows().MatchString(line + " ") {
			found++
		}
	}
	return lines, found
}

// ofOtherRow reports whether a row, which is in lowercase and does not name the
// registry, names another object or namespace. The rows of a list have nothing in common.
func ofOtherRow(row string) bool {
	if ofOthers(row) {
		return true
	}
	row = strings.TrimSpace(row)
	if m := namespaced().FindStringSubmatch(row); m != nil {
		return true // a row of openshift-image-registry names the registry
	}
	return strings.HasPrefix(row, "time=") || strings.Contains(row, " level=")
}

// pods matches the namespace and the name of a pod, and namespaces the name of a
// namespace, as events and the log of the kubelet have them.
var (
	pods = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:\bpods?/|\bpod="|\bpod\(s\) |\bin pod |\bpod ")"?([a-z0-9][a-z0-9-]*/)?([a-z0-9][a-z0-9.-]*)`)
	})
	namespaces = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\bnamespace(?:[:=/] ?"?| ")([a-z0-9][a-z0-9-]*)`)
	})
)

// podNames begin the names of pods of the registry.
var podNames = []string{"image-registry", "cluster-image-registry", "image-pruner", "node-ca", "azure-path-fix"}

// ofOtherPod reports whether a text in lowercase names a pod or a namespace that is not
// one of the registry.
func ofOtherPod(text string) bool {
	if m := namespaced().FindStringSubmatch(strings.TrimSpace(text)); m != nil && m[1] != "openshift-image-registry" {
		return true
	}
	for _, m := range namespaces().FindAllStringSubmatch(text, -1) {
		if m[1] != "openshift-image-registry" {
			return true
		}
	}
	for _, m := range pods().FindAllStringSubmatch(text, -1) {
		if m[1] != "" && m[1] != "openshift-image-registry/" || !slices.ContainsFunc(podNames, func(name string) bool { return strings.HasPrefix(m[2], name) }) {
			return true
		}
	}
	return false
}
