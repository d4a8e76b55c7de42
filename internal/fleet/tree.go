package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// Modes of the entries of a tree, as git ls-tree prints them.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// entry is a file, a link or a submodule of a revision.
type entry struct {
	name string // local path with slashes
	mode string
	id   string // of the object
}

// tree contains all entries of a revision, sorted by name.
type tree []entry

// parseTree reads the output of git ls-tree -r -z.
func parseTree(listing []byte) (tree, error) {
	var t tree
	for line := range bytes.SplitSeq(listing, []byte{0}) {
		meta, name, ok := strings.Cut(string(line), "\t")
		if !ok {
			continue
		}
		fields := strings.Fields(meta)
		if len(fields) != 3 || !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name {
			return nil, fmt.Errorf("the path %q in the revision is not valid", name)
		}
		t = append(t, entry{name: name, mode: fields[0], id: fields[2]})
	}
	slices.SortFunc(t, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return t, nil
}

// at returns the entry with a name.
func (t tree) at(name string) (entry, bool) {
	i := sort.Search(len(t), func(i int) bool { return t[i].name >= name })
	if i < len(t) && t[i].name == name {
		return t[i], true
	}
	return entry{}, false
}

// below returns the entries of a folder and the folders in it.
func (t tree) below(dir string) tree {
	if dir == "." {
		return t
	}
	start := sort.Search(len(t), func(i int) bool { return t[i].name >= dir+"/" })
	end := start + sort.Search(len(t)-start, func(i int) bool { return !strings.HasPrefix(t[start+i].name, dir+"/") })
	return t[start:end]
}

// errOutside reports a path that leaves the repository.
var errOutside = errors.New("outside of the repository")

// maxLinks is the largest number of links in one path, as in Linux.
const maxLinks = 40

// resolve returns the path of an entry without links. It calls follow with each link
// of the path, and gets its target. Links without end resolve to a path that does not
// exist.
func (t tree) resolve(name string, follow func(link entry) (string, error)) (string, error) {
	if path.IsAbs(name) {
		return "", errOutside
	}
	resolved := "."
	left := strings.Split(name, "/")
	for links := 0; len(left) > 0; {
		part := left[0]
		left = left[1:]
		switch {
		case part == "" || part == ".":
			continue
		case part == ".." && resolved == ".":
			return "", errOutside
		case part == "..":
			resolved = path.Dir(resolved)
			continue
		}
		next := path.Join(resolved, part)
		found, ok := t.at(next)
		if !ok || found.mode != modeLink {
			resolved = next
			continue
		}
		if links++; links > maxLinks {
			return next, nil
		}
		target, err := follow(found)
		if err != nil {
			return "", err
		}
		if path.IsAbs(target) {
			return "", errOutside
		}
		left = append(strings.Split(target, "/"), left...)
	}
	return resolved, nil
}
