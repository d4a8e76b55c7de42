package argocd

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// ParametersVariable is the environment variable with the parameters of an
// Application as JSON. Argo CD sets it.
const ParametersVariable = "ARGOCD_APP_PARAMETERS"

// Parameters are the parameters in spec.source.plugin.parameters of an Application.
// All are optional.
type Parameters struct {
	// Profile is the file to render, relative to the folder of the Application.
	Profile string
	// Cluster is the name of the profile to render. It is required if the folder
	// contains several profiles.
	Cluster string
	// Release overrides spec.openshift.version.
	Release openshift.Release
}

// Announcement describes a parameter to the user interface of Argo CD.
type Announcement struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Tooltip string `json:"tooltip"`
}

// Announcements describe all parameters.
var Announcements = []Announcement{
	{"profile", "Profile", "File with the RegistryProfile, relative to the folder. By default, the plugin builds the kustomization or reads all YAML files."},
	{"cluster", "Cluster", "Name of the RegistryProfile to render if the folder contains several."},
	{"release", "OpenShift release", "Overrides spec.openshift.version, for example 4.16."},
}

// ParseParameters parses the value of ParametersVariable. It returns all errors at
// once.
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
			return fmt.Errorf("%q is outside of the folder of the Application; use a path inside it", value)
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
		return fmt.Errorf("unknown parameter; use one of: %s", strings.Join(names, ", "))
	}
	return nil
}
