package artifact

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/registry-profile/registry-profile/internal/topics"
)

var (
	pageRow = regexp.MustCompile(`(?m)^\| \[([^\]]+)\]\(([a-z0-9/-]+\.md)\) \| (.+) \|$`)
	section = regexp.MustCompile(`(?m)^##+ (.+)$`)
	// generated are the parts of a page that other generators write.
	generated = regexp.MustCompile(`(?s)<!-- begin .*?<!-- end [a-z-]+ -->`)
)

// documentationPages returns the pages that the index of the documentation lists, for
// the explain command.
func documentationPages(root string) (Files, error) {
	index, err := os.ReadFile(filepath.Join(root, "docs", "README.md"))
	if err != nil {
		return nil, err
	}
	plain := strings.NewReplacer("`", "")
	var pages []topics.Page
	for _, row := range pageRow.FindAllStringSubmatch(string(index), -1) {
		page := topics.Page{Path: "docs/" + row[2], Title: plain.Replace(row[1]), Purpose: plain.Replace(row[3])}
		if !strings.HasPrefix(row[2], "reference/") { // explain describes the contents of those
			text, err := os.ReadFile(filepath.Join(root, page.Path))
			if err != nil {
				return nil, err
			}
			for _, heading := range section.FindAllStringSubmatch(generated.ReplaceAllString(string(text), ""), -1) {
				page.Sections = append(page.Sections, plain.Replace(heading[1]))
			}
		}
		pages = append(pages, page)
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("docs/README.md lists no pages")
	}
	text, err := json.MarshalIndent(pages, "", "  ")
	return Files{"internal/topics/pages.json": append(text, '\n')}, err
}
