package artifact

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// examplesIndex returns the list of the examples.
func examplesIndex(root string) (Files, error) {
	files, err := filepath.Glob(filepath.Join(root, "examples/*/README.md"))
	if err != nil {
		return nil, err
	}
	t := newTable("Example", "Shows")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		title, _, _ := bytes.Cut(bytes.TrimPrefix(text, []byte("# ")), []byte("\n"))
		dir := filepath.Base(filepath.Dir(file))
		t.row(fmt.Sprintf("[%s](%[1]s)", dir), string(title))
	}
	text := "# Examples\n\n" + doNotEdit +
		"Each example names the section of the OpenShift documentation and the `oc` commands that it replaces, and what the cluster must provide. `expected.yaml` holds the generated manifests.\n\n" +
		t.String()
	return Files{"examples/README.md": []byte(text)}, nil
}

// exampleGraphs returns the READMEs of the examples with a drawing of the
// manifests. Two examples have none: their manifests depend on files beside the
// profile.
func exampleGraphs(root string) (Files, error) {
	profiles, err := filepath.Glob(filepath.Join(root, "examples/*/profile.yaml"))
	if err != nil {
		return nil, err
	}
	files := Files{}
	for _, profile := range profiles {
		name := path.Join("examples", filepath.Base(filepath.Dir(profile)))
		if name == "examples/existing-manifests" || name == "examples/kpt-package" {
			continue
		}
		graph, err := run("graph", profile)
		if err != nil {
			return nil, err
		}
		document, err := between(root, name+"/README.md", "graph",
			"**Generated objects**, left to right in apply order. An arrow leads from an object to those that reference it. Dashed objects are not part of the manifests.\n\n"+fenced("mermaid", string(graph)))
		if err != nil {
			return nil, err
		}
		files[name+"/README.md"] = document
	}
	return files, nil
}
