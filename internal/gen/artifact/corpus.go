package artifact

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/gen/corpus"
)

// corpusReference returns the page with the precision and the recall of lint.
func corpusReference(root string) (Files, error) {
	repositories, err := corpus.Load(filepath.Join(root, corpus.Dir))
	if err != nil {
		return nil, err
	}
	table, silent := corpus.Table{}, map[string]int{}
	clean, files := 0, 0
	for _, r := range repositories {
		found, _, err := r.Lint()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
		table.Count(r.Expected, found)
		for _, s := range r.Silent {
			silent[s.Rule]++
		}
		if !slices.ContainsFunc(r.Expected, func(f corpus.Finding) bool { return f.Severity != v1alpha1.SeverityInfo }) {
			clean++
		}
		files += len(r.Files)
	}
	var b strings.Builder
	b.WriteString("# Precision and recall of lint\n\n" + doNotEdit)
	fmt.Fprintf(&b, "The tests run `registry-profile lint` on a [corpus](../../%s) of %d invented repositories with %d files. They have the layouts of public GitOps repositories, and about half of their files do not concern the registry. In %d of the repositories, nothing is wrong. Each repository lists the expected findings, which state what happens on the cluster; no command writes them. A finding counts only if its severity, rule, file, object and field are the expected ones.\n\n", corpus.Dir, len(repositories), files, clean)
	t := newTable("Severity", "Expected and reported", "Not reported", "Not expected", "Precision", "Recall")
	for _, severity := range []v1alpha1.Severity{v1alpha1.SeverityError, v1alpha1.SeverityWarning} {
		s := table.Total(severity)
		t.row(string(severity), fmt.Sprint(s.Hits), fmt.Sprint(s.Misses), fmt.Sprint(s.False), percent(s.Precision()), percent(s.Recall()))
	}
	b.WriteString(t.String())
	b.WriteString("\nThe figures hold for this corpus. Report a wrong or missing finding with a small repository; it becomes a part of the corpus.\n\n## By rule\n\nA near miss is an object that resembles the mistake, and about which the rule must not report anything.\n\n")
	t = newTable("Rule", "Severity", "Expected and reported", "Not reported", "Not expected", "Near misses")
	for _, key := range table.Keys() {
		s := table[key]
		t.row(cmp.Or(strings.Trim(key.Rule, "-"), "schema"), string(key.Severity), fmt.Sprint(s.Hits), fmt.Sprint(s.Misses), fmt.Sprint(s.False), fmt.Sprint(silent[key.Rule]))
	}
	b.WriteString(t.String())
	return Files{"docs/reference/corpus.md": []byte(b.String())}, nil
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
