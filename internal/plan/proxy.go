package plan

import (
	"strings"

	"github.com/registry-profile/registry-profile/generators"
)

// proxy returns the effect of a proxy that is no longer set.
func proxy(previous, current object) []Effect {
	if !has(previous, "spec.proxy") || current.id == "" || has(current, "spec.proxy") {
		return nil
	}
	return []Effect{{Level: Warning, Object: current.id, Field: "spec.proxy",
		Text:    "is no longer set, and the API server rejects a server-side apply that removes the whole field. Run this command immediately before the first sync",
		Command: generators.ProxyCommand,
	}}
}

// has reports whether an object sets a field below the path.
func has(o object, path string) bool {
	for field := range o.values {
		if strings.HasPrefix(field, path+".") {
			return true
		}
	}
	return false
}
