package artifact

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/registry-profile/registry-profile/internal/cifiles"
)

// ciFiles returns the page on CI with the files that import writes, and the hooks that
// pre-commit reads.
func ciFiles(root string) (Files, error) {
	const page = "docs/ci.md"
	document, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		return nil, err
	}
	blocks := map[string][]byte{"hooks": cifiles.PreCommitHooks()}
	for _, system := range cifiles.Systems {
		path, content, err := cifiles.File(system, cifiles.Options{})
		if err != nil {
			return nil, err
		}
		if path != "" {
			blocks[system] = content
		}
	}
	for mark, content := range blocks {
		if document, err = inserted(document, page, mark, fenced("yaml", string(content))); err != nil {
			return nil, err
		}
	}
	return Files{page: document, cifiles.HooksPath: bytes.Clone(cifiles.PreCommitHooks())}, nil
}
