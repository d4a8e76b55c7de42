package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestRoutes checks the effects of other hosts and certificates.
func TestRoutes(t *testing.T) {
	config := func(fields string) string { return "Config {managementState: Managed, replicas: 2" + fields + "}" }
	const a = ", routes: [{name: a, hostname: a.example.com, secretName: x}]"
	for name, test := range map[string]struct {
		before, after string
		want          []string
	}{
		"the same":           {a, a, nil},
		"another host":       {a, strings.Replace(a, "a.example.com", "b.example.com", 1), []string{"warning spec.routes[a].hostname"}},
		"another Secret":     {a, strings.Replace(a, ": x", ": z", 1), []string{"warning spec.routes[a].secretName"}},
		"no Secret":          {a, strings.Replace(a, ", secretName: x", "", 1), []string{"warning spec.routes[a].secretName"}},
		"a first route":      {"", a, []string{"info spec.routes[a]"}},
		"no route":           {a, "", []string{"warning spec.routes[a]"}},
		"another name":       {a, strings.Replace(a, "name: a", "name: b", 1), []string{"warning spec.routes[a]", "info spec.routes[b]"}},
		"no default route":   {", defaultRoute: true", "", []string{"warning spec.defaultRoute"}},
		"a default route":    {"", ", defaultRoute: true", []string{"info spec.defaultRoute"}},
		"and something else": {a, a + ", operatorLogLevel: Debug", []string{"info spec.operatorLogLevel"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range plan.Compare(cluster, manifests(t, config(test.before)), manifests(t, config(test.after))) {
				got = append(got, fmt.Sprintf("%s %s", e.Level, e.Field))
			}
			assert.Equal(t, test.want, got)
		})
	}
	text := func(before, after, field string) string {
		for _, e := range plan.Compare(cluster, manifests(t, config(before)), manifests(t, config(after))) {
			if e.Field == field {
				return e.Text
			}
		}
		return ""
	}
	assert.Contains(t, text(a, "", "spec.routes[a]"), "if apply removes it")
	assert.NotContains(t, text(a, strings.Replace(a, "name: a", "name: b", 1), "spec.routes[a]"), "if apply", "the list is replaced as a whole")
	assert.Contains(t, text(strings.Replace(a, ", secretName: x", "", 1), a, "spec.routes[a].secretName"), "is now set")
	host := plan.Compare(cluster, manifests(t, "Certificate {dnsNames: [a]}"), manifests(t, "Certificate {dnsNames: [b]}"))
	assert.Contains(t, host[0].Text, "reject it")
}

// TestContainers checks that a change of one argument does not show the whole
// container.
func TestContainers(t *testing.T) {
	job := func(image, arg string) string {
		return "CronJob {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: " + image + ", args: [" + arg + "], env: [{name: X, value: y}]}]}}}}}"
	}
	effects := plan.Compare(cluster, manifests(t, job("i:1", "a")), manifests(t, job("i:2", "a")))
	if assert.Len(t, effects, 1) {
		assert.Equal(t, "spec.jobTemplate.spec.template.spec.containers[a].image", effects[0].Field)
		assert.Equal(t, "i:2", effects[0].New)
	}
	assert.Len(t, plan.Compare(cluster, manifests(t, job("i", "a")), manifests(t, job("i", "b"))), 1)
	assert.Len(t, plan.Compare(cluster, manifests(t, "CronJob {containers: [a]}"), manifests(t, "CronJob {containers: [b]}")), 1)
}

// TestReleasedText checks that fields that leave Git together do not contradict each
// other, and that only the fields that were set have consequences.
func TestReleasedText(t *testing.T) {
	effects := plan.Compare(cluster, manifests(t, "Config {managementState: Managed, replicas: 2, logLevel: Debug}"), manifests(t, "Config {logLevel: Debug}"))
	for _, e := range effects[:2] {
		assert.Contains(t, e.Text, "rejects the whole apply")
	}
	image := plan.Compare(cluster, manifests(t, "Image {registrySources: {blockedRegistries: [a]}}\nA {a: b}"), manifests(t, "A {a: b}"))
	assert.NotContains(t, image[0].Text, "CAs")
	image = plan.Compare(cluster, manifests(t, "Image {additionalTrustedCA: {name: a}}\nA {a: b}"), manifests(t, "A {a: b}"))
	assert.Contains(t, image[0].Text, "CAs")
}

// TestTotals checks which effects are a downtime and a rollout.
func TestTotals(t *testing.T) {
	config := func(fields string) string { return "Config {managementState: Managed, " + fields + "}" }
	for name, test := range map[string]struct {
		before, after     string
		rollout, downtime int
	}{
		"a rollout":         {config("replicas: 2, logLevel: Normal"), config("replicas: 2, logLevel: Debug"), 1, 0},
		"with a downtime":   {config("replicas: 1, rolloutStrategy: Recreate, logLevel: Normal"), config("replicas: 1, rolloutStrategy: Recreate, logLevel: Debug"), 1, 1},
		"no pods":           {config("replicas: 2"), config("replicas: 0"), 0, 1},
		"removed":           {config("replicas: 2"), "Config {managementState: Removed, replicas: 2}", 0, 1},
		"more pods":         {config("replicas: 3"), config("replicas: 4"), 0, 0},
		"no pods, emptyDir": {config("replicas: 1, storage: {emptyDir: {}}"), config("replicas: 0, storage: {emptyDir: {}}"), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			totals := plan.Report{Effects: plan.Compare(cluster, manifests(t, test.before), manifests(t, test.after))}.Totals()
			assert.Equal(t, test.rollout, totals.Rollouts)
			assert.Equal(t, test.downtime, totals.Downtime)
			assert.Equal(t, 1, totals.Changed)
		})
	}
}
