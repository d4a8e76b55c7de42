package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// nextRun is the effect of a pruner that retains less than before.
const nextRun = "the next run of the pruner deletes images that it retained before; they cannot be restored"

// retention lists the fields that decide how much a pruner retains, with the
// defaults of the operator.
var retention = map[string]any{
	"spec.keepTagRevisions":        openshift.KeepTagRevisions,
	"spec.keepYoungerThanDuration": openshift.KeepYoungerThan,
}

// pruning returns the effects of an ImagePruner that is new in the manifests. Until
// then, the operator's defaults apply unless an administrator has changed them.
func (c change) pruning() []Effect {
	current := of(c.after, openshift.ImagePruner.Kind, "", openshift.ClusterName)
	previous := of(c.before, openshift.ImagePruner.Kind, "", openshift.ClusterName)
	if current.id == "" || previous.id != "" || suspended(current) {
		return nil
	}
	var effects []Effect
	for _, path := range []string{"spec.keepTagRevisions", "spec.keepYoungerThanDuration"} {
		if value := current.values[path]; prunesMore(path, nil, value) {
			effects = append(effects, Effect{Level: c.present(Loss), Object: current.id, Field: path, New: value,
				Text: fmt.Sprintf("is less than the default of the operator (%s): unless the cluster already has this value, %s", show(preset(path)), nextRun)})
		}
	}
	return effects
}

func suspended(pruner object) bool { return pruner.values["spec.suspend"] == true }

// prunesMore reports whether a changed field makes the pruner delete more images.
// A field without a value has the default of the operator.
func prunesMore(path string, a, b any) bool {
	if path == "spec.suspend" {
		return a == true && b != true
	}
	if _, known := retention[path]; !known {
		return false
	}
	if a == nil {
		a = preset(path)
	}
	if b == nil {
		b = preset(path)
	}
	return less(b, a)
}

// preset returns the default of a field that decides how much a pruner retains, as a
// manifest contains it.
func preset(path string) any {
	if d, ok := retention[path].(time.Duration); ok {
		return strings.TrimSuffix(d.String(), "0s")
	}
	return retention[path]
}

// prunesMoreByDefault reports whether a pruner with the defaults of the operator
// deletes more images than this one.
func prunesMoreByDefault(pruner object) bool {
	for path := range retention {
		if prunesMore(path, pruner.values[path], nil) {
			return true
		}
	}
	return suspended(pruner)
}
