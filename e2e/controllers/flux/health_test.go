package flux

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// poll is longer than the interval at which Flux reads the objects that it waits for.
const poll = 6 * time.Second

// state is a state of a Config or an ImagePruner on which the health checks are
// tested.
type state struct {
	name, want string
	object     object
}

// states returns the states with which the health checks for Argo CD are tested, and
// what Flux makes of them.
func states(t *testing.T, kind string) []state {
	t.Helper()
	cases, err := txtar.ParseFile(filepath.Join(testbed.Root(), "overlays/testdata/health", kind+".txtar"))
	require.NoError(t, err)
	var list []state
	for _, c := range cases.Files {
		s := state{name: filepath.Base(c.Name), want: filepath.Dir(c.Name)}
		require.NoError(t, yaml.Unmarshal(c.Data, &s.object))
		switch {
		case s.object["status"] == nil, s.name == "deleted.yaml", s.name == "unmanaged.yaml":
			continue // TestTimeout tests the first; only Argo CD checks the others
		case s.name == "not-available.yaml":
			s.want = "Progressing" // until the timeout
		}
		list = append(list, s)
	}
	return list
}

// report writes the state to the object on the cluster.
func (s state) report(t *testing.T, o object) {
	t.Helper()
	live, err := cluster.Get(o)
	require.NoError(t, err)
	var generation any
	if observed, ok := at(s.object, "status", "observedGeneration").(float64); ok {
		generation = at(live, "metadata", "generation").(float64) + observed - at(s.object, "metadata", "generation").(float64)
	}
	list, _ := at(s.object, "status", "conditions").([]any)
	for _, c := range list {
		c.(object)["lastTransitionTime"] = "2026-01-01T00:00:00Z"
	}
	_, err = report(o, generation, list)
	require.NoError(t, err)
}

// TestHealth lets Flux wait for the states of the operator, with the expressions of
// overlays/flux.
func TestHealth(t *testing.T) {
	e := start(t)
	content := withOperators(shipped(t))
	manifests := content.objects(t, rendered+"/aws-production")
	installed(t, "AWS", manifests...)
	t.Cleanup(func() { e.clean(t, manifests...) })
	template := overlay(t, "git")
	follow(template, "aws-production")
	for _, o := range template {
		if o["kind"] == "Kustomization" {
			o["spec"].(object)["timeout"] = "30s" // Flux's minimum
		}
	}
	e.apply(append(template, operators())...)
	revision := e.publish(repository, content)

	e.await(registry, "applied", func(live object) bool {
		return strings.Contains(fmt.Sprint(at(live, "status", "conditions")), "Running health checks")
	})
	if os.Getenv("FULL") != "" { // half a minute
		message := e.failed("image-registry", "HealthCheckFailed", "timeout waiting for: [")
		documented(t, "timeout waiting for: [Config/cluster status: 'Unknown': … no such attribute(s): status.conditions", message)
		explained(t, "flux-health", message)
	}

	count := 0
	for _, o := range []object{config, pruner} {
		all := states(t, fmt.Sprint(o["kind"]))
		healthy := all[slices.IndexFunc(all, func(s state) bool { return s.want == "Healthy" })]
		for _, other := range []object{config, pruner} {
			list := states(t, fmt.Sprint(other["kind"]))
			list[slices.IndexFunc(list, func(s state) bool { return s.want == "Healthy" })].report(t, other)
		}
		e.applied("image-registry", revision)
		for _, s := range all {
			switch s.want {
			case "Healthy":
				count++
				s.report(t, o)
				status, _, message := ready(e.reconcile("image-registry"))
				assert.Equal(t, "True", status, "%s: %s", s.name, message)
			case "Degraded":
				count++
				s.report(t, o)
				status, reason, message := ready(e.reconcile("image-registry"))
				symptom := fmt.Sprintf("failed early due to stalled resources: [%s status: 'Failed']", name(o))
				assert.Equal(t, []string{"False", "HealthCheckFailed"}, []string{status, reason}, s.name)
				assert.Contains(t, message, symptom, s.name)
				explained(t, "flux-health", message)
				if o["kind"] == "Config" {
					documented(t, symptom, message)
				}
			}
			healthy.report(t, o)
			e.applied("image-registry", revision)
		}
		if o["kind"] != "Config" && os.Getenv("FULL") == "" {
			break
		}
		// One reconciliation that waits, while the states follow each other.
		waiting := slices.DeleteFunc(slices.Clone(all), func(s state) bool { return s.want != "Progressing" })
		waiting[0].report(t, o)
		e.request("image-registry")
		e.await(registry, "waiting", func(live object) bool { status, _, _ := ready(live); return status == "Unknown" })
		for _, s := range waiting {
			count++
			s.report(t, o)
			time.Sleep(poll)
			live, err := cluster.Get(registry)
			require.NoError(t, err)
			status, _, message := ready(live)
			assert.Equal(t, "Unknown", status, "%s: %s", s.name, message)
		}
		if o["kind"] == "Config" {
			symptom := "timeout waiting for: [Config/cluster status: 'InProgress']"
			message := e.failed("image-registry", "HealthCheckFailed", symptom)
			documented(t, symptom, message)
			explained(t, "flux-health", message)
		}
		healthy.report(t, o)
		e.applied("image-registry", revision)
	}
	if !t.Failed() {
		fmt.Printf("proof: the health checks of overlays/flux distinguish %d states in kustomize-controller, and its messages are those of docs/flux.md and of explain\n", count)
	}
}
