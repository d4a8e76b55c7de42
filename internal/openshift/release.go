package openshift

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Release is a minor release of OpenShift, such as 4.14.
type Release struct{ Major, Minor int }

// First and last supported release.
var (
	FirstRelease = Releases[0]
	LastRelease  = Releases[len(Releases)-1]
)

// Releases that change what the function generates.
var (
	// NoEmptyDirDefault is the first release in which the operator no longer
	// starts on emptyDir on platforms that it did not know.
	NoEmptyDirDefault = Release{4, 13}
	// MatchLabelKeys is the first release whose Kubernetes version (1.27) honors
	// matchLabelKeys in topology spread constraints. Earlier CRDs already have the
	// field.
	MatchLabelKeys = Release{4, 14}
	// AtomicRequests is the first release in which server-side apply owns
	// Config.spec.requests as a whole.
	AtomicRequests = Release{4, 16}
	// NoOSS is the first release without the Alibaba Cloud storage driver.
	NoOSS = Release{4, 17}
	// ExclusiveRegistries is the first release whose API server rejects an image.config
	// with both allowedRegistries and blockedRegistries.
	ExclusiveRegistries = Release{4, 18}
	// DefaultDeny is the first release with a default-deny NetworkPolicy in the
	// namespace of the registry.
	DefaultDeny = Release{4, 22}
	// FixedBucketName is the first release in which the operator always gives its
	// own bucket the same name. Earlier releases give each new bucket another name.
	FixedBucketName = Release{4, 22}
	// NodePolicies is the first release whose operator sets nodeAffinityPolicy and
	// nodeTaintsPolicy in its topology spread constraints. Earlier CRDs already have
	// the fields.
	NodePolicies = Release{4, 23}
)

// ParseRelease parses "4.14" or "4.14.3". It returns an error for any other
// format and for releases before FirstRelease. A release that is not among
// Releases can follow: clusters are upgraded before this program, so that
// callers warn of a release that is not Supported, and continue with Nearest.
func ParseRelease(s string) (Release, error) {
	parts := strings.Split(s, ".")
	var numbers [3]int
	plain := make([]string, len(parts))
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || i >= len(numbers) || len(parts) < 2 {
			release := inText().FindString(s)
			if release == s {
				release = ""
			}
			return Release{}, invalid(release)
		}
		numbers[i] = int(n)
		plain[i] = strconv.FormatUint(n, 10)
	}
	if text := strings.Join(plain, "."); text != s { // leading zeros
		return Release{}, invalid(text)
	}
	r := Release{numbers[0], numbers[1]}
	if r.Before(FirstRelease) {
		return Release{}, fmt.Errorf("supported releases are %s to %s", FirstRelease, LastRelease)
	}
	return r, nil
}

// invalid returns the error for a text in another format. It suggests the release
// that such a text contains, such as v4.16, stable-4.16, 4.16.3-rc.1 or 04.16, if that
// release is supported.
func invalid(guess string) error {
	suggestion := ""
	if guess != "" {
		if r, err := ParseRelease(guess); err == nil && r.Supported() {
			suggestion = fmt.Sprintf("did you mean %q? ", guess)
		}
	}
	return fmt.Errorf("%sset the OpenShift release as x.y or x.y.z, for example %q", suggestion, LastRelease)
}

var inText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+\.[0-9]+(\.[0-9]+)?`) })

// Before reports whether r is older than other.
func (r Release) Before(other Release) bool {
	return r.Major < other.Major || r.Major == other.Major && r.Minor < other.Minor
}

// Supported reports whether r is among Releases.
func (r Release) Supported() bool { return slices.Contains(Releases, r) }

// Nearest returns the release whose rules and schemas apply to r: r itself, and
// LastRelease for a release that is not supported. The zero Release, which means
// that the release is unknown, remains the zero Release.
func (r Release) Nearest() Release {
	if r == (Release{}) || r.Supported() {
		return r
	}
	return LastRelease
}

// String returns the release as x.y.
func (r Release) String() string { return fmt.Sprintf("%d.%d", r.Major, r.Minor) }
