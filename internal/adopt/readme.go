package adopt

import (
	"cmp"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cifiles"
)

//go:embed files/README.txt
var readmeText string

// toolTexts are the texts about each tool: the row of the table of folders, the first
// sync, and the sync of a new cluster. Package text/template would keep the linker from
// removing unused code, and add 5 MB to the program.
//
//go:embed files/tools
var toolTexts embed.FS

// urlFolders are the folders with files that name the repository.
var urlFolders = map[string]string{v1alpha1.ArgoCD: "argocd", v1alpha1.Flux: "flux", v1alpha1.Kpt: "kpt"}

// readme returns the page that states what to do next.
func (r *Repository) readme() ([]byte, error) {
	ci, _, err := cifiles.File(r.CI, cifiles.Options{})
	if err != nil {
		return nil, err
	}
	tool := map[string]string{v1alpha1.ACM: "Hub", v1alpha1.Hive: "Hub", "": v1alpha1.Plain}
	text, err := toolTexts.ReadFile("files/tools/" + cmp.Or(tool[r.tool], r.tool) + ".txt")
	if err != nil {
		return nil, err
	}
	parts := strings.Split(string(text), "\n---\n")
	row, first, added := parts[0], parts[1], strings.TrimSuffix(parts[2], "\n")
	folder, prefix := urlFolders[r.tool], r.git.prefix
	if prefix != "" {
		prefix += "/"
	}
	return []byte(strings.NewReplacer(
		"@ROW@", only(row != "", "\n"+row),
		"@URL@", only(folder != "" && r.url == UnknownURL, fmt.Sprintf("\n1. Replace the URL `%s` in the folder `%s` with that of your Git repository.", r.url, folder)),
		"@PLANS@", r.plans(),
		"@INIT@", only(!r.git.inside, "\n   git init --quiet"),
		"@FIRST-SYNC@", first,
		"@PREFIX@", prefix,
		"@CI@", only(ci != "", fmt.Sprintf(" The CI file `%s` runs the same checks for each change.", ci)),
		"@NEW-URL@", only(folder != "" && r.tool != v1alpha1.ArgoCD, fmt.Sprintf(" If import reports that the URL of the repository is not known, replace it in `%s/NEW.yaml`.", folder)),
		"@NEW@", added,
	).Replace(readmeText)), nil
}

// only returns a text if a condition is true.
func only(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

// plans returns the step that compares the imported files with the manifests.
func (r *Repository) plans() string {
	var commands strings.Builder
	for _, c := range r.clusters {
		if dump := r.fromHere(c.Source); dump != "" {
			fmt.Fprintf(&commands, "   registry-profile plan %s %s/%s\n", dump, clustersFolder, c.Name)
		}
	}
	if commands.Len() == 0 {
		return ""
	}
	return "\n1. Show what the first sync changes on the clusters, compared with the imported files:\n\n   ```sh\n" + commands.String() + "   ```"
}

// plainPath matches a path that a shell does not change.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9._/][A-Za-z0-9._/-]*$`)

// fromHere returns the path of a dump relative to the repository, and an empty string
// if it is not one file or folder that a command can name.
func (r *Repository) fromHere(dump string) string {
	if _, err := os.Stat(dump); err != nil {
		return "" // standard input, or several paths
	}
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return ""
	}
	file, err := filepath.Abs(dump)
	if err != nil {
		return ""
	}
	path, err := filepath.Rel(dir, file)
	if err != nil || !plainPath.MatchString(filepath.ToSlash(path)) {
		return ""
	}
	return filepath.ToSlash(path)
}
