package plan

import "fmt"

// released returns the effects of fields that leave the manifests, and without
// which the operator or the API server rejects a Config. A profile without a
// storage type does not set them.
func (c change) released() []Effect {
	previous, current := c.configs()
	if previous.id == "" || current.id == "" {
		return nil
	}
	consequences := []struct{ field, text string }{
		{"managementState", "an apply removes it from the Config of the cluster unless another field manager also owns it; without it, the operator stops reconciling, and no condition reports that"},
		{"replicas", "an apply that removes it from the Config of the cluster is rejected by the API server; if another field manager also owns it, the number on the cluster remains"},
	}
	var effects []Effect
	for _, consequence := range consequences {
		field := "spec." + consequence.field
		value, set := previous.values[field]
		if _, sets := current.values[field]; !set || sets {
			continue
		}
		path := c.remedy("spec.registry."+consequence.field, field)
		effects = append(effects, Effect{
			Level: Warning, Object: current.id, Field: field, Old: value,
			Text: fmt.Sprintf("is no longer set: %s. To keep the field in Git, set %s to %v", consequence.text, path, value),
		})
	}
	return effects
}

// bothSet reports whether both objects set a field.
func bothSet(a, b object, field string) bool {
	_, inA := a.values[field]
	_, inB := b.values[field]
	return inA && inB
}
