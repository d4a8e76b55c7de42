package importer

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// mend removes invalid fields from a draft, such as a value that no release
// accepts. A draft that remains invalid is never selected.
func (r renderer) mend(spec tree) {
	for range 100 {
		_, found := asApplied.Render(yaml.NewRNode(profileNode(r.name, spec)))
		if !v1alpha1.HasErrors(found) {
			return
		}
		removed := false
		for _, d := range found {
			path, inSpec := strings.CutPrefix(d.Field, "spec.")
			removed = inSpec && path != "openshift" && remove(spec, path) || removed
		}
		if !removed {
			return
		}
		compact(spec)
	}
}

// removed replaces a removed value until all paths of one round are processed. The
// list indexes remain valid, and a second path to the value has no effect.
type removed struct{}

// remove removes the value at a path, or the nearest existing value above it. It
// returns false if no such value exists.
func remove(value any, path string) bool {
	switch v := value.(type) {
	case tree:
		longestFirst := func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) }
		for _, key := range slices.SortedFunc(maps.Keys(v), longestFirst) {
			rest, at := cutKey(path, key)
			if !at {
				continue
			}
			if rest == "" || !remove(v[key], rest) {
				v[key] = removed{}
			}
			return true
		}
	case []any:
		for i := range v {
			rest, at := cutKey(path, strconv.Itoa(i))
			if !at {
				continue
			}
			if rest == "" || !remove(v[i], rest) {
				v[i] = removed{}
			}
			return true
		}
	case removed:
		return true
	}
	return false
}

// cutKey removes a key, with or without brackets, from the start of a path.
func cutKey(path, key string) (rest string, at bool) {
	if rest, at = strings.CutPrefix(path, "["+key+"]"); !at {
		rest, at = strings.CutPrefix(path, key)
	}
	if !at || rest == "" {
		return "", at
	}
	if rest[0] == '[' {
		return rest, true
	}
	return strings.CutPrefix(rest, ".")
}

// compact deletes the values that remove has marked.
func compact(value any) any {
	switch v := value.(type) {
	case tree:
		maps.DeleteFunc(v, func(_ string, item any) bool { return item == removed{} })
		for key, item := range v {
			v[key] = compact(item)
		}
	case []any:
		v = slices.DeleteFunc(v, func(item any) bool { return item == removed{} })
		for i, item := range v {
			v[i] = compact(item)
		}
		return v
	}
	return value
}
