package validators

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var replacingProxy = Rule{
	ID: "PX001", Severity: Warning,
	Otherwise: "info if noProxy is not set, because the proxy of the cluster is unknown",
	Title:     "proxy for the addresses of the cluster itself",
	Why:       "Each field of proxy replaces that of the cluster-wide proxy, including the addresses that OpenShift adds to noProxy: if the registry reaches the API server through a proxy, it can check no login, and every pull fails.",
	Remedy:    "Set noProxy with .svc, .cluster.local and the service network of the cluster, for example .svc,.cluster.local,172.30.0.0/16, or remove proxy.",
	Source:    "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		proxy := p.Spec.Registry.Proxy
		if !p.isDeployed() {
			return nil
		}
		return proxyDiagnostics(proxy.HTTP != "", proxy.HTTPS != "", proxy.NoProxy, func(name string) []v1alpha1.Diagnostic {
			return at(registryPath.Child("proxy", name), map[string]string{"https": proxy.HTTPS, "noProxy": proxy.NoProxy}[name])
		})
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		proxy := config.dict("spec", "proxy")
		if !config.isDeployed() || proxy.value("noProxy") == (unknownValue{}) {
			return nil
		}
		set := func(name string) bool { return proxy.has(name) && proxy.value(name) != "" } // the operator drops ""
		return proxyDiagnostics(set("http"), set("https"), proxy.text("noProxy"), func(name string) []v1alpha1.Diagnostic {
			return config.at("spec.proxy."+name, withoutCredentials(proxy.text(name)))
		})
	}),
}

// proxyDiagnostics reports a noProxy without addresses of the cluster, and a
// proxy for https without noProxy. Connections to the API server use https: a
// proxy for http alone does not affect them.
func proxyDiagnostics(http, https bool, noProxy string, report func(field string) []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	switch {
	case noProxy == "" && https:
		found := report("https")
		found[0].Severity = Info
		return found
	case noProxy == "" || http && !https:
		return nil
	}
	missing := proxiedAddresses(noProxy)
	if len(missing) == 0 {
		return nil
	}
	found := report("noProxy")
	found[0].Detail = "without " + strings.Join(missing, " and ")
	return found
}

// proxiedAddresses returns the addresses of the cluster that noProxy does not
// contain. The service network can be any network in noProxy.
func proxiedAddresses(noProxy string) []string {
	const proxy = "http://proxy.invalid"
	proxyFor := (&httpproxy.Config{HTTPSProxy: proxy, NoProxy: noProxy}).ProxyFunc()
	var missing []string
	for _, address := range []struct{ name, host string }{
		{".svc", openshift.RegistryService},
		{".cluster.local", "kubernetes.default.svc.cluster.local"},
		{"the service network", "172.30.0.1"}, // of an installation with the defaults
	} {
		used, err := proxyFor(&url.URL{Scheme: "https", Host: address.host})
		if err == nil && used != nil && !(address.host == "172.30.0.1" && hasNetwork(noProxy)) {
			missing = append(missing, address.name)
		}
	}
	return missing
}

// hasNetwork reports whether noProxy contains a network or an IP address.
func hasNetwork(noProxy string) bool {
	for entry := range strings.SplitSeq(noProxy, ",") {
		entry = strings.TrimSpace(entry)
		if _, _, err := net.ParseCIDR(entry); err == nil || net.ParseIP(entry) != nil {
			return true
		}
	}
	return false
}
