package cloud

import (
	"fmt"
	"net/url"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Options are the properties of a cluster and of an account that a profile does
// not contain.
type Options struct {
	// Name is the name of the identity of the registry.
	Name string
	// InfrastructureName is Infrastructure.status.infrastructureName.
	InfrastructureName string
	// Issuer is the URL of the issuer of the cluster's service account tokens.
	Issuer string
	// Account is the ID of the AWS account.
	Account string
	// Project and ProjectNumber are the ID and the number of the project.
	Project, ProjectNumber string
	// Pool is the ID of the workload identity pool.
	Pool string
	// Subscription is the ID of the Azure subscription.
	Subscription string
	// ResourceGroup is the name of the Azure resource group of the cluster.
	ResourceGroup string
	// Location is the location of the store, if the profile does not set it.
	Location string
}

// Option is an option of the command line.
type Option struct {
	// Name is the name of the flag.
	Name string
	// Usage describes the flag.
	Usage string
	// Value returns the field that the flag sets.
	Value func(*Options) *string
}

var (
	nameOption           = Option{"name", "name of the identity of the registry (default PROFILE-image-registry)", func(o *Options) *string { return &o.Name }}
	infrastructureOption = Option{"infrastructure-name", "infrastructure name of the cluster, required if the operator names the bucket: " +
		"oc get infrastructure cluster -o jsonpath={.status.infrastructureName}", func(o *Options) *string { return &o.InfrastructureName }}
	issuerOption = Option{"issuer", "URL of the issuer of the cluster's tokens, for short-term credentials: " +
		"oc get authentication cluster -o jsonpath={.spec.serviceAccountIssuer}", func(o *Options) *string { return &o.Issuer }}
	accountOption       = Option{"account", "ID of the AWS account, for short-term credentials", func(o *Options) *string { return &o.Account }}
	projectOption       = Option{"project", "ID of the project, if the profile does not set it", func(o *Options) *string { return &o.Project }}
	projectNumberOption = Option{"project-number", "number of the project of the workload identity pool", func(o *Options) *string { return &o.ProjectNumber }}
	poolOption          = Option{"pool", "ID of the workload identity pool of the cluster, for short-term credentials", func(o *Options) *string { return &o.Pool }}
	subscriptionOption  = Option{"subscription", "ID of the subscription", func(o *Options) *string { return &o.Subscription }}
	groupOption         = Option{"resource-group", "resource group of the cluster", func(o *Options) *string { return &o.ResourceGroup }}
	locationOption      = Option{"location", "location of the store, if the profile does not set it", func(o *Options) *string { return &o.Location }}
)

// required returns an error if an option is not set.
func required(o Options, option Option, reason string) error {
	if *option.Value(&o) == "" {
		return fmt.Errorf("--%s: not set; %s", option.Name, reason)
	}
	return nil
}

// identity returns the name of the identity of the registry. The pattern is that
// of the cloud.
func identity(p *resolve.Profile, o Options, pattern, like string) (string, error) {
	name := o.Name
	if name == "" {
		name = p.Name + "-image-registry"
	}
	if !decode.Match(pattern, name) {
		return "", fmt.Errorf("--name: %q is not a valid name of the identity; set %s", name, like)
	}
	return name, nil
}

// issuer returns the URL of the issuer without a slash at its end.
func issuer(o Options) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(o.Issuer, "/"))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("--issuer: %q is not the URL of an issuer; set an https URL without a query", o.Issuer)
	}
	return u, nil
}

// infrastructureName returns the infrastructure name, which must not contain a
// wildcard: it limits the permissions to the stores of one cluster.
func infrastructureName(o Options) (string, error) {
	if found := validation.IsDNS1123Label(o.InfrastructureName); len(found) > 0 {
		return "", fmt.Errorf("--infrastructure-name: %q is not an infrastructure name; set Infrastructure.status.infrastructureName", o.InfrastructureName)
	}
	return o.InfrastructureName, nil
}
