package plan

import (
	"maps"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// expanded returns the values of two objects, with the containers of pods as values
// of their own: a change of one argument does not show the whole container.
func expanded(previous, current object) (before, after map[string]any) {
	before, after = previous.values, current.values
	for path, value := range previous.values {
		if _, both := current.values[path]; !both || !strings.HasSuffix(path, "ontainers") {
			continue
		}
		old, now := map[string]any{}, map[string]any{}
		if !expand(old, path, value) || !expand(now, path, current.values[path]) {
			continue
		}
		before, after = maps.Clone(before), maps.Clone(after)
		delete(before, path)
		delete(after, path)
		maps.Copy(before, old)
		maps.Copy(after, now)
	}
	return before, after
}

// expand adds the values below a path, and reports whether all elements of a list
// have names.
func expand(values map[string]any, path string, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if !expand(values, path+"."+key, item) {
				values[path+"."+key] = item
			}
		}
		return true
	case []any:
		for _, item := range v {
			if fields, ok := item.(map[string]any); !ok || text(fields["name"]) == "" {
				return false
			}
		}
		for _, item := range v {
			fields := item.(map[string]any)
			expand(values, path+"["+text(fields["name"])+"]", item)
		}
		return true
	}
	values[path] = value
	return true
}

// whole returns the effects with one effect for several changes below a field that the
// API server accepts or rejects as a whole.
func whole(effects []Effect, previous, current object) []Effect {
	number := map[string]int{}
	for _, e := range effects {
		number[wholeField(current.kind, e.Field)]++
	}
	var all []Effect
	for _, e := range effects {
		field := wholeField(current.kind, e.Field)
		switch n := number[field]; {
		case n == 0:
			continue // written
		case n > 1 && field != e.Field:
			e.Field, e.Old, e.New = field, below(previous, field), below(current, field)
			number[field] = 0
		}
		all = append(all, e)
	}
	return all
}

// wholeField returns the field of an object that the API server accepts or rejects as
// a whole, or the path itself.
func wholeField(kind schema.GroupVersionKind, path string) string {
	fields := immutable[kind]
	if kind == openshift.PersistentVolumeClaim {
		fields = []string{"spec.dataSource", "spec.dataSourceRef", "spec.selector"}
	}
	for _, field := range fields {
		if strings.HasPrefix(path, field+".") {
			return field
		}
	}
	return path
}

// below returns the values below a field, by path relative to it; nil if there are
// none.
func below(o object, field string) any {
	values := map[string]any{}
	for path, value := range o.values {
		if name, ok := strings.CutPrefix(path, field+"."); ok {
			values[name] = value
		}
	}
	if len(values) == 0 {
		return nil
	}
	return values
}
