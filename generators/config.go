package generators

import (
	"slices"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// config generates the configuration of the registry operator. It never sets
// httpSecret, observedConfig and status, which the operator owns. The object is
// generated even if the profile sets none of its fields: if it left the manifests,
// a tool that prunes would delete it, and the operator the registry with its
// storage.
func config(state *desired.State) []*Object {
	c := state.Config
	o := newObject(openshift.Config, "", openshift.ClusterName)
	for _, f := range c.Fields {
		set(o, f.Value, "spec", f.Path)
	}
	dropRoles(o, c.RolesReplaced)
	if c.Preferred {
		o.drop("replaced by antiAffinity", "spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
	}
	switch s := c.Storage; {
	case s == nil:
	case s.ByJob:
		o.drop("the Job of the bucket claim writes the storage", "spec", "storage")
	default:
		setStorage(o, s)
	}
	return single(o)
}

// dropRoles drops the labels of other roles of nodes from the node selector.
func dropRoles(o *Object, labels []string) {
	for _, label := range labels {
		o.drop("replaced by placement", "spec", "nodeSelector", label)
	}
}

// setStorage sets the storage of Config.
func setStorage(o *Object, s *desired.Storage) {
	set(o, s.ManagementState, "spec", "storage", "managementState")
	set(o, s.Stanza, "spec", "storage", s.Key)
	set(o, s.Fill, "spec", "storage", s.Key)
	set(o, s.Encrypt, "spec", "storage", s.Key, "encrypt")
	for _, key := range s.Drop {
		o.drop("disabled by the profile", "spec", "storage", s.Key, key)
	}
	switch {
	case !s.Replaces.Set:
	case s.Replaces.Value == s.Key:
		dropOthers(o, s.Fields, "spec", "storage", s.Key)
	default:
		o.drop(replaced, "spec", "storage", s.Replaces.Value)
	}
}

const replaced = "replaced by spec.delivery.storageChange"

// dropOthers drops the keys of a map that the object does not set: they belong to
// the store that another one replaces.
func dropOthers(o *Object, keys []string, path ...string) {
	for _, key := range keys {
		below := append(slices.Clone(path), key)
		if !slices.ContainsFunc(o.Fields, func(f Field) bool { return len(f.Path) >= len(below) && slices.Equal(f.Path[:len(below)], below) }) {
			o.drop(replaced, below...)
		}
	}
}
