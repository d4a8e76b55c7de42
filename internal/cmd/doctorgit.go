package cmd

import (
	"fmt"
	"maps"
	"slices"

	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// notCompared is the comparison with a profile that cannot be read or rendered.
const notCompared = "Git: not compared, the profile has errors"

// compareWithGit returns whether the cluster is what Git contains.
func compareWithGit(args []string, profile string, dump *repository.Dump, s Streams) (string, error) {
	live := &liveCluster{objects: dump.Objects}
	if err := live.check(args[0]); err != nil {
		return "Git: not compared: " + err.Error(), nil
	}
	after, err := clusters(profile, s.function(), s)
	if err != nil {
		return "", err
	}
	name := ""
	if _, name = validators.ClusterFacts(dump.Objects); len(after) == 1 {
		name = slices.Collect(maps.Keys(after))[0]
	}
	p, known := after[name]
	if !known {
		return fmt.Sprintf("Git: not compared: %s contains no cluster with the infrastructure name of the dump", profile), nil
	}
	live.names = []string{name}
	facts := live.facts()
	effects := effectsOf(s.function(), planned{live: live, cluster: plan.Cluster{Name: name, Release: facts.Release}}, p)
	important := slices.DeleteFunc(effects, func(e plan.Effect) bool { return plan.OnlyMetadata([]plan.Effect{e}) })
	if len(important) == 0 {
		return "Git: the cluster is what " + profile + " says", nil
	}
	command := ""
	if len(args) == 1 {
		command = "; next: registry-profile plan " + args[0] + " " + profile
	} else {
		command = "; put the files of the dump into one folder, and run registry-profile plan FOLDER " + profile
	}
	return fmt.Sprintf("Git: the cluster differs from %s in %d points%s", profile, len(important), command), nil
}
