package adopt

import (
	"bytes"
	_ "embed"
	"os"
	"path/filepath"
	"regexp"
	"text/template"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cifiles"
)

//go:embed files/README.md.tmpl
var readmeText string

var readmeTemplate = template.Must(template.New("README.md").Parse(readmeText))

// urlFolders are the folders with files that name the repository.
var urlFolders = map[string]string{v1alpha1.ArgoCD: "argocd", v1alpha1.Flux: "flux", v1alpha1.Kpt: "kpt"}

// readme returns the page that states what to do next.
func (r *Repository) readme() ([]byte, error) {
	var plans []string
	for _, c := range r.clusters {
		if dump := r.fromHere(c.Source); dump != "" {
			plans = append(plans, dump+" "+clustersFolder+"/"+c.Name)
		}
	}
	prefix := r.git.prefix
	if prefix != "" {
		prefix += "/"
	}
	ci, _, err := cifiles.File(r.CI, cifiles.Options{})
	if err != nil {
		return nil, err
	}
	folder := urlFolders[r.tool]
	var b bytes.Buffer
	err = readmeTemplate.Execute(&b, map[string]any{
		"Tool": r.tool, "URL": r.url, "URLFolder": folder, "HasURL": folder != "", "UnknownURL": r.url == UnknownURL,
		"InGit": r.git.inside, "Prefix": prefix, "CI": ci, "Plans": plans,
	})
	return b.Bytes(), err
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
