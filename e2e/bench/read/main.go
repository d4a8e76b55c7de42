// Command read is the smallest program that reads all files below a folder.
package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	err := filepath.WalkDir(os.Args[1], func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = os.ReadFile(path)
		return err
	})
	if err != nil {
		os.Exit(1)
	}
}
