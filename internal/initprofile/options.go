package initprofile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// Options describe the cluster of the profile.
type Options struct {
	// Name is the name of the profile and of the cluster.
	Name string
	// Version is the release of the cluster, x.y or x.y.z. The default is the last
	// supported release, marked as an example.
	Version string
	// Platform is one of openshift.Platforms.
	Platform string
	// Storage is the key of a storage type in spec.storage.
	Storage string
	// Placement is the role of the nodes on which the registry runs, one of
	// openshift.NodeRoles. It is optional.
	Placement string

	release openshift.Release // a supported one
	backend storage.Choice
}

// Missing is the error for a missing or unknown option.
type Missing struct {
	// Option is platform, storage or placement.
	Option string
	// Value is the value of the option, empty if it is not set.
	Value string
	// Choices lists the valid values, one for each line of the message.
	Choices []string
	// Meant is the valid value that Value probably means; empty if there is none.
	Meant string
}

// Error implements error.
func (m Missing) Error() string { return strings.Join(m.Lines(), "\n") }

// Lines returns the lines of the message.
func (m Missing) Lines() []string {
	problem, end := fmt.Sprintf("unknown %s %s", m.Option, m.Value), ";"
	if m.Value == "" {
		problem = "the " + m.Option + " is missing"
	}
	if m.Meant != "" {
		end = "; did you mean " + m.Meant + "?"
	}
	lines := []string{fmt.Sprintf("%s%s --%s is one of:", problem, end, m.Option)}
	for _, choice := range m.Choices {
		lines = append(lines, "  "+choice)
	}
	return lines
}

// CheckPlatform returns an error of type Missing for a platform that is missing or
// unknown.
func CheckPlatform(platform string) error {
	if openshift.FindPlatform(platform).Name != "" {
		return nil
	}
	names := openshift.PlatformNames()
	return Missing{"platform", platform, []string{strings.Join(names, ", ")}, decode.ClosestValue(platform, names)}
}

// CheckStorage returns an error for a storage type that is missing or unknown, which
// has the type Missing, or that the platform cannot have.
func CheckStorage(key, platform string) error {
	all, available := storage.All(), Storages(platform)
	if i := slices.IndexFunc(all, func(c storage.Choice) bool { return c.Key == key }); i >= 0 {
		reason := all[i].Facts().Unavailable(platform)
		if reason == "" {
			return nil
		}
		return fmt.Errorf("--storage: %s is not available on %s: %s; use one of %s", key, platform, reason, strings.Join(Keys(available), ", "))
	}
	missing := Missing{Option: "storage", Value: key, Meant: decode.ClosestValue(key, Keys(available))}
	for _, c := range available {
		missing.Choices = append(missing.Choices, fmt.Sprintf("%-9s %s", c.Key, c.Facts().Title))
	}
	return missing
}

// Storages returns the storage types that a platform can have, those that need least
// of the user first: the store of the platform, or else a claim.
func Storages(platform string) []storage.Choice {
	all := slices.DeleteFunc(storage.All(), func(c storage.Choice) bool { return c.Facts().Unavailable(platform) != "" })
	own := cmp.Or(openshift.FindPlatform(platform).Storage, "pvc")
	if platform == openshift.OpenStack {
		own = "swift"
	}
	slices.SortStableFunc(all, func(a, b storage.Choice) int {
		switch {
		case a.Key == own && platform != "":
			return -1
		case b.Key == own && platform != "":
			return 1
		}
		return 0
	})
	return all
}

// Keys returns the keys of storage types in spec.storage.
func Keys(choices []storage.Choice) []string {
	keys := make([]string, len(choices))
	for i, c := range choices {
		keys[i] = c.Key
	}
	return keys
}

// CheckRelease returns an error for a release that is not supported.
func CheckRelease(version string) error {
	if _, err := openshift.ParseRelease(version); err != nil {
		return fmt.Errorf("--openshift-version: %w", err)
	}
	return nil
}

// check completes the options, or returns all their errors.
func (o *Options) check() []error {
	errs := []error{CheckPlatform(o.Platform), CheckStorage(o.Storage, o.Platform)}
	if _, known := openshift.NodeRoles[o.Placement]; o.Placement != "" && !known {
		names := slices.Sorted(maps.Keys(openshift.NodeRoles))
		errs = append(errs, Missing{"placement", o.Placement, []string{strings.Join(names, ", ")}, decode.ClosestValue(o.Placement, names)})
	}
	version := cmp.Or(o.Version, openshift.LastRelease.String())
	errs = slices.DeleteFunc(append(errs, CheckRelease(version)), func(err error) bool { return err == nil })
	if len(errs) > 0 {
		return errs
	}
	all := storage.All()
	o.backend = all[slices.IndexFunc(all, func(c storage.Choice) bool { return c.Key == o.Storage })]
	o.release, _ = openshift.ParseRelease(version)
	o.release = o.release.Nearest()
	return nil
}

// native reports whether the storage is the default of the platform, which then
// also provides its credentials.
func (o *Options) native() bool {
	return openshift.FindPlatform(o.Platform).Storage == o.backend.Facts().ConfigKey
}

// credentials reports whether the storage requires credentials from the user.
func (o *Options) credentials() bool {
	return len(o.backend.Facts().KeySets) > 0 && o.backend.Store(storage.Env{}).Bucket == nil
}

// set returns the paths of the fields that the profile sets in addition to the
// required fields.
func (o *Options) set() []string {
	paths := slices.Clone(o.backend.Facts().Starter)
	if o.Storage == "s3" && !o.native() {
		paths = append(paths, "regionEndpoint")
	}
	if o.Storage == "gcs" && !o.native() {
		paths = append(paths, "region", "projectID") // a cluster on another platform has no project
	}
	stanza := "spec.storage." + o.Storage
	all := []string{stanza}
	for _, path := range paths {
		all = append(all, stanza+"."+path)
	}
	if o.credentials() && !o.native() {
		all = append(all, "spec.credentials.externalSecret.remoteKey", "spec.credentials.externalSecret.keySet")
	}
	if o.Storage == "emptyDir" {
		all = append(all, "spec.openshift.environment")
	}
	if o.Placement != "" {
		all = append(all, "spec.registry.placement")
	}
	return all
}

// omits reports whether a field does not apply to the cluster.
func (o *Options) omits(f fields.Field) bool {
	if f.Since != "" {
		if since, err := openshift.ParseRelease(f.Since); err == nil && o.release.Before(since) {
			return true
		}
	}
	below := func(path string) bool { return f.Path == path || strings.HasPrefix(f.Path, path+".") }
	for _, c := range storage.All() {
		if c.Key != o.Storage && below("spec.storage."+c.Key) {
			return true
		}
	}
	switch {
	case below("spec.credentials.objectBucketClaim"):
		return true // instead of externalSecret, or the default of a claimed bucket
	case below("spec.credentials"):
		return !o.credentials() || f.Path == "spec.credentials.externalSecret.keySet" && o.backend.Facts().KeySets[0].Name == ""
	case below("spec.storage.s3.cloudFront"):
		return o.Platform != "AWS"
	case below("spec.storage.s3.regionEndpoint"), below("spec.trust.storage"):
		return o.Storage != "s3" || o.native()
	case below("spec.storage.pvc.create.storageClass"):
		return o.Platform != "OpenStack" // the OpenShift documentation creates a class
	case below("spec.registry.nodeSelector"), below("spec.registry.tolerations"):
		return true // placement is simpler, and excludes them
	case below("spec.storage.pvc.create.selector"), below("spec.storage.pvc.create.persistentVolume"):
		return o.Platform == "OpenStack" || // the class provisions the volume
			below("spec.storage.pvc.create.persistentVolume.local") || below("spec.storage.pvc.create.persistentVolume.csi") // instead of nfs
	case below("spec.exposure.routes.certificate"):
		return true // instead of externalSecret
	case below("spec.delivery.acm"), below("spec.delivery.hive"):
		return true // they name objects of a hub cluster
	case below("spec.delivery.storageChange"):
		return true // a new cluster does not have a previous storage type
	case below("spec.storage.cephRGW.existingClaim"), below("spec.storage.noobaa.existingClaim"), below("spec.delivery.image"):
		return true // instead of bucketName; no Job is generated
	}
	return false
}

// value returns the value of a field, empty if unknown.
func (o *Options) value(f fields.Field) string {
	switch f.Path {
	case "spec.openshift.version":
		return cmp.Or(o.Version, openshift.LastRelease.String())
	case "spec.openshift.platform":
		return o.Platform
	case "spec.registry.placement":
		return cmp.Or(o.Placement, o.example(f))
	case "spec.registry.replicas":
		if o.Storage == "pvc" && o.Platform == "OpenStack" || o.Storage != "pvc" && o.backend.Store(storage.Env{}).Sharing != storage.Shared {
			return "1"
		}
	case "spec.openshift.environment":
		if o.Storage == "emptyDir" {
			return v1alpha1.NonProduction
		}
	}
	if value := o.example(f); value != "" {
		return value
	}
	return f.Default
}

// Names of the cluster in examples, with and without hyphens.
const (
	exampleName  = "prod-eu-1"
	examplePlain = "prodeu1"
)

// example returns the example of a field, adapted to the cluster.
func (o *Options) example(f fields.Field) string {
	if o.Platform == "OpenStack" {
		switch f.Path { // block volumes, which only one node can mount
		case "spec.storage.pvc.accessModes":
			return `["ReadWriteOnce"]`
		case "spec.storage.pvc.create.storageClassName":
			return "custom-csi-storageclass"
		}
	}
	if len(validation.IsDNS1123Subdomain(o.Name)) > 0 {
		return f.Example // the name is not valid, and could be more than a name in YAML
	}
	name := strings.ReplaceAll(o.Name, ".", "-")
	plain := strings.ReplaceAll(name, "-", "")
	if len(name) > 40 || len(plain) > 16 && strings.Contains(f.Example, examplePlain) {
		return f.Example // a longer name exceeds the limits of store names
	}
	return strings.NewReplacer(exampleName, name, examplePlain, plain).Replace(f.Example)
}
