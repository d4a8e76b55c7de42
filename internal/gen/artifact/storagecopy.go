package artifact

import (
	"github.com/registry-profile/registry-profile/generators"
)

// copyPairs returns the page about changes of the storage with the table of the pairs of
// storage types between which a Job can copy images.
func copyPairs(root string) (Files, error) {
	types := generators.CopyTypes()
	header := []string{"From, to"}
	for _, to := range types {
		header = append(header, "`"+to+"`")
	}
	list := newTable(header...)
	for _, from := range types {
		row := []string{"`" + from + "`"}
		for _, to := range types {
			cell := "not proven"
			if generators.CopyProof(from, to) {
				cell = "**proven**"
			}
			row = append(row, cell)
		}
		list.row(row...)
	}
	const page = "docs/changing-storage.md"
	text, err := between(root, page, "pairs", list.String())
	return Files{page: text}, err
}
