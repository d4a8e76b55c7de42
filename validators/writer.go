package validators

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var secondWriter = Rule{
	ID: "DL005", Severity: Warning,
	Title:  "second writer of the Config",
	Why:    "Two writers of one Config replace each other's values: what the Config contains depends on which of them wrote last.",
	Remedy: "Move the fields into the manifest of the Config, or leave the fields that the other object writes out of the manifest.",
	Source: "operator", byPresence: true,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		if len(in.ofKind(openshift.Config)) == 0 {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for _, it := range in.jobsPatchingConfig() {
			found = append(found, it.at(it.patchPath(), nil)...)
		}
		for _, kind := range policyKinds {
			for _, it := range in.allOfKind(kind) {
				if it.enforcesConfig() {
					found = append(found, it.at("", nil)...)
				}
			}
		}
		return found
	},
}

// UnknownApplier is the rule about manifests of a profile that does not name the tool
// that applies them. Lint reports the field of the profile with it.
var UnknownApplier = Rule{
	ID: "DL006", Severity: Warning,
	Title:  "images without protection from the tool that applies the folder",
	Why:    "If the manifest or the object that applies the folder is removed, the tool deletes the images.",
	Remedy: "Set spec.delivery.tool of the profile to the tool, and render the manifests again.",
	Source: "operator", byPresence: true,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, applier := range in.appliedBy {
			for _, it := range in.imagesIn() {
				prefix := annotationPrefixes[applier.Tool]
				protected := openshift.Retained(openshift.RetainAnnotations[prefix], it.annotation)
				reported := it.kind != openshift.Config && in.hasAnnotationPrefix(prefix) // by OB004
				if !it.managedByFunction() || protected || reported {
					continue
				}
				f := it.at("metadata.annotations", nil)
				f[0].Detail = applier.Name + " applies it with " + applier.Tool
				found = append(found, f...)
			}
			if len(found) > 0 {
				return found // each further object is the same mistake
			}
		}
		return nil
	},
}

// annotationPrefixes are the keys of openshift.RetainAnnotations by tool.
var annotationPrefixes = map[string]string{
	v1alpha1.ArgoCD: "argocd.argoproj.io/",
	v1alpha1.Flux:   "kustomize.toolkit.fluxcd.io/",
	v1alpha1.Kpt:    "client.lifecycle.config.k8s.io",
}

// imagesIn returns the objects that are deleted together with the images: the claims, or
// the Config if the operator manages the store, which it then deletes.
func (in input) imagesIn() []item {
	claims := append(in.claims(), in.ofKind(openshift.ObjectBucketClaim)...)
	if len(claims) > 0 {
		return claims
	}
	return slices.DeleteFunc(slices.Clone(in.ofKind(openshift.Config)), func(config item) bool {
		kept := config.storageType() == "" || config.storageType() == "emptyDir"
		return kept || config.text("spec", "storage", "managementState") != openshift.Managed
	})
}

// jobsPatchingConfig returns the jobs, of any owner, that write the Config. The
// function generates a job of its own for a storage change.
func (in input) jobsPatchingConfig() []item {
	var jobs []item
	for _, it := range in.jobs() {
		if !it.managedByFunction() && it.patchPath() != "" {
			jobs = append(jobs, it)
		}
	}
	return jobs
}

// jobs returns all jobs, of any owner.
func (in input) jobs() []item {
	return append(in.allOfKind(openshift.Job), in.allOfKind(openshift.CronJob)...)
}

// patchPath returns the path of the command with which a job writes the Config.
// It is empty if the job does not write it.
func (it item) patchPath() string {
	path := []string{"spec", "template", "spec"}
	if it.kind == openshift.CronJob {
		path = []string{"spec", "jobTemplate", "spec", "template", "spec"}
	}
	for _, field := range []string{"initContainers", "containers"} {
		for i, container := range it.dict(path...).objects(field) {
			command, args := container.texts("command"), container.texts("args")
			at := elementPath(strings.Join(path, ".")+"."+field, i)
			switch {
			case patchesConfig(args):
				return at + ".args"
			case patchesConfig(append(command, args...)):
				return at + ".command"
			}
		}
	}
	return ""
}

// patchesConfig reports whether a command line or a script writes the Config.
// Each line and each part of a pipeline is a command.
func patchesConfig(words []string) bool {
	text := strings.ReplaceAll(strings.Join(words, " "), "\\\n", " ")
	commands := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n;|&", r) })
	return slices.ContainsFunc(commands, patchCommand().MatchString) ||
		applyCommand().MatchString(text) && strings.Contains(text, openshift.Config.GroupVersion().String())
}

var (
	patchCommand = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(patch|edit|replace|set|annotate|label)\b.*\bconfigs?\.imageregistry\b`)
	})
	applyCommand = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(apply|create|replace)\b[^\n]*(-f|--filename)`)
	})
)

// enforcesConfig reports whether a policy of Advanced Cluster Management sets
// fields of the Config.
func (it item) enforcesConfig() bool {
	if it.flag("spec", "disabled") {
		return false
	}
	if it.kind == policyKinds[0] {
		for _, template := range it.objects("spec", "policy-templates") {
			definition := item{kind: policyKinds[1], object: template.dict("objectDefinition")}
			if definition.enforces(it.text("spec", "remediationAction")) && definition.setsConfig() {
				return true
			}
		}
		return false
	}
	return it.enforces("") && it.setsConfig()
}

// enforces reports whether a ConfigurationPolicy changes objects. The action of
// the Policy has precedence.
func (it item) enforces(policyAction string) bool {
	action := policyAction
	if action == "" {
		action = it.text("spec", "remediationAction")
	}
	return strings.EqualFold(action, "enforce")
}

func (it item) setsConfig() bool {
	for _, template := range it.objects("spec", "object-templates") {
		definition := template.dict("objectDefinition")
		// A template without a spec only checks the status.
		if template.text("complianceType") != "mustnothave" && definition.has("spec") && definition.text("kind") == openshift.Config.Kind &&
			openshift.GroupOf(definition.text("apiVersion")) == openshift.Config.Group {
			return true
		}
	}
	return false
}
