// Command gen regenerates the generated files of the repository. It runs in the
// root of the repository: make generate.
package main

import (
	"fmt"
	"os"

	"github.com/registry-profile/registry-profile/internal/gen/artifact"
)

func main() {
	if err := generate("."); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	files, err := artifact.All(root)
	if err != nil {
		return err
	}
	written, err := files.Write(root)
	for _, name := range written {
		fmt.Println(name)
	}
	return err
}
