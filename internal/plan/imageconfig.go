package plan

import (
	"reflect"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// imageField describes what follows from a change of a field of image.config.
// The sources are the Machine Config Operator (which files it writes, and what its
// daemon does after a change of them: the default node disruption policy), the
// operator of openshift-apiserver, and the comments of the API.
type imageField struct {
	path string
	// set and unset are the consequences of a value, and of none.
	set, unset string
	// level of a change; level of a list that only gets longer, or that is no longer
	// set, if it is different.
	level, wider Level
}

const (
	policyFile     = "The Machine Config Operator changes the signature policy of all nodes, and reloads CRI-O, by default without a drain"
	registriesFile = "The Machine Config Operator changes registries.conf on all nodes: it drains them one after the other and reloads CRI-O, by default without a reboot"
	searchFile     = "The Machine Config Operator changes a file in registries.conf.d on all nodes: it drains them one after the other, and reboots them, depending on the release and on the node disruption policy"
	apiServer      = "The pods of openshift-apiserver are replaced; the nodes do not change"
)

var imageFields = []imageField{
	{"registrySources.allowedRegistries", "Pods and builds can only use images of these registries, also the pods of OpenShift itself. " + policyFile, "Pods and builds can use images of all registries that are not blocked. " + policyFile, Warning, Warning},
	{"registrySources.blockedRegistries", "Pods and builds cannot use images of these registries. " + registriesFile, "No registry is blocked. " + registriesFile, Warning, Warning},
	{"registrySources.insecureRegistries", "The nodes do not verify the certificates of these registries. " + registriesFile, "The nodes verify the certificates of all registries. " + registriesFile, Warning, Warning},
	{"registrySources.containerRuntimeSearchRegistries", searchFile, searchFile, Warning, Warning},
	{"allowedRegistriesForImport", "Users can import images from these registries only. " + apiServer, "Users can import images from all registries. " + apiServer, Warning, Info},
	{"externalRegistryHostnames", "Image streams have the first host in status.publicDockerImageRepository. " + apiServer, "Image streams have the host of a route of the registry, if any, in status.publicDockerImageRepository. " + apiServer, Info, Info},
	{"imageStreamImportMode", "It applies to new image streams that do not set an import mode", "For new image streams that do not set an import mode, it follows from the release image of the cluster", Info, Info},
}

// imageConfig returns the effects of the fields of image.config besides its CAs.
func (c change) imageConfig() []Effect {
	before, after := of(c.before, openshift.Image.Kind, "", openshift.ClusterName), of(c.after, openshift.Image.Kind, "", openshift.ClusterName)
	if after.id == "" {
		return nil
	}
	effects := c.exclusive(before, after)
	for _, f := range imageFields {
		path := "spec." + f.path
		a, b := before.values[path], after.values[path]
		if len(effects) > 0 && (path == allowedField || path == blockedField) {
			continue // neither takes effect
		}
		if reflect.DeepEqual(a, b) || isEmptyList(a) && isEmptyList(b) {
			continue
		}
		e := Effect{Level: f.level, Object: after.id, Field: path, Old: a, New: b}
		switch {
		case b == nil:
			e.Level = f.wider
			e.Text = "is no longer set; apply removes it, a server-side apply only if no other field manager sets it. " + f.unset
			if _, empty := after.values["spec"]; !empty && !has(after, "spec") {
				e.Text = "is no longer set; a client-side apply removes it, and the API server rejects a server-side apply that leaves spec empty. " + f.unset
			}
		case isEmptyList(b):
			e.Level, e.Text = f.wider, "changes. "+f.unset
		case isEmptyList(a):
			e.Level = c.present(f.level)
			e.Text = "is now set; the value replaces any value from another tool. " + f.set
		default:
			if containsAll(b, a) {
				e.Level = f.wider
			}
			e.Text = "changes. " + f.set
		}
		effects = append(effects, e)
	}
	return effects
}

const (
	allowedField = "spec.registrySources.allowedRegistries"
	blockedField = "spec.registrySources.blockedRegistries"
)

// exclusive returns the effect of a change after which image.config has both lists.
func (c change) exclusive(before, after object) []Effect {
	both := func(o object) bool {
		return !isEmptyList(o.values[allowedField]) && !isEmptyList(o.values[blockedField])
	}
	if !both(after) || both(before) {
		return nil
	}
	added, other := allowedField, blockedField
	if isEmptyList(before.values[blockedField]) && !isEmptyList(before.values[allowedField]) {
		added, other = blockedField, allowedField
	}
	set := of(c.manifests, openshift.Image.Kind, "", openshift.ClusterName)
	const rejects, degrades = "the API server rejects image.config, and none of its changes takes effect", "the Machine Config Operator turns Degraded, and the nodes do not change"
	e := Effect{Level: Warning, Object: after.id, Field: added, Old: before.values[added], New: after.values[added],
		Text: "is set together with " + other + ". "}
	switch {
	case c.Release == openshift.Release{}:
		e.Text += "From OpenShift " + openshift.ExclusiveRegistries.String() + " on, " + rejects + "; before, " + degrades
	case c.Release.Before(openshift.ExclusiveRegistries):
		e.Text += "Then " + degrades
	default:
		e.Text += "Then " + rejects
	}
	if isEmptyList(set.values[other]) { // only the cluster has it
		name := strings.TrimPrefix(other, "spec.registrySources.")
		e.Text += ". Remove " + name + " from the cluster first, with this command, or use only that list in Git"
		e.Command = "oc patch " + resources[openshift.Image.Kind] + " --type=merge -p " + quoted(removal(strings.Split(other, ".")))
	} else {
		e.Text += ". Set one of both lists"
	}
	return []Effect{e}
}

// isEmptyList reports whether a value is nil or an empty list.
func isEmptyList(value any) bool {
	list, isList := value.([]any)
	return value == nil || isList && len(list) == 0
}

// containsAll reports whether a list contains all elements of another.
func containsAll(list, elements any) bool {
	all, _ := list.([]any)
	some, _ := elements.([]any)
	return !slices.ContainsFunc(some, func(element any) bool {
		return !slices.ContainsFunc(all, func(e any) bool { return reflect.DeepEqual(e, element) })
	})
}
