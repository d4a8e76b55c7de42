package plan

import (
	"strings"

	"github.com/registry-profile/registry-profile/generators"
)

// proxy returns the effect of a proxy that is set or no longer set.
func (c change) proxy() []Effect {
	previous, current := c.configs()
	e := Effect{Level: Warning, Object: current.id, Field: "spec.proxy"}
	switch set := newProxy(previous, current); {
	case current.id == "":
		return nil
	case has(previous, "spec.proxy") && !has(current, "spec.proxy"):
		e.Text = "is no longer set, and the API server rejects a server-side apply that removes the whole field. Run this command immediately before the first sync"
		e.Command = generators.ProxyCommand
	case len(set) > 0:
		e.Level, e.New = c.present(Warning), set
		e.Text = "is now set; for the pods of the registry, each of these fields replaces the same field of the cluster-wide Proxy"
		const local = ".svc, .cluster.local and the service network: otherwise, the registry sends requests to the API server through the proxy, and pulls fail"
		if set["noProxy"] != nil {
			e.Text += ". noProxy must contain " + local
		} else if _, kept := current.values["spec.proxy.noProxy"]; set["https"] != nil && !kept {
			e.Text += ". If the cluster-wide Proxy has no noProxy, set it to " + local
		}
	default:
		return nil
	}
	return []Effect{e}
}

// newProxy returns the fields of the proxy that only the new Config sets.
func newProxy(previous, current object) map[string]any {
	set := map[string]any{}
	for path, value := range current.values {
		name, below := strings.CutPrefix(path, "spec.proxy.")
		if _, existed := previous.values[path]; below && !existed && value != "" {
			set[name] = value
		}
	}
	return set
}
