package repository

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/regular"
)

// origin is a working tree of Git.
type origin struct {
	// root is the folder to which paths in the repository are relative.
	root string
	// remotes are the URLs of the remote repositories; none are known outside of Git.
	remotes []string
}

// maxGitFile is the size limit of a file of Git in bytes.
const maxGitFile = 1 << 20

// originOf returns the working tree with a folder. Without one, the root is the folder
// that the user named.
func originOf(dir, named string) origin {
	for at := dir; ; at = filepath.Dir(at) {
		if git := filepath.Join(at, ".git"); exists(git) {
			return origin{at, remotesOf(git)}
		}
		if at == filepath.Dir(at) {
			return origin{root: named}
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// remotesOf returns the URLs in the configuration of Git. In a linked working tree or a
// submodule, .git is a file that names the folder.
func remotesOf(git string) []string {
	if dir, linked := strings.CutPrefix(readGit(git), "gitdir:"); linked {
		git = inside(filepath.Dir(git), strings.TrimSpace(dir))
		if common := strings.TrimSpace(readGit(filepath.Join(git, "commondir"))); common != "" {
			git = inside(git, common)
		}
	}
	var urls []string
	section := ""
	for line := range strings.Lines(readGit(filepath.Join(git, "config"))) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = line
		}
		key, value, set := strings.Cut(line, "=")
		if set && strings.HasPrefix(section, "[remote ") && strings.TrimSpace(key) == "url" {
			urls = append(urls, strings.Trim(strings.TrimSpace(value), `"`))
		}
	}
	return urls
}

func inside(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// readGit returns the text of a file, and an empty text if it cannot be read.
func readGit(path string) string {
	text, err := regular.Read(path, maxGitFile)
	if err != nil {
		return ""
	}
	return string(text)
}

// isAny reports whether one of the URLs may be that of this repository. The host and the
// protocol can differ: a mirror has another host.
func (o origin) isAny(urls []string) bool {
	if slices.Contains(urls, "") || len(urls) == 0 || len(o.remotes) == 0 {
		return true
	}
	return slices.ContainsFunc(o.remotes, func(remote string) bool {
		return slices.ContainsFunc(urls, func(url string) bool { return pathOf(remote) == pathOf(url) })
	})
}

// pathOf returns the path of a repository in a URL, or in user@host:path.
func pathOf(url string) string {
	path := url
	if _, after, hasScheme := strings.Cut(url, "://"); hasScheme {
		_, path, _ = strings.Cut(after, "/")
	} else if host, after, short := strings.Cut(url, ":"); short && !strings.Contains(host, "/") {
		path = after
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(path, "/"), ".git"))
}
