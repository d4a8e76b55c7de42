package validators

import (
	"net/url"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// s3View is an s3 stanza of a profile or a Config, with related settings.
type s3View struct {
	bucket, region, endpoint, keyID string
	encrypt, managed, virtualHosted bool
	// onAWS reports that the endpoint is one of AWS, by name or by default.
	onAWS bool
	// redirects reports whether the registry redirects clients to the store.
	redirects bool
	trustedCA string
	// injectedCA reports that the cluster adds its public CAs to trustedCA.
	injectedCA bool
	release    openshift.Release
	platform   string
	// field returns a diagnostic for a field of the stanza, and redirect one
	// for disableRedirect with its value.
	field    func(name string, value any) []v1alpha1.Diagnostic
	redirect func() []v1alpha1.Diagnostic
}

// url returns the parsed endpoint, or nil if it is not a valid URL.
func (v s3View) url() *url.URL { return parseEndpoint(v.endpoint) }

// inCluster reports whether the endpoint is a Service of the cluster.
func (v s3View) inCluster() bool { return storage.InCluster(v.endpoint) }

// isolated reports whether the region is in an isolated partition of AWS, which has
// CAs and endpoints of its own.
func (v s3View) isolated() bool {
	return strings.HasPrefix(openshift.AWSPartitionOf(v.region), "aws-iso")
}

// onS3 completes a rule with a check of the s3 stanza, both in profiles and in
// Configs.
func onS3(rule Rule, check func(s3View) []v1alpha1.Diagnostic) Rule {
	rule.check = func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.S3 == nil {
			return nil
		}
		return check(s3ViewOfProfile(p))
	}
	rule.checkItems = onStanza("s3", func(in input, config item, _ object) []v1alpha1.Diagnostic {
		return check(s3ViewOfConfig(in, config))
	})
	return rule
}

func s3ViewOfProfile(p input) s3View {
	s3 := p.Spec.Storage.S3
	v := s3View{
		bucket: knownText(s3.Bucket), region: knownText(s3.Region), endpoint: knownText(s3.RegionEndpoint), keyID: knownText(s3.KeyID),
		encrypt: storage.Encrypted(s3), managed: p.Spec.Storage.ManagementState == openshift.Managed,
		virtualHosted: s3.VirtualHostedStyle, onAWS: s3.RegionEndpoint == "" || isAWS(s3.RegionEndpoint),
		redirects: p.Spec.Registry.DisableRedirect == nil || isFalse(p.Spec.Registry.DisableRedirect),
		release:   p.Release(), platform: p.Spec.OpenShift.Platform,
		field: func(name string, value any) []v1alpha1.Diagnostic { return at(storagePath.Child("s3", name), value) },
		redirect: func() []v1alpha1.Diagnostic {
			path := registryPath.Child("disableRedirect")
			if p.Spec.Registry.DisableRedirect == nil {
				return at(path, nil)
			}
			return at(path, *p.Spec.Registry.DisableRedirect)
		},
	}
	if t := p.Spec.Trust.Storage; t != nil {
		v.trustedCA, v.injectedCA = t.ConfigMapName, t.CA == "" && p.injectsPublicCAs(t.ConfigMapName)
	}
	return v
}

func s3ViewOfConfig(in input, config item) s3View {
	s3 := config.dict("spec", "storage", "s3")
	return s3View{
		bucket: s3.text("bucket"), region: s3.text("region"), endpoint: s3.text("regionEndpoint"), keyID: s3.text("keyID"),
		encrypt: s3.flag("encrypt"), managed: config.text("spec", "storage", "managementState") == openshift.Managed,
		virtualHosted: s3.flag("virtualHostedStyle"),
		onAWS:         !s3.has("regionEndpoint") && config.isWhole() || isAWS(s3.text("regionEndpoint")),
		redirects:     !config.flag("spec", "disableRedirect"),
		trustedCA:     s3.text("trustedCA", "name"),
		injectedCA:    in.injectsPublicCAs(s3.text("trustedCA", "name")),
		release:       in.cluster.release, platform: in.cluster.platform,
		field: func(name string, value any) []v1alpha1.Diagnostic { return config.at("spec.storage.s3."+name, value) },
		redirect: func() []v1alpha1.Diagnostic {
			return config.at("spec.disableRedirect", config.value("spec", "disableRedirect"))
		},
	}
}
