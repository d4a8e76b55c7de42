package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/diagnose"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/repository"
)

const dumpHelp = `With DUMP, doctor finds out from the objects of a running cluster what is wrong with
its registry, since when, why, and which command to type next. DUMP is the output of
oc as YAML or JSON, the folder or the archive (tar, tar.gz) of a must-gather or of
Insights, or - for standard input; several arguments are one cluster. With PROFILE, a
file, a folder or REVISION:PATH, it also compares the cluster with Git. It reads only
the names of Secrets and their keys, and the end of the logs of the registry.

An argument is a DUMP if it is a file or -, a folder whose name contains must-gather,
inspect or insights, or a folder with cluster-scoped-resources, namespaces, or objects
of a cluster and no profile. Any other folder is a DIR.

With DUMP, it exits with 1 if it finds a fault, and with 2 if the dump contains nothing
about the registry, or if it finds no fault and the profile has errors.`

const dumpExample = `  oc adm inspect ns/openshift-image-registry co/image-registry --dest-dir dump
  registry-profile doctor dump
  registry-profile doctor must-gather.tar.gz clusters/prod/profile.yaml`

// nothingFound is the error of a dump without the registry.
type nothingFound string

func (e nothingFound) Error() string { return strings.Join(e.Lines(), "\n") }

// Lines returns the lines of the error, which are the commands to type.
func (e nothingFound) Lines() []string {
	lines := []string{string(e) + ": contains nothing about the image registry of a cluster; collect its objects:"}
	return append(lines, strings.Split(collect, "\n")...)
}

// collect are the commands whose output answers most questions.
const collect = `  oc get configs.imageregistry,imagepruners,clusteroperators,clusterversions,infrastructures -o yaml >cluster.yaml
  oc get deployments,replicasets,pods,events,pvc,jobs,routes -n openshift-image-registry -o yaml >registry.yaml
  registry-profile doctor cluster.yaml registry.yaml`

func addDumpFlags(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVar(format, "format", "text", "output format for a DUMP: text, json")
	setValues(cmd, "format", []string{"text", "json"})
}

// dumpArgs accepts one argument, and several if the first one is a dump.
func dumpArgs(cmd *cobra.Command, args []string) error {
	if isDump(args) {
		return nil
	}
	return cobra.MaximumNArgs(1)(cmd, args)
}

// isDump reports whether the first argument contains the objects of a running cluster
// instead of a kustomization or profiles.
func isDump(args []string) bool {
	switch {
	case len(args) == 0:
		return false
	case args[0] == "-":
		return true
	}
	info, err := os.Stat(args[0])
	switch {
	case err != nil:
		return slices.Contains([]string{".yaml", ".yml", ".json", ".tar", ".tgz", ".gz"}, filepath.Ext(args[0])) && !strings.Contains(args[0], ":")
	case !info.IsDir():
		return true
	}
	name := filepath.Base(args[0])
	if strings.Contains(name, "must-gather") || strings.Contains(name, "inspect") || strings.HasPrefix(name, "insights-") {
		return true
	}
	found := false
	err = filepath.WalkDir(args[0], func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case entry.IsDir() && (entry.Name() == "cluster-scoped-resources" || path != args[0] && entry.Name() == "namespaces"):
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	if found || err != nil {
		return found
	}
	if _, err := fleet.Find(args[0]); !errors.Is(err, fleet.ErrNoProfile) {
		return false
	}
	dump, err := repository.ReadDump(args[:1], nil, repository.Options{Unreadable: func(*repository.InvalidDump) {}})
	return err == nil && slices.ContainsFunc(dump.Objects, ofCluster)
}

// doctorDump diagnoses a running cluster.
func doctorDump(args []string, format string, s Streams) error {
	args, profile := withoutLastProfile(args)
	dump, in, err := readDump(args, s)
	if err != nil {
		return err
	}
	if names := infrastructures(dump.Objects); len(names) > 1 {
		return usageError(fmt.Errorf("%s: objects of several clusters (%s); use the objects of one cluster", args[0], some(names)))
	}
	report, found := diagnose.Diagnose(in)
	if !found && len(args) == 1 && !withoutProfile(args[0]) {
		return usageError(fmt.Errorf("%s: contains a profile and no objects of a cluster; add them: registry-profile doctor DUMP %s", args[0], args[0]))
	}
	if !found {
		return usageError(nothingFound(strings.Join(args, ", ")))
	}
	var git string
	var invalidProfile error
	if profile != "" {
		for i, command := range report.Next {
			if before, ok := strings.CutSuffix(command, " "+diagnose.Profile); ok {
				report.Next[i] = before + " " + profile
			}
		}
		if git, invalidProfile = compareWithGit(args, profile, dump, s); invalidProfile != nil {
			git = notCompared
		}
	}
	if format == "json" {
		encoder := json.NewEncoder(s.machine())
		encoder.SetIndent("", "  ")
		err = encoder.Encode(struct {
			diagnose.Report
			Git string `json:"git,omitempty"`
		}{report, git})
	} else {
		text := report.Text()
		if git != "" {
			text += printable.Line(git) + "\n"
		}
		_, err = io.WriteString(s.Out, text)
	}
	if err != nil {
		return usageError(err)
	}
	if invalidProfile != nil {
		exitCode(invalidProfile, s.Err) // prints it after the diagnosis
		if !report.Wrong() {
			return reported(exitUsage)
		}
	}
	if report.Wrong() {
		return reported(exitInvalid)
	}
	return nil
}

// withoutLastProfile splits the arguments into dumps and a profile, which is empty if
// the last argument contains none.
func withoutLastProfile(args []string) (dumps []string, profile string) {
	last := args[len(args)-1]
	if len(args) > 1 && last != "-" && !isDump([]string{last}) || len(args) > 1 && last != "-" && !isFolder(last) && fleet.HasProfile(last) {
		return args[:len(args)-1], last
	}
	return args, ""
}

// readDump reads the objects and logs of a dump, and prints the files that cannot be
// read.
func readDump(args []string, s Streams) (*repository.Dump, diagnose.Input, error) {
	var in diagnose.Input
	paths := make([]string, len(args))
	for i, arg := range args {
		path, err := s.dumpPath(arg)
		if err != nil {
			return nil, in, err
		}
		paths[i] = path
		if isFolder(path) {
			info, err := os.Stat(arg)
			if at := repository.Collected(path, err == nil && !info.IsDir()); at.After(in.Collected) {
				in.Collected = at
			}
		}
	}
	o := repository.Options{Function: pipeline.Function{Now: s.Now, Rules: pipeline.NoRules}, Unreadable: func(e *repository.InvalidDump) {
		s.note("warning: %s: cannot be read: %v", s.work.shown(e.File), e.Err)
	}}
	dump, err := repository.ReadDump(paths, nil, o)
	if err != nil {
		return nil, in, usageError(err)
	}
	in.Objects = dump.Objects
	for _, log := range repository.Logs(paths) {
		in.Logs = append(in.Logs, diagnose.Log(log))
	}
	return dump, in, nil
}

// dumpPath returns the path of an argument: standard input is copied to a file, and an
// archive is unpacked.
func (s Streams) dumpPath(arg string) (string, error) {
	paths, err := s.resolve([]string{arg})
	if err != nil {
		return "", err
	}
	path := paths[0]
	if path == "-" {
		data, err := io.ReadAll(io.LimitReader(s.In, maxStream+1))
		if err == nil && len(data) > maxStream {
			err = errTooLarge(maxStream)
		}
		if err == nil && len(bytes.TrimSpace(data)) == 0 {
			err = errors.New("empty; check that the command that writes it succeeds")
		}
		if err != nil {
			return "", usageError(fmt.Errorf("-: %w", err))
		}
		if path, err = s.work.input(data); err != nil {
			return "", usageError(err)
		}
	}
	return s.unpacked(path, arg)
}

// unpacked returns the folder with the content of an archive, and the path of any other
// file or folder. It warns of a damaged archive, whose first files are read.
func (s Streams) unpacked(path, arg string) (string, error) {
	if path == "-" || isFolder(path) || !repository.Packed(path) {
		return path, nil
	}
	dir, err := s.work.add(arg+"/", "unpacked")
	if err != nil {
		return "", usageError(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", usageError(err)
	}
	if err := repository.Unpack(path, dir); err != nil {
		s.note("warning: %s: the archive is damaged, and only its first files are read: %v", arg, err)
	}
	return dir, nil
}
