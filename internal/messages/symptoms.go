package messages

import "slices"

// Symptom is a failure that no condition reports. If the operator cannot decode its
// own Config, it stops reconciling, and every condition keeps its last value.
type Symptom struct {
	// Title is what one sees.
	Title string
	// Cause and Prevention are sentences. Prevention states what the function does.
	Cause, Prevention string
	// Rules detect the cause.
	Rules []string
}

// Symptoms returns the failures without a condition.
func Symptoms() []Symptom { return slices.Clone(symptoms) }

var symptoms = []Symptom{
	{
		Title:      "Changes have no effect, and conditions are old",
		Cause:      "A duration in days or weeks (7d, 1w), which the API server accepts and Go cannot parse, keeps the operator from decoding its own Config.",
		Prevention: "Rejects it; lint finds it in manifests.",
		Rules:      []string{"PR001"},
	},
	{
		Title:      "Changes have no effect",
		Cause:      "managementState is missing, because an apply that owned the field omitted it.",
		Prevention: "Emits it with every storage type; plan warns if a profile stops setting it.",
	},
	{
		Title:      "The Config has its old values, and all conditions are good",
		Cause:      "The manifests were applied while the operator ran its first sync, which writes its own, older copy of the spec.",
		Prevention: "Nothing; a tool that applies repeatedly corrects it.",
	},
	{
		Title:      "A sync replaces all pods",
		Cause:      "The Config was replaced instead of applied, so the operator generated a new httpSecret.",
		Prevention: "Requires server-side apply from Argo CD and Flux.",
		Rules:      []string{"DL005"},
	},
	{
		Title:      "An empty bucket with a new name",
		Cause:      "The profile has a mistyped name: the operator creates a missing bucket, with every storage.managementState.",
		Prevention: "Cannot detect this offline; review the name.",
	},
	{
		Title:      "A claim is Pending",
		Cause:      "Its storage class binds it when the first pod uses it.",
		Prevention: "Applies the claim together with the Config and does not wait for it.",
		Rules:      []string{"DL001"},
	},
	{
		Title:      "Pushes work, but pulls fail outside the cluster",
		Cause:      "Clients are redirected to a store that they cannot reach.",
		Prevention: "Sets disableRedirect where this is known; otherwise set spec.registry.disableRedirect.",
	},
	{
		Title:      "Pulls fail intermittently",
		Cause:      "Several pods use an emptyDir or a ReadWriteOnce volume.",
		Prevention: "Rejects it.",
		Rules:      []string{"PV001", "ED002"},
	},
}
