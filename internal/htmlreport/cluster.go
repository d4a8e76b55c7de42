package htmlreport

import (
	"cmp"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Cluster is a cluster of the fleet.
type Cluster struct {
	// Name of the profile, or the source if no profile could be read.
	Name string
	// Source is the file or folder of the profile.
	Source string
	// Profile of the cluster; nil if it could not be read.
	Profile *yaml.RNode
	// Objects that the function generates or changes.
	Objects []*generators.Object
	// Hub contains the objects of a hub cluster that apply the objects.
	Hub []*generators.Object
	// Findings are the diagnostics about the profile and its objects.
	Findings []v1alpha1.Diagnostic
	// Readiness for later releases, in ascending order.
	Readiness []Readiness
}

// columns are the names of the facts. The page has a column and a filter for each.
var columns = []string{"Release", "Platform", "Environment", "Storage", "Replicas", "Exposure", "Credentials", tool}

// tool is the name of the fact on which the order of the objects depends.
const tool = "Tool"

// Readiness is the result of checking a cluster against a later release.
type Readiness struct {
	Release openshift.Release
	// Findings that the later release adds.
	Findings []v1alpha1.Diagnostic
}

// facts returns what a profile states about its cluster, in the order of columns. The
// facts of an invalid profile are those that it contains.
func facts(node *yaml.RNode) []string {
	if node == nil {
		return make([]string, len(columns))
	}
	p, _ := resolve.Parse(node.YNode()) // the findings contain the errors
	if p == nil {
		return make([]string, len(columns))
	}
	spec := p.Spec
	replicas := notSet
	if n := spec.Registry.Replicas; n != nil {
		replicas = strconv.Itoa(int(*n))
	}
	return []string{
		spec.OpenShift.Version, spec.OpenShift.Platform, spec.OpenShift.Environment,
		storageOf(p), replicas, exposureOf(spec.Exposure), credentialsOf(spec.Credentials), spec.Delivery.Tool,
	}
}

// notSet is the value of a fact that the profile leaves to the operator.
const notSet = "not set"

func storageOf(p *resolve.Profile) string {
	if p.Spec.Registry.ManagementState == "Removed" {
		return "registry removed"
	}
	if backend, ok := p.Backend(); ok {
		return backend.Key
	}
	return notSet
}

func exposureOf(e v1alpha1.Exposure) string {
	var parts []string
	if e.DefaultRoute != nil && *e.DefaultRoute {
		parts = append(parts, "default route")
	}
	if n := len(e.Routes); n == 1 {
		parts = append(parts, "1 route")
	} else if n > 1 {
		parts = append(parts, strconv.Itoa(n)+" routes")
	}
	return cmp.Or(strings.Join(parts, ", "), notSet)
}

func credentialsOf(c *v1alpha1.Credentials) string {
	switch {
	case c == nil:
		return notSet
	case c.ExternalSecret != nil:
		return "external secret"
	case c.ObjectBucketClaim != nil:
		return "bucket claim"
	case c.ExistingSecret != nil:
		return "existing secret"
	}
	return notSet
}
