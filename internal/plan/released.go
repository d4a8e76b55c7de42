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
	if leaves(previous, current, "spec.managementState") && leaves(previous, current, "spec.replicas") {
		const whole = "if another field manager also owns it, the value on the cluster remains; otherwise, the API server rejects the whole apply, which would remove spec.replicas"
		consequences[0].text, consequences[1].text = whole, whole
	}
	var effects []Effect
	for _, consequence := range consequences {
		field := "spec." + consequence.field
		if !leaves(previous, current, field) {
			continue
		}
		value := previous.values[field]
		path := c.remedy("spec.registry."+consequence.field, field)
		effects = append(effects, Effect{
			Level: Warning, Object: current.id, Field: field, Old: value,
			Text: fmt.Sprintf("is no longer set: %s. To keep the field in Git, set %s to %v", consequence.text, path, value),
		})
	}
	return effects
}

// leaves reports whether only the old object sets a field.
func leaves(previous, current object, field string) bool {
	_, set := previous.values[field]
	_, sets := current.values[field]
	return set && !sets
}

// bothSet reports whether both objects set a field.
func bothSet(a, b object, field string) bool {
	_, inA := a.values[field]
	_, inB := b.values[field]
	return inA && inB
}
