package decode

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Format is a string format that Kubernetes defines.
type Format struct {
	// Check returns the errors of a string, as the API server reports them.
	Check func(text string) []string
	// Pattern is an ECMA-262 regular expression for JSON Schemas. Together with
	// MaxLength, it matches the strings that pass Check, with one exception: it
	// cannot limit the length of a prefix, and matches one that is too long.
	Pattern string
	// MaxLength is the maximum length of the string in bytes.
	MaxLength int
	// Like describes a valid value for error messages.
	Like string
}

// Parts of patterns.
const (
	label      = `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
	subdomain  = label + `(\.` + label + `)*`
	shortLabel = `[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?`
	anyLabel   = `[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?`
	anyDomain  = anyLabel + `(\.` + anyLabel + `)*`
	name       = `([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]`
)

// registryScope is the pattern of the CRD of image.config from OpenShift 4.23 on
// for the entries of registrySources. It is the grammar of the names of images,
// so that other entries match no image, or break the configuration of the nodes,
// in all releases.
const registryScope = `^(\*(\.` + registryLabel + `)+|` +
	registryLabel + `(\.` + registryLabel + `)*(:[0-9]+)?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)$`

const registryLabel = `[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?`

// port matches a number from 1 to 65535.
const port = `([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])`

// qualifiedNameMaxLength is the maximum length of a qualified name: a DNS name,
// a slash and a name.
const qualifiedNameMaxLength = validation.DNS1123SubdomainMaxLength + 1 + validation.LabelValueMaxLength

// formats are the values of the format tag.
var formats = map[string]Format{
	"dns-label": {
		Check: validation.IsDNS1123Label, Pattern: `^` + label + `$`, MaxLength: validation.DNS1123LabelMaxLength,
		Like: "at most 63 lowercase letters, digits and '-', with a letter or digit at both ends",
	},
	"dns-subdomain": {
		Check: validation.IsDNS1123Subdomain, Pattern: `^` + subdomain + `$`, MaxLength: validation.DNS1123SubdomainMaxLength,
		Like: "a lowercase DNS name of at most 253 letters, digits, '-' and '.', with a letter or digit at both ends and around each '.'",
	},
	"route-host": {
		Check: isRouteHost, Pattern: `^` + shortLabel + `(\.` + shortLabel + `)*$`, MaxLength: validation.DNS1123SubdomainMaxLength,
		Like: "a lowercase host name without scheme, port or path, whose parts have at most 63 characters",
	},
	"host-name": {
		Check:   func(text string) []string { return validation.IsDNS1123Subdomain(strings.ToLower(text)) },
		Pattern: `^` + anyDomain + `$`, MaxLength: validation.DNS1123SubdomainMaxLength,
		Like: "a host name without scheme, port or path",
	},
	"host-port": {
		Check:   isHostPort,
		Pattern: `^` + anyDomain + `(:` + port + `)?$`, MaxLength: validation.DNS1123SubdomainMaxLength,
		Like: "host or host:port, without scheme or path",
	},
	"registry-scope": {
		Check: isRegistryScope, Pattern: registryScope, MaxLength: 256,
		Like: "host, host:port, host/path or *.domain, without scheme, tag and digest",
	},
	"label-key": {
		Check: validation.IsQualifiedName, Pattern: `^(` + subdomain + `/)?` + name + `$`, MaxLength: qualifiedNameMaxLength,
		Like: "a label key, for example node-role.kubernetes.io/infra: at most 63 letters, digits, '-', '_' and '.', with an optional prefix (a lowercase DNS name and '/')",
	},
	"annotation-key": {
		Check:   isAnnotationKey,
		Pattern: `^(` + anyDomain + `/)?` + name + `$`, MaxLength: qualifiedNameMaxLength,
		Like: "an annotation key, for example backup.example.com/policy: at most 63 letters, digits, '-', '_' and '.', with an optional prefix (a DNS name and '/')",
	},
	"label-value": {
		Check: validation.IsValidLabelValue, Pattern: `^(` + name + `)?$`, MaxLength: validation.LabelValueMaxLength,
		Like: "a label value of at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
	},
	"secret-key": {
		Check: validation.IsConfigMapKey, Pattern: `^\.?[-_A-Za-z0-9][-._A-Za-z0-9]*$`, MaxLength: validation.DNS1123SubdomainMaxLength,
		Like: "a Secret key of at most 253 letters, digits, '-', '_' and '.'",
	},
	"csi-driver": {
		Check:   isCSIDriver,
		Pattern: `^` + anyDomain + `$`, MaxLength: csiDriverMaxLength,
		Like: "the name of a CSI driver of at most 63 letters, digits, '-' and '.', for example nfs.csi.k8s.io",
	},
	"driver": {
		Check:   isAnnotationKey, // the API server validates a provisioner in the same way
		Pattern: `^(` + anyDomain + `/)?` + name + `$`, MaxLength: qualifiedNameMaxLength,
		Like: "the name of a driver, for example cinder.csi.openstack.org",
	},
	"container-resource": {
		Check:   isContainerResource,
		Pattern: `^(cpu|memory|ephemeral-storage|hugepages-[-A-Za-z0-9_.]{0,52}[A-Za-z0-9]|` + subdomain + `/` + name + `)$`, MaxLength: qualifiedNameMaxLength,
		Like: "cpu, memory, ephemeral-storage, hugepages-<size>, or a resource with a domain, for example nvidia.com/gpu",
	},
}

// isAnnotationKey checks the key of an annotation, whose prefix can have capital
// letters.
func isAnnotationKey(text string) []string {
	return validation.IsQualifiedName(strings.ToLower(text))
}

// csiDriverMaxLength is the maximum length of the name of a CSI driver.
const csiDriverMaxLength = 63

// isCSIDriver checks the name of a CSI driver. The corresponding check of Kubernetes
// is in a package that cannot be imported.
func isCSIDriver(text string) []string {
	errs := validation.IsDNS1123Subdomain(strings.ToLower(text))
	if len(text) > csiDriverMaxLength {
		errs = append(errs, "too long")
	}
	return errs
}

// isRouteHost checks a host name as the API of routes does: each part is a DNS
// label.
func isRouteHost(text string) []string {
	errs := validation.IsDNS1123Subdomain(text)
	for part := range strings.SplitSeq(text, ".") {
		errs = append(errs, validation.IsDNS1123Label(part)...)
	}
	return errs
}

// isHostPort checks a host name with an optional port.
func isHostPort(text string) []string {
	host, port, has := strings.Cut(text, ":")
	errs := validation.IsDNS1123Subdomain(strings.ToLower(host))
	if len(text) > validation.DNS1123SubdomainMaxLength {
		errs = append(errs, "too long")
	}
	if !has {
		return errs
	}
	n, err := strconv.Atoi(port)
	if err != nil || strconv.Itoa(n) != port {
		return append(errs, "the port is not a number")
	}
	return append(errs, validation.IsValidPortNum(n)...)
}

// isRegistryScope checks an entry of registrySources of image.config.
func isRegistryScope(text string) []string {
	host := strings.Index(text, "/") // -1 without a path
	if len(text) > 256 || host > validation.DNS1123SubdomainMaxLength || !Match(registryScope, text) {
		return []string{"not a registry scope"}
	}
	return nil
}

// isContainerResource checks the name of a resource that a container can
// request. The corresponding check of Kubernetes is in a package that cannot be
// imported.
func isContainerResource(text string) []string {
	if errs := validation.IsQualifiedName(text); len(errs) > 0 {
		return errs
	}
	known := []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage}
	if strings.Contains(text, "/") || strings.HasPrefix(text, corev1.ResourceHugePagesPrefix) || slices.Contains(known, corev1.ResourceName(text)) {
		return nil
	}
	return []string{"must be a standard resource for containers"}
}

// FormatOf returns the format that a tag requires, and false if it does not
// require one. It panics on an unknown format, which the first test detects.
func FormatOf(tag reflect.StructTag) (Format, bool) { return named(tag.Get("format")) }

// KeyFormatOf returns the format that a tag requires for the keys of a map.
func KeyFormatOf(tag reflect.StructTag) (Format, bool) { return named(tag.Get("keys")) }

func named(name string) (Format, bool) {
	f, known := formats[name]
	if !known && name != "" {
		panic("unknown format: " + name)
	}
	return f, known
}
