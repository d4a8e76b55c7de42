package artifact

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// shown is the example at the top of the README.
const shown = "examples/vsphere-block/profile.yaml"

// readme returns the README with a profile and its manifests side by side.
func readme(root string) (Files, error) {
	file := filepath.Join(root, shown)
	profile, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	_, profile, _ = bytes.Cut(profile, []byte("\n")) // the line for editors
	manifests, err := run("render", "--quiet", file)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("<table>\n<tr><th>RegistryProfile</th><th>Generated manifests</th></tr>\n<tr><td>\n\n%s\n</td><td>\n\n%s\n</td></tr>\n</table>\n",
		fenced("yaml", string(profile)), fenced("yaml", string(manifests)))
	document, err := between(root, "README.md", "side-by-side", text)
	return Files{"README.md": document}, err
}
