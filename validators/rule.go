package validators

import (
	"time"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
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
	// LintSeverity is that of a finding in lint, where it differs.
	LintSeverity Severity
	// Title says what is wrong, in a few words.
	Title string
	// Why says what happens on the cluster.
	Why string
	// Remedy says what to write, in one imperative sentence.
	Remedy string
	// Source is the section of the book, or "operator" for what the
	// operator's source and behaviour show.
	Source string

	// From is the first release that the rule is about; the zero Release for
	// all. A rule with a first release is silent where the release is not known.
	From openshift.Release

	// check looks at the profile, checkItems at the manifests; nil where there
	// is nothing to look at.
	check, checkItems func(Input) []Finding
}

// SourceText says where the rule comes from.
func (r Rule) SourceText() string {
	if r.Source == "operator" {
		return "the operator's behaviour"
	}
	return openshift.Section(r.Source)
}

// Input is what the rules look at.
type Input struct {
	// RegistryProfile is the profile in play; nil if there is none.
	*resolve.RegistryProfile
	// Items are the manifests.
	Items []*yaml.RNode
	// Cluster is what is known of the cluster.
	Cluster Cluster
	// Lint tells that people look at files, and no build depends on them.
	Lint bool
	// Now decides whether a certificate has expired.
	Now time.Time

	items  []item
	byKind map[openshift.Kind][]item
	// known reports whether there is a rule with an ID.
	known func(id string) bool
}

// Cluster is what is known of the cluster; what is empty is not known.
type Cluster struct {
	Release     openshift.Release
	Platform    string
	Environment string
	Topology    string
}

// ClusterOfPolicy returns what a policy says of the cluster.
func ClusterOfPolicy(p *resolve.RegistryPolicy) Cluster {
	o := p.Spec.OpenShift
	release, err := openshift.ParseRelease(o.Version)
	if err != nil {
		release = openshift.Release{} // ParsePolicy has refused it, or there is none
	}
	return Cluster{Release: release, Platform: o.Platform, Environment: o.Environment, Topology: o.InfrastructureTopology}
}

// ClusterOf returns what a profile says of its cluster.
func ClusterOf(p *resolve.RegistryProfile) Cluster {
	o := p.Spec.OpenShift
	return Cluster{Release: p.Release(), Platform: o.Platform, Environment: o.Environment, Topology: o.InfrastructureTopology}
}

// Finding is one place where a rule is broken.
type Finding struct {
	// Rule that is broken.
	Rule Rule
	// Severity of this finding.
	Severity Severity
	// Object that the finding is about; nil for the profile.
	Object *yaml.RNode
	// Field is the path in it.
	Field string
	// Value that the field has; nil for one that is missing.
	Value any
	// Proposed is a value that would be right; nil if there is no single one.
	Proposed any
	// Excuse is the reason for which the finding is excepted; empty if it is not.
	Excuse string
	// Detail says which part of the value is wrong; it may be empty.
	Detail string
}

// Message says what is wrong, what follows and what to do.
func (f Finding) Message() string {
	title := f.Rule.Title
	if f.Detail != "" {
		title += " (" + f.Detail + ")"
	}
	if f.Excuse != "" {
		return title + ": allowed, for " + f.Excuse
	}
	return title + ": " + f.Rule.Why + " " + f.Rule.Remedy
}

// at is a finding at the field of a profile.
func at(path *field.Path, value any) []Finding {
	return []Finding{{Field: path.String(), Value: value}}
}

// proposed adds a value that would be right.
func proposed(found []Finding, value any) []Finding {
	for i := range found {
		found[i].Proposed = value
	}
	return found
}

// off reports whether a switch is set, and set to false.
func off(b *bool) bool { return b != nil && !*b }

// Check returns where the profile breaks rules, in the order of the rules.
func Check(in Input) []Finding {
	return run(in, func(r *Rule) func(Input) []Finding { return r.check })
}

// CheckItems returns where the manifests break rules, in the order of the
// rules.
func CheckItems(in Input) []Finding {
	in.items = decodeItems(in.Items)
	if in.RegistryProfile != nil {
		in.Cluster = ClusterOf(in.RegistryProfile)
	}
	in.hold()
	in.sort()
	in.known = Known
	return run(in, func(r *Rule) func(Input) []Finding { return r.checkItems })
}

// about reports whether the rule is about the cluster's release.
func (r *Rule) about(in *Input) bool {
	release := in.Cluster.Release
	if in.RegistryProfile != nil {
		release = in.Release()
	}
	return r.From == openshift.Release{} || release != openshift.Release{} && !release.Before(r.From)
}

func run(in Input, part func(*Rule) func(Input) []Finding) []Finding {
	var findings []Finding
	for i := range All {
		rule := &All[i]
		check := part(rule)
		if check == nil || !rule.about(&in) {
			continue
		}
		for _, f := range check(in) {
			f.Rule = *rule
			if f.Severity == "" {
				f.Severity = rule.Severity
				if in.Lint && rule.LintSeverity != "" {
					f.Severity = rule.LintSeverity
				}
			}
			findings = append(findings, f)
		}
	}
	return findings
}

// All is every rule, by family.
var All = []Rule{
	severalTypes,
	leftoverStorage,
	removedManaged,
	removedAndChanged,
	noStorage,
	unsaidManagement,
	managedNamedStore,
	goneDriver,
	wrongName,
	wrongNamespace,
	badManagementState,
	driftingValue,
	s3Stub,
	unsupportedOverrides,
	movedObject,
	singleNodeReplicas,
	singleNodeRollout,
	unusableAccessModes,
	blockVolume,
	smallVolume,
	adoptedClaim,
	strayClaim,
	nfsVolume,
	fileSystemForImages,
	sharedBlockVolume,
	defaultClass,
	operatorsClaim,
	namelessClass,
	emptyDirProduction,
	emptyDirReplicas,
	endpointRegion,
	endpointScheme,
	gatewayPort,
	keyWithoutEncryption,
	encryptedGateway,
	plainEndpoint,
	inClusterRedirect,
	serviceCertificate,
	bucketName,
	ownBucket,
	awsEndpoint,
	cloudFront,
	generatedBucket,
	otherBucket,
	cloudGateway,
	unprotectedData,
	bucketOnHTTP,
	bucketRoute,
	azureCloud,
	azureAccount,
	azureNames,
	azurePrivateKey,
	azureInternal,
	swiftRedirect,
	swiftToken,
	swiftKeystone,
	swiftVersion,
	gcsKey,
	cosInstance,
	cosUnreachable,
	secretInGit,
	unfitKeys,
	proxyCredentials,
	httpSecret,
	oldSecretsAPI,
	storeWithoutNamespace,
	uselessCredentials,
	bucketCredentials,
	routeSecret,
	colonInKey,
	bundleMissing,
	unreadableCertificate,
	expiredCertificate,
	shadowedRegistry,
	leafCertificate,
	expiringCertificate,
	uselessStorageTrust,
	routeNames,
	routeHosts,
	routeKeys,
	takenRoute,
	infraOnWorkers,
	twoOnOneNode,
	noReplicas,
	foreignConstraint,
	lonelyReplica,
	guessedReplicas,
	badDuration,
	nanoseconds,
	badSchedule,
	idlePruner,
	badRequests,
	walledJob,
	exclusiveSources,
	claimFirst,
	ownImage,
	replacing,
	contraryOptions,
	unknownToRelease,
	againstSchema,
	idleException,
	Malformed,
}

var (
	spec         = field.NewPath("spec")
	registryPath = spec.Child("registry")
	storagePath  = spec.Child("storage")
	routesPath   = spec.Child("exposure", "routes")
)
