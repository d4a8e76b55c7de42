package openshift

import (
	"encoding/json"
	"time"
)

// StorageRecord is the record of a change of the storage that copies the images: the
// value of the annotation StorageChangeMark of Config.
type StorageRecord struct {
	// ID of the change, which the Job has as a label with the same key.
	ID string `json:"id"`
	// From and To are storage types, keys of Config.spec.storage.
	From string `json:"from"`
	To   string `json:"to"`
	// Phase is one of the constants below.
	Phase string `json:"phase"`
	// Time of the phase in RFC 3339.
	Time string `json:"time"`
	// ReadOnly is spec.readOnly of Config, and Suspend spec.suspend of the ImagePruner,
	// before the change; empty if they were not set.
	ReadOnly string `json:"readOnly"`
	Suspend  string `json:"suspend"`
	// Objects and Bytes of the new store; empty before the copy is complete.
	Objects string `json:"objects"`
	Bytes   string `json:"bytes"`
	// Reason of a failure.
	Reason string `json:"reason"`
}

// Phases of a change of the storage.
const (
	// PhaseBulk: the Job copies while the registry serves the old store.
	PhaseBulk = "bulk"
	// PhaseFrozen: the registry is read-only.
	PhaseFrozen = "frozen"
	// PhaseSwitched: Config names the new store, and the Job has not ended.
	PhaseSwitched = "switched"
	// PhaseCopied: the registry uses the new store.
	PhaseCopied = "copied"
	// PhaseFailed and PhaseRestored: the registry serves the old store, writable as
	// before. The Job wrote the first, and the CronJob beside it the second.
	PhaseFailed   = "failed"
	PhaseRestored = "restored"
)

// ParseStorageRecord returns the record in an annotation, and false if it is none.
func ParseStorageRecord(annotation string) (StorageRecord, bool) {
	var r StorageRecord
	if json.Unmarshal([]byte(annotation), &r) != nil || r.Phase == "" {
		return StorageRecord{}, false
	}
	return r, true
}

// Since returns the time of the phase; zero if it is invalid.
func (r StorageRecord) Since() time.Time {
	t, err := time.Parse(time.RFC3339, r.Time)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Restore returns the command that makes the registry writable again, and the one that
// lets the pruner run again.
func (r StorageRecord) Restore() (registry, pruner string) {
	return "oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p '{\"spec\":{\"readOnly\":" + orNull(r.ReadOnly) + "}}'",
		"oc patch imagepruners.imageregistry.operator.openshift.io/cluster --type=merge -p '{\"spec\":{\"suspend\":" + orNull(r.Suspend) + "}}'"
}

// orNull returns a value in JSON. Anybody who may write Config can write the record.
func orNull(value string) string {
	if value == "true" || value == "false" {
		return value
	}
	return "null"
}
