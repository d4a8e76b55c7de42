package htmlreport_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/htmlreport"
	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// FuzzPage requires that a page has the elements of a page with a harmless text, and
// that its data has nothing to interpret.
func FuzzPage(f *testing.F) {
	for _, text := range printable.Hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		page := func(text string) string {
			c := htmlreport.Cluster{Name: text, Source: text, Findings: []v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityError, Rule: text, Object: text, Field: text, Message: text}}}
			return write(t, htmlreport.Page{Title: text, Clusters: []htmlreport.Cluster{c}, Compared: true,
				Effects:     []plan.Effect{{Cluster: text, Level: plan.Loss, Object: text, Field: text, Old: text, New: text, Text: text, Command: text}},
				NotCompared: []htmlreport.NotCompared{{Cluster: text, Reason: text}}})
		}
		got := page(text)
		require.Equal(t, tags(page("a")), tags(got))
		d := dataOf(t, got)
		for _, shown := range append(d.Texts, d.Changes[0].Field, d.Changes[0].New, d.Changes[0].Clusters[0]) {
			require.Empty(t, printable.Interpreted("x"+shown))
		}
	})
}

// tags returns the elements of a page with their attributes.
func tags(page string) (all []string) {
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.TextToken:
		default:
			token := z.Token()
			all = append(all, fmt.Sprint(token.Type, token.Data, token.Attr))
		}
	}
}
