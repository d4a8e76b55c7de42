package validators

import (
	"time"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/fn/profile"
)

// Severity tells how bad a finding is.
type Severity string

// The severities: an error stops the build.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Rule is one misconfiguration.
type Rule struct {
	// ID is stable and never used again.
	ID string
	// Severity of a finding, unless the finding has its own.
	Severity Severity
	// Title says what is wrong, in a few words.
	Title string
	// Why says what happens on the cluster.
	Why string
	// Remedy says what to write, in one imperative sentence.
	Remedy string
	// Source is the section of the book, or "operator" for what the
	// operator's source and behaviour show.
	Source string

	check func(Input) []Finding
}

// Input is what the rules look at.
type Input struct {
	*profile.RegistryProfile
	// Now decides whether a certificate has expired.
	Now time.Time
}

// Finding is one place where a rule is broken.
type Finding struct {
	// Rule that is broken.
	Rule Rule
	// Severity of this finding.
	Severity Severity
	// Field is the path in the profile.
	Field string
	// Value that the field has; nil for one that is missing.
	Value any
	// Detail says which part of the value is wrong; it may be empty.
	Detail string
}

// Message says what is wrong, what follows and what to do.
func (f Finding) Message() string {
	title := f.Rule.Title
	if f.Detail != "" {
		title += " (" + f.Detail + ")"
	}
	return title + ": " + f.Rule.Why + " " + f.Rule.Remedy
}

// at is a finding at the field of a profile.
func at(path *field.Path, value any) []Finding {
	return []Finding{{Field: path.String(), Value: value}}
}

// off reports whether a switch is set, and set to false.
func off(b *bool) bool { return b != nil && !*b }

// Check returns where the input breaks rules, in the order of the rules.
func Check(in Input) []Finding {
	var findings []Finding
	for _, rule := range All {
		for _, f := range rule.check(in) {
			f.Rule = rule
			if f.Severity == "" {
				f.Severity = rule.Severity
			}
			findings = append(findings, f)
		}
	}
	return findings
}

// All is every rule, by family.
var All = []Rule{
	removedManaged,
	unsupportedOverrides,
	singleNodeReplicas,
	singleNodeRollout,
	unusableAccessModes,
	operatorsClaim,
	namelessClass,
	emptyDirProduction,
	emptyDirReplicas,
	endpointRegion,
	endpointScheme,
	gatewayPort,
	keyWithoutEncryption,
	plainEndpoint,
	inClusterRedirect,
	bucketOnHTTP,
	bucketRoute,
	azureInternal,
	azureAccount,
	swiftRedirect,
	swiftToken,
	swiftKeystone,
	unfitKeys,
	uselessCredentials,
	bucketCredentials,
	routeSecret,
	unreadableCertificate,
	expiredCertificate,
	shadowedRegistry,
	leafCertificate,
	expiringCertificate,
	uselessStorageTrust,
	routeNames,
	routeHosts,
	noReplicas,
	foreignConstraint,
	guessedReplicas,
	badSchedule,
	idlePruner,
}

var (
	spec         = field.NewPath("spec")
	registryPath = spec.Child("registry")
	storagePath  = spec.Child("storage")
	routesPath   = spec.Child("exposure", "routes")
)
