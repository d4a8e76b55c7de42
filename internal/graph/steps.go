package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Step contains objects that a tool applies together.
type Step struct {
	Title string
	// IDs of the objects.
	IDs []string
}

// Steps returns the objects in the order in which their tool applies them. oc apply
// waits for nothing: for the tool Plain, the steps are those of the dependencies.
func Steps(m Manifests) []Step {
	switch m.Tool {
	case v1alpha1.ArgoCD:
		return byWave(m.Objects, argoWave, func(_, wave int) string { return named("Wave "+strconv.Itoa(wave), wave) })
	case v1alpha1.ACM:
		for _, o := range m.Hub {
			if o.Kind == openshift.Policy {
				return ofPolicy(o)
			}
		}
	case v1alpha1.Flux:
		return ofFolders(m)
	case v1alpha1.Kpt:
		return byWave(m.Objects, depths(m.Objects), func(_, depth int) string { return fmt.Sprintf("Step %d", depth+1) })
	}
	last := generators.Wave
	if slices.ContainsFunc(m.Hub, hasPatches) {
		last = func(o *generators.Object) int { // Hive applies patches after all resources
			if o.Kind == openshift.Config {
				return afterAll
			}
			return generators.Wave(o)
		}
	}
	return byWave(m.Objects, last, func(i, wave int) string {
		if wave == afterAll {
			return fmt.Sprintf("Step %d: patches", i+1)
		}
		return named(fmt.Sprintf("Step %d", i+1), wave)
	})
}

// afterAll is later than all waves.
const afterAll = 1 << 20

// named adds the name of a wave to a title.
func named(title string, wave int) string {
	if name := generators.WaveTitle(wave); name != "" {
		return title + ": " + name
	}
	return title
}

// byWave returns a step for each wave.
func byWave(objects []*generators.Object, wave func(*generators.Object) int, title func(i, wave int) string) []Step {
	var waves []int
	for _, o := range objects {
		waves = append(waves, wave(o))
	}
	slices.Sort(waves)
	var steps []Step
	for i, w := range slices.Compact(waves) {
		s := Step{Title: title(i, w)}
		for _, o := range objects {
			if wave(o) == w {
				s.IDs = append(s.IDs, o.ID())
			}
		}
		steps = append(steps, s)
	}
	return steps
}

// argoWave returns the sync wave that the manifest sets. A patch can change it.
func argoWave(o *generators.Object) int {
	wave, err := strconv.Atoi(annotation(o, openshift.ArgoWave))
	if err != nil {
		return generators.Wave(o)
	}
	return wave
}

func annotation(o *generators.Object, key string) string {
	for _, f := range o.Fields {
		if !f.Absent && slices.Equal(f.Path, []string{"metadata", "annotations", key}) {
			text, _ := f.Value.(string)
			return text
		}
	}
	return ""
}

// depths returns the number of objects before an object in a chain of dependencies. kpt
// live applies the objects of one depth together, and waits until they are ready.
func depths(objects []*generators.Object) func(*generators.Object) int {
	byReference := map[string]*generators.Object{}
	for _, o := range objects {
		byReference[generators.Reference(o.Kind, o.Namespace, o.Name)] = o
	}
	var depth func(o *generators.Object, limit int) int
	depth = func(o *generators.Object, limit int) int {
		deepest := 0
		for reference := range strings.SplitSeq(annotation(o, openshift.KptDependsOn), ",") {
			if before := byReference[strings.TrimSpace(reference)]; before != nil && limit > 0 { // a patch can add a cycle
				deepest = max(deepest, 1+depth(before, limit-1))
			}
		}
		return deepest
	}
	return func(o *generators.Object) int { return depth(o, len(objects)) }
}

// FluxStages are the stages in which kustomize-controller applies the objects of a
// folder.
var FluxStages = []string{"definitions", "classes", "others"}

// FluxStage returns the stage of a kind, an index of FluxStages.
func FluxStage(kind string) int {
	switch {
	case kind == openshift.ClusterRole.Kind:
		return 0
	case strings.HasSuffix(kind, "Class"):
		return 1
	}
	return 2
}

// ofFolders returns the steps of Flux. Each folder is a Kustomization: those of steps,
// whose suffix is the title, and then that of the registry. Within it, kustomize-controller
// applies definitions, classes and then all other objects (module
// github.com/fluxcd/pkg/ssa, ApplyAllStaged).
func ofFolders(m Manifests) []Step {
	folders := []string{generators.BucketStep, generators.StorageChangeStep}
	position := func(o *generators.Object) int {
		if folder := slices.Index(folders, o.Step); folder >= 0 {
			return folder
		}
		return len(folders) + FluxStage(o.Kind.Kind)
	}
	return byWave(m.Objects, position, func(i, at int) string {
		if at < len(folders) {
			return fmt.Sprintf("Step %d: _%s", i+1, folders[at])
		}
		return fmt.Sprintf("Step %d: %s", i+1, FluxStages[at-len(folders)])
	})
}

// ofPolicy returns a step for each ConfigurationPolicy, in their order. One with a
// template contains only itself.
func ofPolicy(policy *generators.Object) []Step {
	templates, _ := nested(policy.Content(), "spec")["policy-templates"].([]any)
	var steps []Step
	for i, t := range templates {
		template, _ := t.(map[string]any)
		definition := nested(template, "objectDefinition")
		name := fmt.Sprint(nested(definition, "metadata")["name"])
		if name == policy.Name+"-"+generators.HealthStep {
			continue // changes nothing
		}
		s := Step{Title: fmt.Sprintf("Step %d: %s", i+1, strings.TrimPrefix(name, policy.Name+"-"))}
		objects, _ := nested(definition, "spec")["object-templates"].([]any)
		for _, o := range objects {
			inside, _ := o.(map[string]any)
			object := nested(inside, "objectDefinition")
			namespace, _ := nested(object, "metadata")["namespace"].(string)
			id := fmt.Sprintf("%v/%s/%v", object["kind"], namespace, nested(object, "metadata")["name"])
			if !slices.Contains(s.IDs, id) { // a second template checks the status
				s.IDs = append(s.IDs, id)
			}
		}
		if len(objects) == 0 {
			s.IDs = []string{fmt.Sprintf("%s//%s", openshift.ConfigurationPolicy.Kind, name)}
		}
		steps = append(steps, s)
	}
	return steps
}

// contents are the fields of a hub object that contain the objects of a cluster.
var contents = [][]string{{"spec", "policy-templates"}, {"spec", "resources"}, {"spec", "patches"}}

// IsContents reports whether a field of an object contains the objects of a cluster.
func IsContents(o *generators.Object, f generators.Field) bool {
	return isHub(o) && !f.Absent && slices.ContainsFunc(contents, func(path []string) bool { return slices.Equal(path, f.Path) })
}

func isHub(o *generators.Object) bool { return generators.IsHubKind(o.Kind.Group, o.Kind.Kind) }

// contains reports whether an object contains the objects of a cluster.
func contains(o *generators.Object) bool {
	return slices.ContainsFunc(o.Fields, func(f generators.Field) bool { return IsContents(o, f) })
}

func hasPatches(o *generators.Object) bool {
	return slices.ContainsFunc(o.Fields, func(f generators.Field) bool {
		return !f.Absent && slices.Equal(f.Path, []string{"spec", "patches"})
	})
}

// Hub returns the objects of a hub cluster among manifests.
func Hub(manifests []*generators.Object) []*generators.Object {
	return slices.DeleteFunc(slices.Clone(manifests), func(o *generators.Object) bool { return !isHub(o) })
}
