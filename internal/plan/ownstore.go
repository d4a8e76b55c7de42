package plan

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

const emptyDir = "emptyDir"

// storageSet completes the effect e of storage that is new in the manifests. The
// manifests do not state which store the cluster uses until then: it is the store of
// spec.delivery.storageChange.from, or the store that the operator selects on the
// platform, unless an administrator has configured another one.
func (c change) storageSet(e Effect, to string) []Effect {
	previous, current := c.configs()
	from, source := c.Replaces, "storage"
	if c.Live != nil && c.Live.Storage != "" {
		from, source = c.Live.Storage, "storage in status.storage of the Config of the cluster"
		if from == to && c.Live.Store != "" && c.Live.Store == text(current.values["spec.storage."+to+"."+openshift.FindStorageType(to).Name]) {
			e.Level, e.Text = Info, "is now set to the store that the registry already uses, as status.storage states"
			return []Effect{e}
		}
	}
	if from == "" {
		from, source = c.Platform.Storage, "default storage of the operator on "+c.Platform.Name
	}
	switch {
	case previous.values[registryState] == openshift.Removed:
		e.Level = Info
		e.Text = "is now set, before the registry is started"
		return []Effect{e}
	case c.Replaces != "" && c.Replaces != to:
		e.Level, e.Text = Loss, switches(from, to)
		return []Effect{e, c.previousType(from)}
	case from == to && !named(current, to):
		e.Level = Info
		e.Text = fmt.Sprintf("is now set to the %s, without the name of a store: the registry keeps its store, unless an administrator has configured another type", source)
		return []Effect{e}
	case from == to && to == "pvc" && claimOf(current) == openshift.DefaultClaim:
		e.Level = Info
		e.Text = fmt.Sprintf("is now set to the claim that the operator uses on %s; the registry keeps it, unless an administrator has configured another store", c.Platform.Name)
		return []Effect{e}
	}
	if !c.known && from == "" && !c.Platform.OwnStorage() {
		return nil // no store is known, and the cluster may be new
	}
	e.Level = c.present(Warning)
	if from != "" {
		e.Level = c.present(Loss)
	}
	e.Text = "is now set. If the registry uses another store now (" + c.presentStore() + "), images that exist only there are not copied and can no longer be pulled. " + mirror
	if from == emptyDir {
		e.Text += ". Images in emptyDir are lost immediately with the pods"
	} else {
		e.Text += ". " + oldRetained
	}
	effects := []Effect{e}
	switch {
	case from == "":
		effects[0].Text += ". If the cluster has another storage type, the operator rejects both types; " + c.remedy("set spec.delivery.storageChange.from to the other type", "replace the other type in a single request")
	case from != to:
		previousType := c.previousType(from)
		previousType.Level = c.present(previousType.Level)
		effects = append(effects, previousType)
	}
	return append(effects, c.staleConditions(from)...)
}

// presentStore describes the store that a cluster uses if the manifests do not
// contain storage.
func (c change) presentStore() string {
	const unless = ", unless an administrator has configured another one"
	platform := c.Platform
	switch {
	case c.Live != nil && c.Live.Storage != "":
		return strings.TrimSpace("status.storage of the Config of the cluster states " + c.Live.Storage + " " + c.Live.Store)
	case c.Replaces != "":
		return "the " + c.Replaces + " storage of the cluster"
	case platform.Name == openshift.OpenStack:
		return "on OpenStack, the Swift container or the claim of the operator" + unless
	case platform.OwnStorage():
		return fmt.Sprintf("on %s, the operator's own %s store%s", platform.Name, platform.Storage, unless)
	case platform.Storage == "pvc":
		return fmt.Sprintf("on %s, the claim %s%s", platform.Name, openshift.DefaultClaim, unless)
	case platform.Storage == emptyDir:
		return fmt.Sprintf("on %s, emptyDir%s", platform.Name, unless)
	case platform.Name != "":
		return fmt.Sprintf("the manifests do not state which one; on %s, the operator configures none itself", platform.Name)
	}
	return "the manifests do not state which one"
}

// storageUnset completes the effect e of storage that is no longer in the
// manifests.
func (c change) storageUnset(e Effect, from string) Effect {
	const unset = "is no longer set; apply removes the fields of the manifests from the Config of the cluster"
	previous, current := c.configs()
	platform := c.Platform
	switch {
	case current.values[registryState] == openshift.Removed:
		e.Level = Info
		e.Text = unset
	case from == platform.Storage && platform.OwnStorage() && !named(previous, from):
		e.Text = fmt.Sprintf("is no longer set. After a server-side apply, the registry keeps its store, whose name the operator has set. A client-side apply removes the whole storage from the Config of the cluster, and the operator selects its default on %s: %s", platform.Name, c.ownStore(from))
	case from == emptyDir:
		e.Level = Loss
		e.Text = "is no longer set; apply removes it from the Config of the cluster, and the images in emptyDir are lost with the pods"
	case platform.Storage == "pvc" && claimOf(previous) == openshift.DefaultClaim:
		e.Level = Info
		e.Text = fmt.Sprintf("%s. The registry keeps its claim, which is the default of the operator on %s", unset, platform.Name)
	case platform.OwnStorage() || platform.Storage != "":
		e.Level = Loss
		e.Text = fmt.Sprintf("%s, and the operator selects its default on %s: %s. %s. %s. If apply removes nothing, for example because another field manager also sets these fields, the registry keeps the store",
			unset, platform.Name, c.ownStore(platform.Storage), copyImages, oldRetained)
	case platform.Name != "" && !platform.Cloud:
		e.Text = fmt.Sprintf("%s. On %s the operator has no default storage: the API server rejects a server-side apply that leaves spec.storage empty, and after any other apply the operator reports that the storage backend is not configured. %s", unset, platform.Name, oldRetained)
	default:
		e.Text = fmt.Sprintf("%s. On a cloud, the operator then selects a store of its own without these images; on other platforms, the storage backend is not configured. The platform is unknown. %s", unset, oldRetained)
		if platform.Name != "" {
			e.Text = strings.Replace(e.Text, "The platform is unknown", "Which of both happens on "+platform.Name+" is unknown", 1)
		}
	}
	return e
}

// ownStore describes the store that the operator selects if Config does not name
// one.
func (c change) ownStore(key string) string {
	switch key {
	case emptyDir:
		return "emptyDir, which loses all images when a pod stops"
	case "pvc":
		return "the claim " + openshift.DefaultClaim + ", without the images of the old store"
	case "s3", "gcs", "ibmcos":
	default:
		return "a store of its own, without the images of the old store"
	}
	const created, fixed = "a new, empty bucket, which it manages", "its own bucket, which always has the same name and does not contain the images of another store"
	switch {
	case c.Release == openshift.Release{}:
		return "before OpenShift " + openshift.FixedBucketName.String() + ", " + created + "; since then, " + fixed
	case c.Release.Before(openshift.FixedBucketName):
		return created
	}
	return fixed
}

// named reports whether a Config names the store of its storage type.
func named(config object, key string) bool {
	return config.values["spec.storage."+key+"."+openshift.FindStorageType(key).Name] != nil
}
