package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// book lists the commands of the OpenShift 4.14 registry book: the verb, the object
// and the fields, and the sections. It contains no text of the book.
var book = []struct{ sections, commands string }{
	{"1.3", "oc import-image"},
	{"1.3.1.1", "podman login registry.redhat.io; podman pull registry.redhat.io"},
	{"1.5", "podman login"},
	{"2.6 5.1 5.2", "oc patch config/cluster spec.defaultRoute"},
	{"2.7", "oc create configmap registry-config; oc edit image.config/cluster spec.additionalTrustedCA"},
	{"2.8 3.1.1 3.2.1 3.3.2 3.4.1", "oc create secret generic image-registry-private-configuration-user"},
	{"3.1.2", "oc edit config/cluster spec.storage.s3"},
	{"3.2.2", "oc edit config/cluster spec.storage.gcs"},
	{"3.3.1", "oc patch config/cluster spec.disableRedirect"},
	{"3.3.3", "oc edit config/cluster spec.storage.swift"},
	{"3.4.2 3.4.3", "oc edit config/cluster spec.storage.azure"},
	{"3.5.1", "oc apply <storage_class_file_name>; oc apply <pvc_file_name>; oc patch config/cluster spec.storage.pvc.claim; oc get config/cluster; oc get pvc"},
	{"3.6.2 3.7.2 3.9.2", "oc patch config/cluster spec.managementState"},
	{"3.6.3.1", "oc edit config/cluster spec.managementState"},
	{"3.6.3.1 3.7.3.1 3.9.3.1", "oc get pod; oc get clusteroperator image-registry; oc edit config/cluster spec.storage.pvc.claim"},
	{"3.6.3.2 3.7.3.2 3.9.3.2", "oc patch config/cluster spec.storage.emptyDir"},
	{"3.6.3.3 3.7.3.3 3.9.3.3", "oc patch config/cluster spec.replicas spec.rolloutStrategy"},
	{"3.7.3.3 3.9.3.3", "oc create pvc.yaml; oc edit config/cluster spec.storage.pvc.claim"},
	{"3.6.3.4 3.7.3.4 3.8.1 3.9.3.4", "oc get objectbucket"},
	{"3.6.3.5 3.7.3.5 3.8.2 3.9.3.5", "oc get route s3"},
	{"3.6.3.4 3.7.3.4 3.8.1 3.9.3.4 3.6.3.5 3.7.3.5 3.8.2 3.9.3.5", "oc apply ObjectBucketClaim; oc get obc; oc get secret; " +
		"oc create secret generic image-registry-private-configuration-user; oc extract secret/router-certs-default; " +
		"oc create configmap image-registry-s3-bundle; oc patch config/cluster spec"},
	{"3.6.4 3.7.4 3.8.3 3.9.4", "oc apply PersistentVolumeClaim; oc patch config/cluster spec"},
	{"4.1", "oc policy add-role-to-user registry-viewer; oc policy add-role-to-user registry-editor"},
	{"4.2", "oc get nodes; oc debug nodes; chroot /host; oc login; oc whoami; podman login; podman pull; podman tag; podman push"},
	{"4.3", "oc get pods"},
	{"4.4", "oc logs deployments/image-registry"},
	{"4.5", "oc create ClusterRole; oc adm policy add-cluster-role-to-user prometheus-scraper; oc whoami; curl"},
	{"5.1", "oc get secret; sudo update-ca-trust enable"},
	{"5.1 5.2", "oc get route default-route; oc whoami; podman login"},
	{"5.2", "oc create secret tls public-route-tls"},
}

// fieldSections are the sections of the book that describe fields and contain no
// command.
var fieldSections = map[string]bool{"2.1": true, "2.3": true, "2.5": true, "3.1.3": true, "3.2.3": true, "3.3.4": true}

// TestBook compares the tables of docs/from-oc.md with the commands of the book, in
// both directions.
func TestBook(t *testing.T) {
	documented := map[string][]string{} // commands by section
	for _, row := range regexp.MustCompile(`(?m)^\| ([0-9][0-9., ]*) \| (.*?[^\\]) \| (.*) \|$`).FindAllStringSubmatch(read(t, "docs/from-oc.md"), -1) {
		require.NotEmpty(t, strings.TrimSpace(row[3]), row[0])
		for _, section := range strings.Split(row[1], ", ") {
			documented[section] = append(documented[section], commandsOf(row[2])...)
		}
	}
	count := 0
	inBook := map[string][]string{}
	for _, entry := range book {
		for _, section := range strings.Fields(entry.sections) {
			for _, command := range strings.Split(entry.commands, "; ") {
				count++
				inBook[section] = append(inBook[section], command)
				assert.True(t, slices.ContainsFunc(documented[section], func(d string) bool { return begins(d, command) }),
					"section %s: docs/from-oc.md has no row for %q; it has %q", section, command, documented[section])
			}
		}
	}
	assert.Greater(t, count, 140)
	for section, commands := range documented {
		for _, command := range commands {
			if fieldSections[section] || strings.HasSuffix(command, " spec.routes") { // the book shows fields without a command
				continue
			}
			assert.True(t, slices.ContainsFunc(inBook[section], func(b string) bool { return begins(command, b) }),
				"section %s of the book has no command %q", section, command)
		}
	}
}

// begins reports whether a command begins with the words of another one.
func begins(command, words string) bool {
	return command == words || strings.HasPrefix(command, words+" ") || strings.HasPrefix(command, words+"/")
}

var (
	codeSpan  = regexp.MustCompile("`([^`]+)`([^`]*)")
	program   = regexp.MustCompile(`^(oc|podman|cat|chroot|curl|sudo) `)
	inner     = regexp.MustCompile(`^[A-Za-z_]+=\$\((.*)\)$`)
	config    = regexp.MustCompile(`\bconfigs?\.(imageregistry\.operator\.openshift\.io|imageregistry|image)([ /]cluster)?`)
	payload   = regexp.MustCompile(`(?:-p|--patch)[ =]'(.*?)'`)
	kindNamed = regexp.MustCompile(`\b[A-Z][a-z]+[A-Z][A-Za-z]+\b`)
	fieldSpan = regexp.MustCompile("^[a-z][A-Za-z0-9.]*$")
)

// commandsOf returns the commands in a cell of the table, in the form of the list
// above: the words before the first option, and the fields.
func commandsOf(cell string) []string {
	var all []string
	for _, span := range codeSpan.FindAllStringSubmatch(strings.ReplaceAll(cell, `\|`, "|"), -1) {
		text, after := span[1], span[2]
		if len(all) > 0 && fieldSpan.MatchString(text) {
			all[len(all)-1] += " spec." + text // oc edit …: `field`
			continue
		}
		if m := inner.FindStringSubmatch(text); m != nil {
			text = m[1]
		}
		if !program.MatchString(text) {
			continue
		}
		if _, piped, found := strings.Cut(text, "| "); found {
			text = piped + " " + kindNamed.FindString(after)
		}
		fields := patchedFields(text)
		text = strings.ReplaceAll(text, "image.config.openshift.io cluster", "image.config/cluster")
		text = config.ReplaceAllString(text, "config/cluster")
		var words []string
		skip := false
		for _, word := range strings.Fields(text) {
			switch {
			case skip:
				skip = false
			case word == "-f":
			case strings.HasPrefix(word, "-"):
				skip = word == "-n" || word == "-l" || word == "-o" || word == "-p" || word == "--type" || word == "--patch"
			case word != "-" && word != "…":
				words = append(words, word)
			}
		}
		if len(fields) > 0 {
			words = append(words[:min(3, len(words))], fields...)
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// patchedFields returns the fields that a patch in a command sets.
func patchedFields(command string) []string {
	m := payload.FindStringSubmatch(command)
	if m == nil {
		return nil
	}
	var operations []struct{ Path string }
	if json.Unmarshal([]byte(m[1]), &operations) == nil {
		var fields []string
		for _, o := range operations {
			fields = append(fields, strings.ReplaceAll(strings.TrimPrefix(o.Path, "/"), "/", "."))
		}
		return fields
	}
	var patch map[string]any
	if json.Unmarshal([]byte(m[1]), &patch) != nil {
		return []string{"spec"} // abbreviated
	}
	fields := leaves("", patch)
	slices.Sort(fields)
	return fields
}

func leaves(path string, value any) []string {
	object, ok := value.(map[string]any)
	if !ok || len(object) == 0 {
		return []string{strings.TrimPrefix(path, ".")}
	}
	var all []string
	for key, v := range object {
		all = append(all, leaves(path+"."+key, v)...)
	}
	return all
}
