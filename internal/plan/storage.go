package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

const storageState = "spec.storage.managementState"

const (
	mirror     = "Mirror required images first, for example with oc image mirror, and push or rebuild all others"
	copyImages = "Images are not copied: images that exist only in the old store can no longer be pulled. " + mirror
)

const oldRetained = "The old store remains with its images and its costs, but neither the registry nor the operator uses it; delete it when all images are copied"

// storage returns the effects of a storage change on the images.
func (c change) storage() []Effect {
	if effects, copied := c.copied(); copied {
		return effects
	}
	if effects, byJob := c.storageByJob(); byJob {
		return effects
	}
	previous, current := c.configs()
	from, to := storageType(previous), storageType(current)
	e := Effect{Level: Warning, Object: current.id, Field: "spec.storage", Old: from, New: to}
	switch {
	case current.id == "" || from == "" && to == "":
		return nil
	case len(storageTypes(current)) > 1:
		if len(storageTypes(previous)) > 1 {
			return nil
		}
		e.Old, e.New = nil, nil
		if c.Tool == v1alpha1.ACM && from != "" {
			e.Text = "adds another type, and a Policy does not remove " + from + " from the Config of the cluster. The operator rejects several storage types: the old pods continue to run, and no change takes effect. Set spec.delivery.storageChange.from to " + from
			return []Effect{e}
		}
		e.Text = "sets " + strings.Join(storageTypes(current), " and ") + ". The operator rejects several storage types: the old pods continue to run, and no change takes effect. Set one type"
		return []Effect{e}
	case to == "":
		e.New = nil
		return []Effect{c.storageUnset(e, from)}
	case from == "":
		e.Old = nil
		return c.storageSet(e, to)
	case from == to:
		return c.otherStore(to)
	}
	e.Level, e.Text = c.lostAccess(Loss), switches(from, to)
	return []Effect{e, c.previousType(from)}
}

// lostAccess returns the level of a change after which the registry does not have
// the images of its old store. A registry that is removed serves none.
func (c change) lostAccess(level Level) Level {
	if previous, _ := c.configs(); previous.values[registryState] == openshift.Removed {
		return Warning
	}
	return level
}

// switches describes the change to another storage type.
func switches(from, to string) string {
	remains := oldRetained
	if from == emptyDir {
		remains = "The images in emptyDir are lost immediately with the pods"
	}
	return fmt.Sprintf("switches from %s to %s. %s. %s", from, to, copyImages, remains)
}

// previousType returns the effect on the old storage type in the Config of the
// cluster.
func (c change) previousType(from string) Effect {
	_, current := c.configs()
	e := Effect{Level: Warning, Object: current.id, Field: "spec.storage." + from}
	if c.byJob() {
		e.Level = Info
		e.Text = "is replaced in the Config of the cluster by the Job of spec.delivery.storageChange, before the new type is applied"
		return e
	}
	if by := c.byHub(); by != "" {
		e.Level = Info
		e.Text = "is replaced in the Config of the cluster " + by
		return e
	}
	if current.nulls[e.Field] {
		e.Text = "is null, so that a client-side apply removes it from the Config of the cluster; the API server rejects a server-side apply with null"
		return e
	}
	remains := "remains in the Config of the cluster if another field manager wrote it"
	if c.Live != nil {
		remains = "remains in the Config of the cluster after an apply"
	}
	e.Text = remains + ", and the operator rejects two types. " + c.remedy("Set spec.delivery.storageChange, or run", "Run") + " this command immediately before the first sync: it replaces the old type with the new one in a single request"
	e.Command = generators.StorageCommand(current.manifest, from)
	return e
}

// otherStore returns the effects of a change to another store of the same type.
func (c change) otherStore(key string) []Effect {
	previous, current := c.configs()
	kind, unless := openshift.FindStorageType(key), ", unless the cluster already uses it"
	if c.Live != nil {
		unless = ""
	}
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		path := "spec.storage." + key + "." + name
		a, b := previous.values[path], current.values[path]
		if a == b || key == "pvc" && claimOf(previous) == claimOf(current) {
			continue
		}
		e := Effect{Level: c.lostAccess(Loss), Object: current.id, Field: path, Old: a, New: b,
			Text: "selects another store" + unless + ". " + copyImages + ". " + oldRetained}
		if name == kind.Name && b == nil {
			e.Level = Loss
			e.Text = "is no longer set. If apply removes the name, the operator selects a store of its own: " + c.ownStore(key) + ". " + copyImages + ". " + oldRetained
			if current.values[storageState] == openshift.Managed {
				e.Text += ". If apply does not remove the name, for example because another field manager also sets it, the registry keeps the store, but the operator now manages it and deletes it together with the registry"
			}
		}
		return append([]Effect{e}, c.staleConditions(key)...)
	}
	return c.region(key)
}

// region returns the effect of another region of the same bucket. Stores with an
// endpoint of their own can ignore the region.
func (c change) region(key string) []Effect {
	previous, current := c.configs()
	const stanza = "spec.storage.s3."
	a, b := text(previous.values[stanza+"region"]), text(current.values[stanza+"region"])
	bucket, endpoint := text(current.values[stanza+"bucket"]), text(current.values[stanza+"regionEndpoint"])
	if key != "s3" || a == b || a == "" || b == "" || bucket == "" || endpoint != "" {
		return nil
	}
	return []Effect{{Level: Warning, Object: current.id, Field: stanza + "region", Old: a, New: b,
		Text: "changes, but the bucket does not. A bucket exists in one region: with the wrong one, the registry cannot access the bucket, and pulls and pushes fail. Compare the value with the region of the bucket first"}}
}

// staleConditions returns the effect on the conditions with which the operator
// reports its requests to a bucket that it manages.
func (c change) staleConditions(from string) []Effect {
	previous, current := c.configs()
	managed := previous.values[storageState] == openshift.Managed || c.Platform.Storage == "s3"
	if from != "s3" || storageType(current) != "s3" || !managed || current.values[storageState] != openshift.Unmanaged {
		return nil
	}
	return []Effect{{Level: Info, Object: current.id, Field: "status.conditions",
		Text: "StorageEncrypted, StoragePublicAccessBlocked, StorageIncompleteUploadCleanupEnabled and StorageTagged can remain True: they still describe the old bucket. The operator does not configure an unmanaged bucket; check the encryption, the public access block, the lifecycle rules and the tags of the new bucket yourself"}}
}

// storageTypes returns all storage types of a Config.
func storageTypes(config object) []string {
	return slices.DeleteFunc(openshift.StorageKeys(), func(key string) bool {
		path := "spec.storage." + key
		return config.values[path] == nil && !has(config, path)
	})
}

// storageType returns the storage type of a Config, empty if no type is set, and the
// first of several types, which the operator rejects.
func storageType(config object) string {
	if types := storageTypes(config); len(types) > 0 {
		return types[0]
	}
	return ""
}

// sameStorage reports whether two Configs have the same storage, apart from its
// management state.
func sameStorage(previous, current object) bool {
	for path := range merged(previous.values, current.values) {
		if strings.HasPrefix(path, "spec.storage.") && path != storageState && show(previous.values[path]) != show(current.values[path]) {
			return false
		}
	}
	return true
}

// claimOf returns the name of the claim of a Config: for an empty name, the operator
// uses its default. It is empty for other storage types.
func claimOf(config object) string {
	if storageType(config) != "pvc" {
		return ""
	}
	if name, _ := config.values["spec.storage.pvc.claim"].(string); name != "" {
		return name
	}
	return openshift.DefaultClaim
}
