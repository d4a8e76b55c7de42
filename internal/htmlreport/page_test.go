package htmlreport_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/htmlreport"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// cluster renders a profile with the given name and spec in flow style.
func cluster(t *testing.T, name, spec string) htmlreport.Cluster {
	t.Helper()
	node, err := yaml.Parse(fmt.Sprintf("{apiVersion: registryprofile.dev/v1alpha1, kind: RegistryProfile, metadata: {name: %s}, spec: %s}", name, spec))
	require.NoError(t, err)
	r, found := pipeline.Function{}.Render(node)
	return htmlreport.Cluster{Name: name, Source: name + ".yaml", Profile: node, Objects: r.Objects, Findings: found}
}

func write(t *testing.T, p htmlreport.Page) string {
	t.Helper()
	p.Reason = func(o v1alpha1.Origin) string { return o.Reason + o.Path }
	var text strings.Builder
	require.NoError(t, htmlreport.Write(&text, p))
	return text.String()
}

// dataOf returns the data of a page.
func dataOf(t *testing.T, page string) (d struct {
	Texts    []string
	Objects  []struct{ ID int }
	Columns  []string
	Newest   string
	Schema   string
	Rules    map[string]string
	Compared bool
	Changes  []struct {
		Level, Field, Old, New string

		Clusters []string
		Values   [][2]string
	}
	Clusters []struct {
		Name     int
		Facts    []int
		Findings [][5]int
		Ready    []struct {
			Release  int
			Findings [][5]int
		}
		Objects []int
	}
}) {
	t.Helper()
	_, rest, found := strings.Cut(page, `<script type="application/json" id="data">`)
	require.True(t, found)
	text, _, _ := strings.Cut(rest, "</script>")
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	return d
}

const aws = `{openshift: {version: "4.18", platform: AWS}, storage: {s3: {bucket: images, region: eu-west-1}}, exposure: {defaultRoute: true}}`

func TestFacts(t *testing.T) {
	for name, test := range map[string]struct{ spec, want string }{
		"a store":            {aws, "4.18 AWS Production s3 2 default route, not set, Plain"},
		"routes only":        {`{openshift: {version: "4.18", platform: VSphere}, exposure: {routes: [{name: a, hostname: a.example.com}, {name: b, hostname: b.example.com}]}}`, "4.18 VSphere Production not set not set 2 routes, not set, Plain"},
		"a claimed bucket":   {`{openshift: {version: "4.18", platform: BareMetal}, storage: {noobaa: {bucketName: images}}, delivery: {tool: ArgoCD}}`, "4.18 BareMetal Production noobaa 2 not set, bucket claim, ArgoCD"},
		"removed":            {`{openshift: {version: "4.18", platform: AWS}, registry: {managementState: Removed}, storage: {managementState: Unmanaged}}`, "4.18 AWS Production registry removed not set not set, not set, Plain"},
		"an invalid profile": {`{openshift: {version: "4.18", platform: AWS}, storage: {s3: {bucket: [images]}}, credentials: {existingSecret: {}}}`, "4.18 AWS Production s3 2 not set, existing secret, Plain"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dataOf(t, write(t, htmlreport.Page{Clusters: []htmlreport.Cluster{cluster(t, "prod", test.spec)}}))
			var facts []string
			for _, i := range d.Clusters[0].Facts {
				facts = append(facts, d.Texts[i])
			}
			require.Len(t, facts, len(d.Columns))
			assert.Equal(t, test.want, strings.Join(facts[:5], " ")+" "+strings.Join(facts[5:], ", "))
		})
	}
}

// TestUnreadable shows a source without a readable profile.
func TestUnreadable(t *testing.T) {
	found := []v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityError, Message: "cannot be built"}}
	d := dataOf(t, write(t, htmlreport.Page{Clusters: []htmlreport.Cluster{{Name: "clusters/a", Source: "clusters/a", Findings: found}}}))
	require.Len(t, d.Clusters, 1)
	assert.Equal(t, "cannot be built", d.Texts[d.Clusters[0].Findings[0][4]])
	assert.Equal(t, d.Schema, d.Texts[d.Clusters[0].Findings[0][1]], "counted in the chart of findings")
	assert.Contains(t, d.Rules, d.Schema)
}

// TestEscapes keeps all texts inside their elements.
func TestEscapes(t *testing.T) {
	const attack = `</script><img src=x onerror=alert(1)>`
	c := cluster(t, "prod", aws)
	c.Name, c.Source = attack, attack
	c.Findings = []v1alpha1.Diagnostic{{Severity: attack, Rule: attack, Object: attack, Field: attack, Message: attack}}
	page := write(t, htmlreport.Page{Title: attack, Clusters: []htmlreport.Cluster{c}, Compared: true, Effects: []plan.Effect{{Cluster: attack, Level: plan.Loss, Object: attack, Field: attack, Old: attack, New: attack, Text: attack, Command: attack}}})
	assert.NotContains(t, page, attack)
	assert.NotContains(t, page, "<img")
	assert.Equal(t, 2, strings.Count(page, "</script>"))
	assert.Contains(t, dataOf(t, page).Texts, attack)
}

// TestPolicyAllowsOneScript compares the hash of the content security policy with the
// script of the page.
func TestPolicyAllowsOneScript(t *testing.T) {
	page := write(t, htmlreport.Page{})
	_, rest, _ := strings.Cut(page, "<script>")
	script, _, _ := strings.Cut(rest, "</script>")
	sum := sha256.Sum256([]byte(script))
	assert.Contains(t, page, "script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	assert.False(t, strings.Contains(script, "innerHTML"))
	assert.Equal(t, 1, strings.Count(page, "://"), "the namespace of SVG is the only URL")
}

// TestSharesEqualContent writes equal objects of several clusters once.
func TestSharesEqualContent(t *testing.T) {
	one, two := cluster(t, "a", aws), cluster(t, "b", aws)
	d := dataOf(t, write(t, htmlreport.Page{Clusters: []htmlreport.Cluster{one, two}}))
	assert.Len(t, d.Objects, 2, "the Configs differ in their provenance")
	two.Objects = one.Objects
	d = dataOf(t, write(t, htmlreport.Page{Clusters: []htmlreport.Cluster{one, two}}))
	assert.Len(t, d.Objects, 1)
	assert.Equal(t, d.Clusters[0].Objects, d.Clusters[1].Objects)
}

func TestReadiness(t *testing.T) {
	c := cluster(t, "a", aws)
	broken := []v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityError, Rule: "VE001", Message: "unknown field"}}
	c.Readiness = []htmlreport.Readiness{{Release: openshift.LastRelease, Findings: broken}}
	d := dataOf(t, write(t, htmlreport.Page{Clusters: []htmlreport.Cluster{c}}))
	require.Len(t, d.Clusters[0].Ready, 1)
	assert.Equal(t, d.Newest, d.Texts[d.Clusters[0].Ready[0].Release])
	assert.Equal(t, "VE001", d.Texts[d.Clusters[0].Ready[0].Findings[0][1]])
}

// TestChanges shows equal changes of several clusters as one entry.
func TestChanges(t *testing.T) {
	d := dataOf(t, write(t, htmlreport.Page{Compared: true, Effects: []plan.Effect{
		{Cluster: "a", Level: plan.Info, Object: "Config/cluster", Field: "spec.replicas", Old: 2, New: 3, Text: "changes"},
		{Cluster: "b", Level: plan.Info, Object: "Config/cluster", Field: "spec.replicas", Old: 1, New: 3, Text: "changes"},
		{Cluster: "b", Level: plan.Loss, Object: "Config/cluster", Text: "deletes the store"},
	}}))
	require.True(t, d.Compared)
	require.Len(t, d.Changes, 2)
	assert.Equal(t, "loss", d.Changes[0].Level)
	assert.Equal(t, []string{"a", "b"}, d.Changes[1].Clusters)
	assert.Equal(t, [][2]string{{"2", "3"}, {"1", "3"}}, d.Changes[1].Values)
	assert.False(t, dataOf(t, write(t, htmlreport.Page{})).Compared)
}
