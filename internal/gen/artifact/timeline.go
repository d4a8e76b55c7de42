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
	drawing := newTimeline()
	for _, wave := range slices.Sorted(maps.Keys(waves)) {
		list.row(fmt.Sprint(wave), strings.Join(waves[wave], ", "))
		drawing.period(fmt.Sprintf("Wave %d: %s", wave, generators.WaveTitle(wave)), withoutGroups(waves[wave]))
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
	teamBinding := &generators.Object{Kind: openshift.RoleBinding, Name: generators.BindingPrefix}
	byWave[generators.Wave(teamBinding)] = []string{"RoleBinding of a team"}
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

// withoutGroups removes API groups, which are too long for a drawing.
func withoutGroups(names []string) []string {
	var short []string
	for _, name := range names {
		name, _, _ = strings.Cut(name, " (")
		short = append(short, name)
	}
	return short
}

// fluxTimeline draws the folders of a cluster and, within the folder of the registry, the
// stages of kustomize-controller.
func fluxTimeline(root string) (string, error) {
	drawing := newTimeline()
	for _, step := range []struct{ name, example string }{
		{generators.BucketStep, "examples/odf-noobaa-job/profile.yaml"},
		{generators.StorageChangeStep, "examples/storage-change/profile.yaml"},
	} {
		kinds, err := kindsOfStep(filepath.Join(root, step.example), step.name)
		if err != nil {
			return "", err
		}
		drawing.period("Folder _"+step.name, kinds)
	}
	stages := make([][]string, len(graph.FluxStages))
	for _, kind := range openshift.Kinds {
		if kind != openshift.Job { // in the other folders
			stage := graph.FluxStage(kind.Kind)
			stages[stage] = append(stages[stage], kind.Kind)
		}
	}
	for stage, kinds := range stages {
		drawing.period("Registry: "+graph.FluxStages[stage], kinds)
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

// timeline is a drawing of periods from left to right. The timelines of Mermaid do not
// wrap long lists.
type timeline struct {
	strings.Builder
	periods int
}

func newTimeline() *timeline {
	t := &timeline{}
	t.WriteString("```mermaid\n" + graph.Layout + "\nflowchart LR\n")
	return t
}

func (t *timeline) period(title string, lines []string) {
	t.periods++
	fmt.Fprintf(t, "  subgraph step%d[%q]\n    n%[1]d[%[3]q]\n  end\n", t.periods, title, strings.Join(lines, "<br/>"))
	if t.periods > 1 {
		fmt.Fprintf(t, "  n%d --> n%d\n", t.periods-1, t.periods)
	}
}

// String ends the drawing.
func (t *timeline) String() string { return t.Builder.String() + "```\n" }
