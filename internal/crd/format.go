package crd

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// format is a format of strings.
type format struct {
	word  string
	holds func(text string) bool
}

// formats contains the formats of strings that the schemas use, as the API
// server interprets them. (Its own library,
// k8s.io/kube-openapi/pkg/validation/strfmt, compiles a dozen other patterns at
// every start of the program; a test compares the two.)
var formats = map[string]format{
	"byte":     {"base64", func(text string) bool { return decode.Match(base64, text) }},
	"duration": {"a duration, such as 1h30m", duration},
}

const base64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"

// duration accepts the durations that Go accepts, and texts with at least one
// amount in a unit of Scala, such as "5 days".
func duration(text string) bool {
	if _, err := time.ParseDuration(text); err == nil {
		return true
	}
	found := false
	for _, amount := range regexp.MustCompile(`(\d+)\s*([A-Za-zµ]+)`).FindAllStringSubmatch(text, -1) {
		if _, err := strconv.Atoi(amount[1]); err != nil {
			return false
		}
		found = found || unit(strings.ToLower(amount[2]))
	}
	return found
}

func unit(name string) bool {
	switch name {
	case "ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk":
		return true
	}
	for _, start := range []string{"nano", "micro", "milli", "sec", "min", "hour", "day", "week"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}
