package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// outputOptions configure how render writes the folder of rendered manifests.
type outputOptions struct {
	dir         string
	prune, only bool
	shard       shard
	// whole reports whether the profiles are those of a whole fleet.
	whole bool
}

func (o *outputOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.dir, "output", "o", "", "write the manifests to this folder instead of printing them")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "remove stale rendered files")
	cmd.Flags().BoolVar(&o.only, "check", false, "write nothing; list files that are out of date, and exit with 1 if any exist")
	cmd.Flags().Var(&o.shard, "shard", "only render the clusters of the i-th of n parts of the fleet")
}

func (o *outputOptions) check() error {
	switch {
	case o.dir == "" && (o.prune || o.only):
		return errors.New("--prune and --check require an output folder; add -o OUT")
	case o.prune && o.only:
		return errors.New("--check and --prune are mutually exclusive; use one of them")
	}
	return nil
}

// update writes the files of the folder that are out of date. With --check, it
// only lists them.
func update(o outputOptions, all []rendered, s Streams) error {
	files, err := filesOf(all)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r rendered) bool { return r.elsewhere })
	folder := fleet.Folder{Path: o.dir, Files: files, Whole: o.whole, Selects: o.shard.selects()}
	state, err := folder.Compare()
	if err != nil {
		return usageError(err)
	}
	if o.only {
		return upToDate(state, s)
	}
	if err := folder.Write(state); err != nil {
		return usageError(err)
	}
	action := "stale; use --prune to remove it"
	if o.prune {
		if err := folder.Prune(state); err != nil {
			return usageError(err)
		}
		action = "removed"
	}
	for _, path := range state.Stale {
		s.note("%s: %s", path, action)
	}
	s.note("clusters: %d, files: %d, written: %d (of %d clusters), stale: %d",
		len(all), len(files), len(state.Changed), len(fleet.Clusters(state.Changed)), len(state.Stale))
	return nil
}

// filesOf returns the files of all profiles by path relative to OUT.
func filesOf(all []rendered) (map[string][]byte, error) {
	sources := map[string]string{}
	for _, r := range all {
		if other, duplicate := sources[r.name]; duplicate {
			return nil, invalid(fmt.Errorf("duplicate profile name %s (in %s and %s); give each profile the name of its cluster", r.name, other, r.source))
		}
		sources[r.name] = r.source
	}
	files := map[string][]byte{}
	for _, r := range all {
		for _, f := range r.files {
			files[f.path] = f.text
		}
	}
	return files, nil
}

// upToDate lists the files that differ. It fails if it lists any.
func upToDate(state fleet.State, s Streams) error {
	var b strings.Builder
	for _, path := range state.Changed {
		printable.Fprintf(&b, "%s: out of date\n", path)
	}
	for _, path := range state.Stale {
		printable.Fprintf(&b, "%s: stale\n", path)
	}
	if b.Len() == 0 {
		return nil
	}
	if _, err := fmt.Fprint(s.Out, b.String()); err != nil {
		return usageError(err)
	}
	return reported(exitInvalid)
}
