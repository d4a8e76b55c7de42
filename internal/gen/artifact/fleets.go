package artifact

import (
	"os"
	"path"
	"path/filepath"
)

// fleets are the folders of rendered manifests, with the folder of their
// profiles. They contain nothing else, because every file in them is applied to
// a cluster.
var fleets = map[string]string{
	"overlays/rendered":      "overlays/clusters",
	"overlays/flux/rendered": "overlays/flux/profiles",
	"overlays/kpt/rendered":  "overlays/kpt/profiles",
	"overlays/acm/rendered":  "overlays/acm/profiles",
}

// renderedFleets returns the manifests of the fleets in overlays.
func renderedFleets(root string) (Files, error) {
	all := Files{}
	for rendered, profiles := range fleets {
		files, err := renderFleet(filepath.Join(root, profiles))
		if err != nil {
			return nil, err
		}
		for name, content := range files {
			all[path.Join(rendered, name)] = content
		}
	}
	return all, nil
}

func renderFleet(profiles string) (Files, error) {
	out, err := os.MkdirTemp("", "rendered")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(out)
	if _, err := run("render", "--quiet", profiles, "-o", out); err != nil {
		return nil, err
	}
	return filesBelow(out)
}
