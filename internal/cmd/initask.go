package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/registry-profile/registry-profile/internal/initprofile"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// askFor asks for the options that no flag sets.
func askFor(o *initprofile.Options, s Streams) error {
	in := bufio.NewReader(s.In)
	if o.Version == "" {
		question := fmt.Sprintf("Release of the cluster, x.y or x.y.z [%s]: ", openshift.LastRelease)
		if err := ask(&o.Version, question, openshift.LastRelease.String(), initprofile.CheckRelease, in, s); err != nil {
			return err
		}
	}
	if o.Platform == "" {
		question := "Platforms: " + strings.Join(openshift.PlatformNames(), ", ") + "\nPlatform of the cluster: "
		if err := ask(&o.Platform, question, "", initprofile.CheckPlatform, in, s); err != nil {
			return err
		}
	}
	if o.Storage != "" || initprofile.CheckPlatform(o.Platform) != nil {
		return nil
	}
	choices := initprofile.Storages(o.Platform)
	question := "Storage types:\n"
	for _, c := range choices {
		question += fmt.Sprintf("  %-9s %s\n", c.Key, c.Facts().Title)
	}
	question += fmt.Sprintf("Storage of the images [%s]: ", choices[0].Key)
	check := func(key string) error { return initprofile.CheckStorage(key, o.Platform) }
	return ask(&o.Storage, question, choices[0].Key, check, in, s)
}

// ask asks until the answer is valid. An empty answer is the default value. At the end
// of the input, the value remains empty.
func ask(value *string, question, byDefault string, check func(string) error, in *bufio.Reader, s Streams) error {
	for {
		if _, err := io.WriteString(s.Err, question); err != nil {
			return err
		}
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		answer := strings.TrimSpace(line)
		if answer == "" && err == nil {
			answer = byDefault
		}
		if err != nil && answer == "" {
			fmt.Fprintln(s.Err)
			return nil
		}
		problem := check(answer)
		if problem == nil {
			*value = answer
			return nil
		}
		if err != nil {
			return problem
		}
		printable.Fprintf(s.Err, "%v\n", problem)
	}
}
