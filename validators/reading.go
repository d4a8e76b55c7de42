package validators

// The rules of this file have no check: lint reports what it could not read.

// Malformed is the rule for a file that names objects of the registry and is not
// YAML. It is a warning for a template or a chart.
var Malformed = Rule{
	ID: "YA001", Severity: Error,
	Title:  "file that cannot be read",
	Why:    "The file names objects of the registry, and nothing in it was checked; a file that is not YAML has no effect on the cluster.",
	Remedy: "Correct the line, or lint the output of the tool that renders the template.",
	Source: "operator",
}

// NotComposed is the rule for a kustomization whose files name objects of the
// registry and that cannot be composed.
var NotComposed = Rule{
	ID: "KU001", Severity: Error,
	Title:  "kustomization that cannot be composed",
	Why:    "The build fails, or it needs what this program does not run: a remote base, an exec or container function, or Helm; the objects of the registry were not checked as a whole.",
	Remedy: "Correct the kustomization, or lint the output of kustomize build.",
	Source: "operator",
}

// DuplicateProfile is the rule for two profiles of one name.
var DuplicateProfile = Rule{
	ID: "KU002", Severity: Error,
	Title:  "two profiles with one name",
	Why:    "The function records the name of the profile in each object: which cluster an object belongs to is undefined.",
	Remedy: "Give each profile the name of its cluster.",
	Source: "operator",
}
