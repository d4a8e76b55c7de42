package adopt

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/registry-profile/registry-profile/internal/fleet"
)

// gitFacts are what Git states about a folder.
type gitFacts struct {
	// inside reports whether the folder is in a repository.
	inside bool
	// prefix is the path of the folder from the root of the repository, with slashes.
	prefix string
	// url of the remote origin, empty if there is none.
	url string
	// branch to which changes are merged.
	branch string
}

// plainBranch matches the names of branches that YAML does not need to quote.
var plainBranch = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._/-]*$`)

// gitOf returns what Git states about a folder, which need not exist.
func gitOf(dir string) (gitFacts, error) {
	facts := gitFacts{branch: "main"}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return facts, err
	}
	existing, missing := absolute, ""
	for {
		if _, err := os.Stat(existing); err == nil {
			break
		}
		missing = filepath.Join(filepath.Base(existing), missing)
		existing = filepath.Dir(existing)
	}
	ask := func(args ...string) string {
		out, err := fleet.Git(existing, args...)
		if err != nil {
			return "" // not a repository, or the value is not set
		}
		return strings.TrimSpace(string(out))
	}
	if ask("rev-parse", "--is-inside-work-tree") != "true" {
		return facts, nil
	}
	facts.inside = true
	facts.prefix = filepath.ToSlash(filepath.Join(ask("rev-parse", "--show-prefix"), missing))
	if url := remoteURL(ask("remote", "get-url", "origin")); plainURL.MatchString(url) {
		facts.url = url
	}
	_, branch, _ := strings.Cut(ask("symbolic-ref", "--short", "refs/remotes/origin/HEAD"), "/")
	for _, name := range []string{branch, ask("symbolic-ref", "--short", "HEAD")} {
		if plainBranch.MatchString(name) {
			facts.branch = name
			break
		}
	}
	return facts, nil
}

// shortSSH matches the short form of an SSH URL, which Flux does not accept.
var shortSSH = regexp.MustCompile(`^([\w.-]+@)?([\w.-]+):([^/:\s][^:\s]*)$`)

// remoteURL returns the URL of a remote as the tools accept it: without a password
// or token. It returns an empty string for a path, which the tools cannot read.
func remoteURL(remote string) string {
	if parts := shortSSH.FindStringSubmatch(remote); parts != nil {
		return "ssh://" + parts[1] + parts[2] + "/" + parts[3]
	}
	u, err := url.Parse(remote)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	if u.Scheme != "ssh" {
		u.User = nil
	} else if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	return u.String()
}

// plainURL matches a URL, and plainFolder a path, that YAML does not need to quote.
var (
	plainURL    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._~:/?@!$&()*+,;=%-]*[A-Za-z0-9._~/?@!$&()*+,;=%-]$`)
	plainFolder = regexp.MustCompile(`^[\p{L}\p{N}_.][\p{L}\p{N} ._/+=,()-]*$`)
)

// check returns an error if a URL or the path in the repository would not remain one
// value in the files that contain them.
func (f gitFacts) check(url string) error {
	if !plainURL.MatchString(url) {
		return fmt.Errorf("--repo: %q is not a URL of a repository; specify one such as https://git.example.com/registry.git", url)
	}
	if f.prefix != "" && !plainFolder.MatchString(f.prefix) {
		return fmt.Errorf("the path %q in the Git repository has characters that the tools do not accept; use a path of letters, digits, spaces and . _ / + = , ( ) -", f.prefix)
	}
	return nil
}
