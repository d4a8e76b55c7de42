package plan

import (
	"strings"

	"github.com/registry-profile/registry-profile/generators"
)

// proxy is what happens when no field of the proxy is set any more.
func proxy(was, is object) []Effect {
	if !has(was, "spec.proxy") || is.id == "" || has(is, "spec.proxy") {
		return nil
	}
	return []Effect{{Level: Warning, Object: is.id, Field: "spec.proxy",
		Text:    "is no longer set, and the API server refuses a server-side apply that takes the whole of it out. Run this right before the first sync",
		Command: generators.ProxyCommand,
	}}
}

// has reports whether an object sets a field below a path.
func has(o object, path string) bool {
	for field := range o.values {
		if strings.HasPrefix(field, path+".") {
			return true
		}
	}
	return false
}
