package plan

import (
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// bucketFields lists the fields of an s3 stanza that the operator or an
// administrator sets for one bucket.
var bucketFields = []string{"encrypt", "keyID", "chunkSizeMiB", "cloudFront", "regionEndpoint"}

// leftovers returns the effect of a change to another bucket on the fields of the
// old bucket that only the Config of the cluster contains: an apply keeps them.
func (c change) leftovers() []Effect {
	const stanza = "spec.storage.s3"
	previous, current := c.configs()
	set := of(c.manifests, openshift.Config.Kind, "", openshift.ClusterName)
	if current.values[stanza+".bucket"] == nil || storageJob(c.before) != "" || !c.changesBucket(stanza) {
		return nil
	}
	e := Effect{Level: Info, Object: current.id, Field: stanza}
	if c.byJob() {
		e.Text = "is replaced as a whole in the Config of the cluster by the Job of spec.delivery.storageChange, before the new store is applied"
		return []Effect{e}
	}
	if by := c.byHub(); by != "" {
		e.Text = "is replaced as a whole in the Config of the cluster " + by
		return []Effect{e}
	}
	var unset []string
	for _, field := range bucketFields {
		path := stanza + "." + field
		harmless := field == "encrypt" && set.values[stanza+".regionEndpoint"] == nil // AWS encrypts
		absent := c.Live != nil && previous.values[path] == nil && !has(previous, path)
		if !harmless && !absent && set.values[path] == nil && !has(set, path) {
			unset = append(unset, field)
		}
	}
	if len(unset) == 0 {
		return nil
	}
	e.Level = Warning
	e.Text = "keeps " + strings.Join(unset, ", ") + " of the old bucket"
	if c.Live == nil {
		e.Text += " if another field manager wrote them to the Config of the cluster"
	}
	e.Text += ". " +
		c.remedy("Set spec.delivery.storageChange.from to s3, or run", "Run") + " this command immediately before the first sync: it replaces the whole stanza in a single request"
	e.Command = generators.StorageCommand(current.manifest, "s3")
	return []Effect{e}
}

// changesBucket reports whether the cluster uses another bucket until then: that of
// the old manifests, or that of the operator if they do not state a store.
func (c change) changesBucket(stanza string) bool {
	previous, current := c.configs()
	switch storageType(previous) {
	case "":
		from := c.Replaces
		if from == "" {
			from = c.Platform.Storage
		}
		return c.known && from == "s3" && previous.values[registryState] != openshift.Removed
	case "s3":
		for _, name := range []string{"bucket", "regionEndpoint"} {
			if previous.values[stanza+"."+name] != current.values[stanza+"."+name] {
				return true
			}
		}
	}
	return false
}
