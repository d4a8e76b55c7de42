package kustomize

import (
	neturl "net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// remote reports whether kustomize would download a path: a URL, or a repository
// such as github.com/org/repo//path?ref=v1 or git@host:repo.
func remote(path string) bool {
	if url(path) || repository(path) {
		return true
	}
	host, rest, ok := strings.Cut(path, "/")
	return ok && rest != "" && strings.Contains(strings.Trim(host, "."), ".") && (strings.Contains(path, "?") || strings.Contains(rest, "/"))
}

// fetched reports whether kustomize downloads a path, given what os.Stat returns for
// it.
func fetched(path string, info os.FileInfo, err error) bool {
	if err != nil {
		return remote(path)
	}
	return url(path) || info.IsDir() && repository(path)
}

// url reports whether a path is a URL, which kustomize downloads even if a file or a
// folder has this name.
func url(path string) bool {
	lower := strings.ToLower(path)
	return strings.Contains(path, "://") || strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:")
}

var repositoryName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(git::)?([a-z][a-z0-9-]*@|github\.com[/:])`)
})

// repository reports whether a path names a repository without a scheme. Kustomize
// clones it even if a folder has this name, but not if a file has it.
func repository(path string) bool {
	return !filepath.IsAbs(path) && (strings.HasPrefix(strings.ToLower(path), "git::") || repositoryName().MatchString(path))
}

// withoutUser returns a URL without its user and password.
func withoutUser(path string) string {
	u, err := neturl.Parse(path)
	if err != nil || u.User == nil {
		return path
	}
	u.User = nil
	return u.String()
}
