package openshift

import (
	"fmt"
	"strconv"
	"strings"
)

// Release is a minor release of OpenShift 4, such as 4.14.
type Release struct{ Minor int }

// The supported releases, first and last.
var (
	FirstRelease = Release{12}
	LastRelease  = Release{23}
)

// Releases that changed what the function emits.
var (
	// MatchLabelKeys is the first release on whose Kubernetes (1.27) topology
	// spread constraints honour matchLabelKeys; the CRD has the field earlier.
	MatchLabelKeys = Release{14}
	// AtomicRequests is the first release in which a server-side apply owns
	// Config.spec.requests as a whole.
	AtomicRequests = Release{16}
	// NoOSS is the first release without the Alibaba Cloud storage driver.
	NoOSS = Release{17}
	// DefaultDeny is the first release with a default-deny NetworkPolicy in the
	// registry's namespace.
	DefaultDeny = Release{22}
)

// ParseRelease reads "4.14" or "4.14.3". It fails on any other form, and on
// releases outside FirstRelease to LastRelease.
func ParseRelease(s string) (Release, error) {
	parts := strings.Split(s, ".")
	var numbers [3]int
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || i >= len(numbers) || len(parts) < 2 {
			return Release{}, fmt.Errorf("write the cluster's release as x.y or x.y.z, for example %q", LastRelease)
		}
		numbers[i] = int(n)
	}
	r := Release{numbers[1]}
	if numbers[0] != 4 || r.Before(FirstRelease) || LastRelease.Before(r) {
		return Release{}, fmt.Errorf("supported releases are %s to %s", FirstRelease, LastRelease)
	}
	return r, nil
}

// Before reports whether r is older than other.
func (r Release) Before(other Release) bool { return r.Minor < other.Minor }

// String returns the release as x.y.
func (r Release) String() string { return fmt.Sprintf("4.%d", r.Minor) }
