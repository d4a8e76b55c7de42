package artifact

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/access"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// argoCDAccess returns the permissions of Argo CD for the fleet in overlays, at the
// newest release, whose Jobs need a NetworkPolicy.
func argoCDAccess(root string) (Files, error) {
	text, err := run("access", "--quiet", "--openshift-version", openshift.LastRelease.String(), filepath.Join(root, "overlays/clusters"))
	return Files{"overlays/argocd/access.yaml": append([]byte("# For the fleet in overlays/clusters. Generate the file for your own profiles:\n# registry-profile access clusters >access.yaml\n#\n"), text...)}, err
}

// dangers returns the table of what the permissions to create objects allow.
func dangers(root string) (Files, error) {
	kinds := map[string][]string{}
	for kind, danger := range access.Dangers {
		kinds[danger] = append(kinds[danger], kind.Kind+"s")
	}
	list := newTable("Permission, if a profile needs it", "Allows to")
	var rows [][2]string
	for danger, names := range kinds {
		slices.Sort(names)
		rows = append(rows, [2]string{"create " + strings.Join(names, " and "), danger})
	}
	slices.SortFunc(rows, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	for _, row := range rows {
		list.row(row[0], row[1])
	}
	list.row("bind `registry-editor` in a namespace", "read and change the Secrets of the namespace")
	list.row("bind `registry-editor` in all namespaces", "become an administrator")
	page, err := between(root, "docs/access.md", "dangers", list.String())
	return Files{"docs/access.md": page}, err
}
