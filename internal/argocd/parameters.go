package argocd

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// ParametersVariable is the environment variable in which Argo CD hands over
// the parameters of an Application, as JSON.
const ParametersVariable = "ARGOCD_APP_PARAMETERS"

// Parameters are what an Application may set in
// spec.source.plugin.parameters. All are optional.
type Parameters struct {
	// Profile is the file to render, below the folder of the Application.
	Profile string
	// Cluster is the name of the profile to render, where there are several.
	Cluster string
	// Release takes the place of spec.openshift.version.
	Release openshift.Release
}

// Announcement tells the user interface of Argo CD about a parameter.
type Announcement struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Tooltip string `json:"tooltip"`
}

// Announcements are the parameters that there are.
var Announcements = []Announcement{
	{"profile", "Profile", "File with the RegistryProfile, below the folder. Left out, the kustomization is built, or all YAML files are read."},
	{"cluster", "Cluster", "Name of the RegistryProfile to render, where there are several."},
	{"release", "OpenShift release", "Takes the place of spec.openshift.version, for example 4.16."},
}

// ParseParameters reads the parameters from the text of ParametersVariable. It
// reports all that is wrong with them at once.
func ParseParameters(text string) (Parameters, []error) {
	var p Parameters
	if text == "" {
		return p, nil
	}
	var given []struct{ Name, String string }
	if err := json.Unmarshal([]byte(text), &given); err != nil {
		return p, []error{fmt.Errorf("%s: %w", ParametersVariable, err)}
	}
	var errs []error
	for _, g := range given {
		if err := p.set(g.Name, g.String); err != nil {
			errs = append(errs, fmt.Errorf("parameter %s: %w", g.Name, err))
		}
	}
	return p, errs
}

func (p *Parameters) set(name, value string) error {
	switch name {
	case "profile":
		if value != "" && !filepath.IsLocal(value) {
			return fmt.Errorf("%q is outside of the Application's folder; write a path below it", value)
		}
		p.Profile = value
	case "cluster":
		p.Cluster = value
	case "release":
		if value == "" {
			return nil
		}
		var err error
		p.Release, err = openshift.ParseRelease(value)
		return err
	default:
		names := make([]string, len(Announcements))
		for i, a := range Announcements {
			names[i] = a.Name
		}
		return fmt.Errorf("unknown; there are %s", strings.Join(names, ", "))
	}
	return nil
}
