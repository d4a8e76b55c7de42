package openshift

import (
	"fmt"
	"strconv"
	"strings"
)

// Release is a minor release of OpenShift 4, such as 4.14.
type Release struct{ Minor int }

// First and last supported release.
var (
	FirstRelease = Release{12}
	LastRelease  = Release{23}
)

// Releases that change what the function generates.
var (
	// NoEmptyDirDefault is the first release in which the operator no longer
	// starts on emptyDir on platforms that it did not know.
	NoEmptyDirDefault = Release{13}
	// MatchLabelKeys is the first release whose Kubernetes version (1.27) honors
	// matchLabelKeys in topology spread constraints. Earlier CRDs already have the
	// field.
	MatchLabelKeys = Release{14}
	// AtomicRequests is the first release in which server-side apply owns
	// Config.spec.requests as a whole.
	AtomicRequests = Release{16}
	// NoOSS is the first release without the Alibaba Cloud storage driver.
	NoOSS = Release{17}
	// DefaultDeny is the first release with a default-deny NetworkPolicy in the
	// namespace of the registry.
	DefaultDeny = Release{22}
	// FixedBucketName is the first release in which the operator always gives its
	// own bucket the same name. Earlier releases give each new bucket another name.
	FixedBucketName = Release{22}
)

// ParseRelease parses "4.14" or "4.14.3". It returns an error for any other
// format and for releases before FirstRelease or after LastRelease.
func ParseRelease(s string) (Release, error) {
	parts := strings.Split(s, ".")
	var numbers [3]int
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || i >= len(numbers) || len(parts) < 2 {
			return Release{}, fmt.Errorf("set the OpenShift release as x.y or x.y.z, for example %q", LastRelease)
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
