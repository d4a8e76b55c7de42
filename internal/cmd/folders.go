package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/fleet"
)

// outputOptions say what happens to the folder of rendered manifests.
type outputOptions struct {
	dir         string
	prune, only bool
	shard       shard
	// whole tells that the profiles are those of a whole fleet.
	whole bool
}

func (o *outputOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.dir, "output", "o", "", "keep files in this folder instead of printing them")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "remove rendered files that no profile asks for any more")
	cmd.Flags().BoolVar(&o.only, "check", false, "write nothing; list what is not up to date, and exit with 1 if there is any")
	cmd.Flags().Var(&o.shard, "shard", "render the i-th of n equal parts of the fleet only")
}

func (o *outputOptions) check() error {
	switch {
	case o.dir == "" && (o.prune || o.only):
		return errors.New("--prune and --check need the folder that they are about; add -o OUT")
	case o.prune && o.only:
		return errors.New("--check writes nothing, and --prune removes files; give one of them")
	}
	return nil
}

// shard is one part of a fleet, for machines that share the work.
type shard struct{ i, n int }

func (s *shard) String() string {
	if s.n == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.i, s.n)
}

func (s *shard) Type() string { return "i/n" }

func (s *shard) Set(text string) error {
	var rest string
	if n, _ := fmt.Sscanf(text, "%d/%d%s", &s.i, &s.n, &rest); n != 2 || s.i < 1 || s.i > s.n {
		return errors.New(`write a part and the number of parts, for example "2/5"`)
	}
	return nil
}

// of returns every n-th source, from the i-th on.
func (s *shard) of(sources []string) []string {
	if s.n == 0 {
		return sources
	}
	var some []string
	for at := s.i - 1; at < len(sources); at += s.n {
		some = append(some, sources[at])
	}
	return some
}

// keep brings the folder up to date, or says how it is not.
func keep(o outputOptions, all []rendered, s Streams) error {
	files, err := filesOf(all)
	if err != nil {
		return err
	}
	folder := fleet.Folder{Path: o.dir, Files: files, Whole: o.whole}
	state, err := folder.Compare()
	if err != nil {
		return unusable(err)
	}
	if o.only {
		return upToDate(state, s)
	}
	if err := folder.Write(state); err != nil {
		return unusable(err)
	}
	verb := "no longer asked for, kept without --prune"
	if o.prune {
		if err := folder.Prune(state); err != nil {
			return unusable(err)
		}
		verb = "removed"
	}
	for _, path := range state.Gone {
		s.note("%s: %s", path, verb)
	}
	s.note("clusters: %d, files: %d, written: %d (of %d clusters), gone: %d",
		len(all), len(files), len(state.Changed), len(fleet.Clusters(state.Changed)), len(state.Gone))
	return nil
}

// filesOf returns the files of all profiles by their paths below OUT.
func filesOf(all []rendered) (map[string][]byte, error) {
	sources := map[string]string{}
	for _, r := range all {
		if other, twice := sources[r.name]; twice {
			return nil, invalid(fmt.Errorf("two profiles are called %s (in %s and %s); a profile has the name of its cluster", r.name, other, r.source))
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

// upToDate lists the clusters of which something differs.
func upToDate(state fleet.State, s Streams) error {
	var b strings.Builder
	for _, path := range state.Changed {
		fmt.Fprintf(&b, "%s: not up to date\n", path)
	}
	for _, path := range state.Gone {
		fmt.Fprintf(&b, "%s: no longer asked for\n", path)
	}
	if b.Len() == 0 {
		return nil
	}
	if _, err := fmt.Fprint(s.Out, b.String()); err != nil {
		return unusable(err)
	}
	return reported(exitInvalid)
}
