package adopt

import (
	"bytes"
	_ "embed"
	"strings"
	"text/template"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cifiles"
)

//go:embed files/README.md.tmpl
var readmeText string

var readmeTemplate = template.Must(template.New("README.md").Funcs(template.FuncMap{"join": strings.Join}).Parse(readmeText))

// urlFolders are the folders with files that name the repository.
var urlFolders = map[string]string{v1alpha1.ArgoCD: "argocd", v1alpha1.Flux: "flux", v1alpha1.Kpt: "kpt"}

// readme returns the page that states what to do next.
func (r *Repository) readme() ([]byte, error) {
	var names []string
	for _, c := range r.clusters {
		names = append(names, c.Name)
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
		"Clusters": names, "Tool": r.tool, "URL": r.url, "URLFolder": folder, "HasURL": folder != "", "UnknownURL": r.url == unknownURL,
		"InGit": r.git.inside, "Prefix": prefix, "CI": ci,
	})
	return b.Bytes(), err
}
