package artifact

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// timelines returns the pages on Argo CD and Flux with the order of a sync.
func timelines(root string) (Files, error) {
	waves := kindsByWave()
	list := newTable("Wave", "Kinds")
	drawing := newTimeline("Sync waves")
	for _, wave := range slices.Sorted(maps.Keys(waves)) {
		list.row(fmt.Sprint(wave), strings.Join(waves[wave], ", "))
		drawing.period(fmt.Sprintf("Wave %d, %s", wave, generators.WaveTitle(wave)), waves[wave])
	}
	argoCD, err := between(root, "docs/argocd.md", "waves", drawing.String()+"\n"+list.String())
	if err != nil {
		return nil, err
	}
	folders, err := fluxTimeline(root)
	if err != nil {
		return nil, err
	}
	flux, err := between(root, "docs/flux.md", "folders", folders)
	return Files{"docs/argocd.md": argoCD, "docs/flux.md": flux}, err
}

// kindsByWave returns the names of the generated kinds by their sync waves.
func kindsByWave() map[int][]string {
	byWave := map[int][]string{}
	claimJob := &generators.Object{Kind: openshift.Job, Name: desired.BucketSetup + "-"}
	byWave[generators.Wave(claimJob)] = []string{"Job of a bucket claim"}
	for _, kind := range openshift.Kinds {
		wave := generators.Wave(&generators.Object{Kind: kind})
		name := kind.Kind
		if kind == openshift.Image || kind == openshift.Config {
			name += " (" + kind.Group + ")"
		}
		if kind == openshift.Job {
			name += " of a storage change"
		}
		byWave[wave] = append(byWave[wave], name)
		slices.Sort(byWave[wave])
	}
	return byWave
}

// fluxTimeline draws the folders of a cluster and, within the folder of the registry, the
// stages of kustomize-controller.
func fluxTimeline(root string) (string, error) {
	drawing := newTimeline("Order of Flux")
	for _, step := range []struct{ name, example string }{
		{generators.BucketStep, "examples/odf-noobaa-job/profile.yaml"},
		{generators.StorageChangeStep, "examples/storage-change/profile.yaml"},
	} {
		kinds, err := kindsOfStep(filepath.Join(root, step.example), step.name)
		if err != nil {
			return "", err
		}
		drawing.period("Folder CLUSTER_"+step.name+", only with this Job", kinds)
	}
	stages := make([][]string, len(graph.FluxStages))
	for _, kind := range openshift.Kinds {
		if kind != openshift.Job { // in the other folders
			stage := graph.FluxStage(kind.Kind)
			stages[stage] = append(stages[stage], kind.Kind)
		}
	}
	for stage, kinds := range stages {
		drawing.period("Folder CLUSTER, "+graph.FluxStages[stage], kinds)
	}
	return drawing.String(), nil
}

// kindsOfStep returns the kinds in the folder of a step, if Flux applies a profile.
func kindsOfStep(file, step string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	node, err := yaml.Parse(string(text))
	if err != nil {
		return nil, err
	}
	if err := node.PipeE(yaml.Lookup("spec", "delivery"), yaml.SetField("tool", yaml.NewStringRNode(v1alpha1.Flux))); err != nil {
		return nil, err
	}
	rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(node)
	if v1alpha1.HasErrors(found) {
		return nil, fmt.Errorf("%s: %v", file, found)
	}
	var kinds []string
	for _, o := range rendered.Objects {
		if o.Step == step {
			kinds = append(kinds, o.Kind.Kind)
		}
	}
	if kinds == nil {
		return nil, fmt.Errorf("%s: no object of the step %s", file, step)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), nil
}

// timeline is a Mermaid timeline.
type timeline struct{ strings.Builder }

func newTimeline(title string) *timeline {
	t := &timeline{}
	t.WriteString("```mermaid\ntimeline\n  title " + title + "\n")
	return t
}

func (t *timeline) period(name string, events []string) {
	fmt.Fprintf(t, "  %s : %s\n", name, strings.Join(events, "<br/>"))
}

// String ends the timeline.
func (t *timeline) String() string { return t.Builder.String() + "```\n" }
