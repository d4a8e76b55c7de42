package importer

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// contradictions lists what the state says in two ways.
func (s state) contradictions(spec tree) []string {
	stores, _ := at(s.config(), "spec", "storage").(tree)
	types := slices.DeleteFunc(slices.Sorted(maps.Keys(stores)), func(key string) bool { return !slices.Contains(openshift.StorageKeys(), key) })
	if len(types) < 2 {
		return nil
	}
	return []string{fmt.Sprintf("Config/cluster: spec.storage: has %s, and the operator refuses more than one type; keep in the profile the one that you want, and name the other in spec.delivery.storageChange.from", strings.Join(types, " and "))}
}

// missing lists what the state has and the profile does not ask for.
func (r renderer) missing(spec tree) []string {
	rendered, _ := r.render(spec)
	var left []string
	for _, id := range slices.Sorted(maps.Keys(r.state)) {
		o := r.state[id]
		if o.content == nil || !slices.Contains(kinds, o.kind) {
			continue
		}
		got, asked := rendered[id]
		want := values(o.kind, o.content)
		if !asked && len(want) > 0 && o.kind != openshift.Config {
			left = append(left, provenance.NameOf(id)+": the profile does not ask for it; keep its manifest beside the profile, if it is yours")
			continue
		}
		if version := text(o.content, "apiVersion"); asked && version != o.kind.GroupVersion().String() {
			left = append(left, fmt.Sprintf("%s: is of %s on the cluster, and the profile asks for %s; see that the cluster serves it", provenance.NameOf(id), version, o.kind.GroupVersion().String()))
		}
		for _, path := range slices.Sorted(maps.Keys(want)) {
			value, said := got[path]
			switch {
			case !said:
				left = append(left, provenance.NameOf(id)+": "+path+": no profile says this; it stays as it is on the cluster")
			case !reflect.DeepEqual(value, want[path]):
				left = append(left, provenance.NameOf(id)+": "+path+": the profile says something else, and it will change on the cluster")
			}
		}
	}
	return left
}

// added lists what the profile asks for and the state does not have.
func (r renderer) added(spec tree, others []string) []string {
	rendered, _ := r.render(spec)
	var more []string
	for _, id := range slices.Sorted(maps.Keys(rendered)) {
		o, there := r.state[id]
		if !there && !slices.Contains(others, id) {
			more = append(more, provenance.NameOf(id)+": is not among the objects, and the profile makes it")
			continue
		}
		want := values(o.kind, o.content)
		for _, path := range slices.Sorted(maps.Keys(rendered[id])) {
			if _, known := want[path]; there && !known {
				more = append(more, provenance.NameOf(id)+": "+path+": the profile sets it, and the cluster does not have it")
			}
		}
	}
	return more
}

// unread names objects that are not read at all, but for those that the profile
// asks for all the same.
func (r renderer) unread(spec tree, others []string) []string {
	rendered, _ := r.render(spec)
	var left []string
	for _, id := range others {
		if _, asked := rendered[id]; asked {
			continue
		}
		left = append(left, fmt.Sprintf("%s: not read; keep its manifest beside the profile, if it is yours", provenance.NameOf(id)))
	}
	return left
}
