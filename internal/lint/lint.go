package lint

import (
	"cmp"
	"io"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/report"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// Options configure lint.
type Options struct {
	// Release is the release to check against. The zero Release selects the releases
	// in the files.
	Release openshift.Release
	// Now returns the time at which certificates must be valid.
	Now func() time.Time
	// CRDs replace the schemas of the release for their kinds; nil replaces none.
	CRDs *validators.CRDs
	// Exceptions apply to all clusters.
	Exceptions validators.Exceptions
	// Selects reports whether the findings about a cluster are reported, by the name of
	// its profile, or by its path if it does not have one profile; nil reports all.
	Selects func(cluster string) bool
}

// Run lints files and folders, and returns the findings sorted by file and line. It
// fails if it cannot read one of the paths.
func Run(paths []string, stdin io.Reader, options Options) (report.Report, error) {
	f := pipeline.Function{Now: options.Now, Release: options.Release, CRDs: options.CRDs, Exceptions: options.Exceptions, Lint: true}
	composing := f
	composing.Rules = pipeline.ProfileRules // the others are applied to the composed objects
	r, err := repository.Read(paths, stdin, repository.Options{Function: composing})
	if err != nil {
		return report.Report{}, err
	}
	var all report.Report
	counted := map[string]int{} // clusters by path
	for i, result := range checkAll(f, r, options.selects) {
		all.Findings = append(all.Findings, result.findings...)
		all.Summary.Objects += result.objects
		path := r.Clusters[i].Path
		if before := counted[path]; result.clusters > before { // embedded objects are counted at their path
			all.Summary.Clusters += result.clusters - before
			counted[path] = result.clusters
		}
	}
	for _, p := range r.Problems {
		found := slices.DeleteFunc(problem(p), func(d v1alpha1.Diagnostic) bool { return !options.selects(problemOf(d, p)) })
		all.Findings = append(all.Findings, withoutKnown(except(found, f.Exceptions), all.Findings)...)
	}
	all.Findings = append(all.Findings, except(duplicates(r, options.selects), f.Exceptions)...)
	slices.SortStableFunc(all.Findings, func(a, b v1alpha1.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Field, b.Field))
	})
	all.Findings = slices.CompactFunc(all.Findings, same)
	all.Summary.Count(all.Findings)
	for _, s := range r.NotLookedInto {
		if options.selects(s.Path) {
			all.Summary.NotLookedInto = append(all.Summary.NotLookedInto, report.Skipped{Path: s.Path, Kind: string(s.Kind), Reason: credential.Redact(s.Reason), Broken: s.Broken})
		}
	}
	return all, nil
}

func (o Options) selects(cluster string) bool { return o.Selects == nil || o.Selects(cluster) }

// checkAll checks the selected clusters, one worker for each processor.
func checkAll(f pipeline.Function, r *repository.Repository, selects func(cluster string) bool) []result {
	c := newChecker(f, r)
	c.selects, c.names = selects, namesOf(r.Clusters)
	results := make([]result, len(r.Clusters))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, cluster := range r.Clusters {
		group.Go(func() error {
			results[i] = c.check(cluster)
			return nil
		})
	}
	_ = group.Wait() // check does not fail
	return results
}

// newChecker returns a checker that knows all profiles by name, because their
// exceptions also apply to their rendered manifests elsewhere.
func newChecker(f pipeline.Function, r *repository.Repository) checker {
	c := checker{function: f, profiles: map[string]*yaml.RNode{}, owners: map[string]*repository.Cluster{}}
	for _, cluster := range r.Clusters {
		for _, p := range profilesOf(cluster) {
			if p.GetKind() == v1alpha1.Kind && p.GetApiVersion() == v1alpha1.APIVersion {
				c.profiles[p.GetName()], c.owners[p.GetName()] = p, cluster
			}
		}
	}
	return c
}

// same reports whether two findings are one: several kustomizations can compose the
// same files.
func same(a, b v1alpha1.Diagnostic) bool {
	return a.File == b.File && a.Line == b.Line && a.Object == b.Object && a.Field == b.Field && a.Rule == b.Rule && a.Message == b.Message
}

// withoutKnown removes findings that are reported already: a profile that fails in
// a kustomization is also checked by itself.
func withoutKnown(found, known []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool {
		return slices.ContainsFunc(known, func(k v1alpha1.Diagnostic) bool {
			return k.File == d.File && k.Rule == d.Rule && k.Object == d.Object && k.Field == d.Field
		})
	})
}
