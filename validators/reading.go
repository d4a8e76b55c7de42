package validators

// The rules of this file have no check: lint reports what it could not read.

// Malformed is the rule for a file that names objects of the registry and is not
// valid YAML.
var Malformed = Rule{
	ID: "YA001", Severity: Error,
	Otherwise: "warning for a template or a chart",
	Title:     "file that cannot be read",
	Why:       "The text is not a valid manifest: it was not checked, and no tool can apply it.",
	Remedy:    "Correct the line.",
	Source:    "operator",
}

// NotRendered is Malformed for a template and a chart.
var NotRendered = Rule{
	ID: Malformed.ID, Severity: Warning,
	Title:  "template that is not rendered",
	Why:    "The manifests of the template were not checked.",
	Remedy: "Render it, and lint the result.",
	Source: Malformed.Source,
}

// NotComposed is the rule for a kustomization whose files name objects of the
// registry and that cannot be composed.
var NotComposed = Rule{
	ID: "KU001", Severity: Error,
	Otherwise: "warning if the build needs a chart, the network or another program",
	Title:     "kustomization that cannot be composed",
	Why:       "The objects of the kustomization were not checked as a whole, and the cluster does not get them if the build fails.",
	Remedy:    "Correct the kustomization, or lint the output of kustomize build.",
	Source:    "operator",
}

// NotRun is the rule of NotComposed for a kustomization that other tools can compose.
var NotRun = Rule{
	ID: NotComposed.ID, Severity: Warning,
	Title:  "kustomization that was not checked as a whole",
	Why:    "This program neither uses the network nor runs other programs; the objects of the registry were checked without the result.",
	Remedy: "Lint the output of the build: kustomize build | registry-profile lint -",
	Source: NotComposed.Source,
}

// DuplicateProfile is the rule for two profiles of one name.
var DuplicateProfile = Rule{
	ID: "KU002", Severity: Error,
	Title:  "two profiles with one name",
	Why:    "The function records the name of the profile in each object: which cluster an object belongs to is undefined.",
	Remedy: "Give each profile the name of its cluster.",
	Source: "operator",
}

// DuplicateObject is the rule for two copies of an object in one file.
var DuplicateObject = Rule{
	ID: "KU003", Severity: Error,
	Title:  "object that a file contains twice",
	Why:    "Argo CD and kubectl apply one copy over the other, and kustomize rejects the file: the cluster gets the settings of only one of them.",
	Remedy: "Merge the two copies, or remove one of them.",
	Source: "operator",
}
