package importer

import (
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
)

// mend leaves out of a draft what no profile may say, such as a value that no
// release takes. A draft that stays wrong is none.
func (r renderer) mend(spec tree) {
	for range 100 {
		_, found := asApplied.Render(yaml.NewRNode(decode.Node(document(r.name, spec))))
		if !v1alpha1.HasErrors(found) {
			return
		}
		removed := false
		for _, d := range found {
			if d.Field == "" {
				continue
			}
			path, inSpec := strings.CutPrefix(d.Field, "spec.")
			removed = inSpec && remove(spec, path) || removed
		}
		if !removed {
			return
		}
	}
}

// remove removes the field at a path, or the nearest above it that is there,
// but none that a profile needs.
func remove(spec tree, path string) bool {
	before, last, inside := cutLast(strings.ReplaceAll(path, "[", ".["))
	if !inside {
		_, there := spec[last]
		delete(spec, last)
		return there && last != "openshift"
	}
	switch above := lookAt(spec, before).(type) {
	case tree:
		if _, there := above[last]; there {
			delete(above, last)
			return true
		}
	case []any:
		i, err := strconv.Atoi(strings.Trim(last, "[]"))
		list, name, _ := cutLast(before)
		if holder, ok := lookAt(spec, list).(tree); ok && err == nil && i < len(above) {
			holder[name] = slices.Delete(slices.Clone(above), i, i+1)
			return true
		}
	}
	return remove(spec, before)
}

// lookAt returns the value at a path with numbers in brackets, nil if there is
// none.
func lookAt(value any, path string) any {
	if path == "" {
		return value
	}
	for key := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case tree:
			value = v[key]
		case []any:
			i, err := strconv.Atoi(strings.Trim(key, "[]"))
			if err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}
