package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestVulnerabilities checks that .ci/govulncheck fails if it must: it runs with
// databases that contain one vulnerability.
func TestVulnerabilities(t *testing.T) {
	const script, when = ".ci/govulncheck", "2026-01-01T00:00:00Z"
	// This package has few dependencies, so that the checks are fast.
	const checked, module = "./internal/golden", "github.com/stretchr/testify"
	database := func(path, fixed string) string {
		dir := t.TempDir()
		file := func(name, format string, values ...any) {
			write(t, filepath.Join(dir, name), fmt.Sprintf(format, values...))
		}
		file("index/db.json", `{"modified": %q}`, when)
		file("index/modules.json", `[{"path": %q, "vulns": [{"id": "GO-2026-9999", "modified": %q}]}]`, path, when)
		file("index/vulns.json", `[{"id": "GO-2026-9999", "modified": %q}]`, when)
		file("ID/GO-2026-9999.json", `{"schema_version": "1.3.1", "id": "GO-2026-9999", "modified": %q, "published": %q, "details": "A test.", "database_specific": {"url": "https://pkg.go.dev/vuln/GO-2026-9999", "review_status": "REVIEWED"},
			"affected": [{"package": {"name": %q, "ecosystem": "Go"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": %q}]}],
			"ecosystem_specific": {"imports": [{"path": %q}]}}]}`, when, when, path, fixed, path+"/require")
		return "GOVULNDB=file://" + filepath.ToSlash(dir)
	}
	run(t, root(t), environment(database("example.com/other", "99.0.0")), script, checked)
	found := fails(t, root(t), environment(database(module, "99.0.0")), script, checked)
	assert.Contains(t, found, "GO-2026-9999")
	assert.Contains(t, found, "error: the program calls code")
	assert.Contains(t, fails(t, root(t), environment("GOVULNDB=file:///missing"), script, checked), "has checked nothing")
	assert.Contains(t, fails(t, root(t), environment(database(module, "99.0.0")), script, "./missing"), "has checked nothing")

	// Nothing listens at the address of the proxy.
	offline := environment("GOVULNDB=", "HTTPS_PROXY=http://127.0.0.1:1", "https_proxy=http://127.0.0.1:1", "NO_PROXY=", "no_proxy=")
	assert.Equal(t, "govulncheck: skipped: the database at https://vuln.go.dev cannot be reached\n", run(t, root(t), offline, script, checked))
	fmt.Println("proof: the check for vulnerabilities fails for one in code that is called, fails without packages or a database, and is skipped offline")
}
