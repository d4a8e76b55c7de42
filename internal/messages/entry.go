package messages

import "slices"

// Component is what prints a message.
type Component string

// Components that report faults of the registry.
const (
	Operator        Component = "operator"
	Registry        Component = "registry"
	Kubernetes      Component = "Kubernetes"
	Node            Component = "kubelet or CRI-O"
	Client          Component = "oc or podman"
	Pruner          Component = "pruner"
	Alert           Component = "alert"
	ExternalSecrets Component = "External Secrets"
	DataFoundation  Component = "OpenShift Data Foundation"
	ArgoCD          Component = "Argo CD"
	Flux            Component = "Flux"
	Kustomize       Component = "Kustomize"
	Helm            Component = "Helm"
	StorageJob      Component = "Job of storageChange"
)

// scope is what a text must contain besides the words of a message.
type scope uint8

const (
	// own: only the registry and its operator print these words.
	own scope = iota
	// shared: hardly another component prints these words. They match beside a name of
	// the registry, or if they begin a text that consists of one message.
	shared
	// named: many programs print these words. They match only beside a name of the
	// registry; a text without one only gets a hint.
	named
)

// Entry describes one fault and the messages that report it.
type Entry struct {
	// ID is a name in kebab case. It never changes.
	ID string
	// Messages are the words of the component; … denotes any text. The first one is
	// the title.
	Messages  []string
	Component Component
	// Condition and Reason are those of Config cluster, or of the named object; empty
	// if the message is not in a condition.
	Condition, Reason string
	// Since and Until are the first and the last release that prints the message;
	// empty for all releases.
	Since, Until string
	// Meaning is one sentence about the effect.
	Meaning string
	// Causes, the most frequent first.
	Causes []string
	// Look lists commands that confirm the cause.
	Look []string
	// Remedy is one imperative sentence.
	Remedy string
	// Rules and Fields prevent the fault.
	Rules, Fields []string
	// Source is the file of the component's repository, or the documentation page,
	// that has the message.
	Source string

	scope scope
	// to are the parties whose requests the messages concern; 0 for all parties.
	to party
	// pulls: the entry does not concern images of other registries.
	pulls bool
	// with are words, in lowercase, one of which a text must contain.
	with []string
	// without are words, in lowercase, that show near a message that it is not a fault,
	// or has a more specific entry.
	without []string
	// check reports whether a text, in lowercase, concerns the entry; nil for all texts.
	check func(text string) bool
	// general entries only enclose the message that names the cause. They are listed
	// after all others.
	general bool
}

// Title returns the first message.
func (e Entry) Title() string { return e.Messages[0] }

// Group is a part of the table.
type Group struct {
	// Title is a noun phrase.
	Title   string
	Entries []Entry
}

// Groups returns the table in the order of the documentation.
func Groups() []Group {
	return []Group{
		{"Operator", slices.Concat(operatorEntries, apiServerEntries)},
		{"Credentials", credentialEntries},
		{"Start of the registry", startEntries},
		{"S3 and compatible stores", slices.Concat(s3Entries, storeEntries)},
		{"Azure, Google Cloud, Swift and IBM Cloud", cloudEntries},
		{"Claims and volumes", slices.Concat(volumeEntries, mountEntries)},
		{"Change of the storage", copyEntries},
		{"Pods", podEntries},
		{"Pulls, pushes and builds", slices.Concat(imageEntries, clientEntries)},
		{"Pruner", prunerEntries},
		{"Routes", routeEntries},
		{"Argo CD, Flux, External Secrets and Data Foundation", slices.Concat(toolEntries, ownershipEntries)},
		{"Applying manifests", slices.Concat(apiEntries, capabilityEntries)},
		{"Alerts", alertEntries},
	}
}

// All returns the table.
func All() []Entry {
	var all []Entry
	for _, g := range Groups() {
		all = append(all, g.Entries...)
	}
	return all
}

// ByID returns the entry with an ID.
func ByID(id string) (Entry, bool) {
	for _, e := range All() {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// IsGeneral reports whether the entry only encloses the message that names the cause.
func (e Entry) IsGeneral() bool { return e.general }

// concerns reports whether the message at a position of a text, which is in lowercase,
// concerns the entry.
func (e *Entry) concerns(text string, begin, end int) bool {
	switch {
	case e.to != 0 && e.to&partyOf(text[:end]) == 0:
		return false
	case e.check != nil && !e.check(text):
		return false
	case len(e.with) > 0 && !containsAny(text, e.with):
		return false
	case len(e.without) > 0 && containsAny(text[max(0, begin-gap):min(len(text), end+gap)], e.without):
		return false
	}
	return !e.pulls || !ofOtherImage(text) && partyOf(text[:end])&(otherParty|apiParty|identityParty) == 0
}
