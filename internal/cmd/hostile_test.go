package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// hostile are texts for the names of files, objects and fields, and for values. A line
// that starts with OWNED is one that the input has started.
var hostile = map[string]string{
	"terminal": "a\x1b[2J\x1b[31m\r\u009b2J\nOWNED: x",
	"commands": "a\n::error file=x::OWNED\n  ::set-output name=a::b\n##[error]x ##vso[task.complete]\nOWNED",
	"unicode":  "a\u202efdp.\u2066\u200b\ufeff\u2028OWNED\u0085OWNED",
	"markup":   "a<\nOWNED script> | `b` ```\n# OWNED\n[x](y) **z** &lt; \"]; end %%{init}%% @user",
	"shell":    "a'; echo OWNED; '\"$(id)`id`\n\nOWNED EOF\nEOF",
}

// validProfile returns a profile with TEXT in fields that accept it.
func validProfile(name string) string {
	return `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata: {name: ` + name + `, annotations: {a: TEXT}}
spec:
  openshift: {version: "4.18", platform: AWS}
  storage: {s3: {bucket: images, region: eu-west-1}}
  access: [{role: registry-viewer, subjects: [{kind: User, name: TEXT}]}, {role: registry-viewer, namespaces: [a], subjects: [{kind: Group, name: TEXT}]}]
`
}

// hostileFiles returns the files of a repository by path.
func hostileFiles(text string) map[string]string {
	quoted, _ := json.Marshal(text)
	files := map[string]string{
		"clusters/" + text + "/kustomization.yaml": "resources: [profile.yaml]\n",
		"clusters/" + text + "/profile.yaml": `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata: {name: prod, annotations: {TEXT: TEXT}}
spec:
  openshift: {version: "4.18", platform: AWS}
  storage: {s3: {bucket: images, region: eu-west-1}}
  registry: {nodeSelector: {a: b}}
  placement: {TEXT: TEXT}
`,
		"valid/" + text + "/kustomization.yaml": "resources: [profile.yaml]\n",
		"valid/" + text + "/profile.yaml":       validProfile("other"),
		"good/a.yaml":                           validProfile("prod"),
		"bad/b.yaml":                            "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: TEXT}\nspec: {openshift: {version: TEXT, platform: TEXT}, storage: {TEXT: {}}}\n",
		"manifests/" + text + ".yaml": `apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata: {name: cluster, annotations: {TEXT: TEXT}}
spec: {managementState: TEXT, replicas: TEXT, TEXT: TEXT, storage: {pvc: {claim: TEXT}, TEXT: {a: TEXT}}, nodeSelector: {TEXT: TEXT}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: TEXT, namespace: openshift-image-registry}
spec: {accessModes: [TEXT], resources: {requests: {storage: TEXT}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: TEXT, namespace: TEXT}
roleRef: {kind: ClusterRole, name: registry-viewer, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: User, name: TEXT}]
---
apiVersion: TEXT
kind: TEXT
metadata: {name: TEXT, namespace: TEXT}
`,
		"dump/" + text + ".yaml": `apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata: {name: cluster}
spec: {managementState: Managed, replicas: 2, storage: {s3: {bucket: images, region: eu-west-1}}, nodeSelector: {a: TEXT}, TEXT: TEXT}
---
apiVersion: config.openshift.io/v1
kind: ClusterVersion
metadata: {name: version}
status: {desired: {version: 4.18.1}, history: [{state: Completed, version: 4.18.1}]}
---
apiVersion: config.openshift.io/v1
kind: Infrastructure
metadata: {name: cluster}
status: {infrastructureName: prod, platform: AWS, platformStatus: {type: AWS, aws: {region: eu-west-1}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: TEXT, namespace: TEXT}
roleRef: {kind: ClusterRole, name: registry-viewer, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: User, name: TEXT}]
`,
		"broken/" + text + ".yaml":       "a: [TEXT\n\t" + strings.ReplaceAll(text, "\n", "\n\t"),
		"missing/kustomization.yaml":     "resources: [TEXT]\ngenerators: [TEXT]\nTEXT: TEXT\n",
		"policy.yaml":                    "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: TEXT}\nspec: {rules: [{rule: TEXT, severity: TEXT, reason: TEXT}], failOn: TEXT}\n",
		"crd.yaml":                       "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: TEXT}\nspec: {group: TEXT, names: {kind: TEXT}}\n",
		"charts/" + text + "/Chart.yaml": "name: TEXT\n",
		"template/" + text + "/t.yaml":   "kind: Config\napiVersion: imageregistry.operator.openshift.io/v1\nspec: {{ .TEXT }}\n",
	}
	for path, content := range files {
		files[path] = strings.ReplaceAll(content, "TEXT", printable.JSON(string(quoted)))
	}
	return files
}

// hostileCommands are arguments in which NAME is a hostile name. The output of the
// first ones is text; that of those with a format is checked for it.
var hostileCommands = []string{
	"lint --format text -v .", "lint --format json .", "lint --format sarif .", "lint --format junit .", "lint --format github .", "lint NAME", "lint --policy policy.yaml .", "lint --crd crd.yaml .", "lint --policy NAME .",
	"lint NAME:clusters", "plan NAME:clusters good/a.yaml", "plan manifests good/a.yaml", "plan --format markdown dump good/a.yaml", "plan --format json dump good/a.yaml", "plan -v dump good/a.yaml", "plan --summary dump good/a.yaml", "plan valid good", "plan good valid -v", "plan bad good", "plan good/a.yaml good/NAME",
	"render clusters", "render bad", "render valid", "render NAME", "render good/a.yaml -o NAME", "render good/a.yaml -o NAME --check", "render bad/b.yaml -o NAME", "render missing", "render broken",
	"graph clusters", "graph good/a.yaml", "graph good valid", "explain --emitted good/a.yaml", "explain --emitted clusters", "explain NAME", "explain NAME NAME", "explain spec.NAME", "explain ST001 NAME",
	"report good/a.yaml -o NAME.html", "report .", "report clusters --base NAME", "import dump", "import manifests", "import broken", "import NAME", "import dump --name NAME", "import dump --into new --tool ArgoCD", "import NAME=dump --into x", "import dump --into other --repo NAME", "import dump --into NAME",
	"doctor NAME", "doctor missing", "doctor valid/NAME", "init NAME", "init new --platform NAME --storage NAME --openshift-version NAME", "init NAME --platform AWS --storage s3", "cmp generate clusters", "cmp generate missing", "cmp generate good", "cmp generate valid/NAME", "cmp discover .", "cmp discover NAME",
	"aws policy good/a.yaml", "aws policy clusters", "aws policy NAME", "aws commands bad/b.yaml", "NAME", "lint --NAME", "lint --format NAME .", "render --shard NAME .", "help NAME", "install NAME/x",
}

// documents matches the arguments whose output is a document for programs.
var documents = regexp.MustCompile(`^(render|report|graph|import|cmp generate|aws|plan --format markdown|lint --format github)`)

// succeeds matches arguments with which a command writes its output, and no error.
var succeeds = regexp.MustCompile(`^(plan -v dump|plan --format \w+ dump|explain --emitted good|graph good|import dump$|import dump --into new|render good)`)

// TestHostileRepository requires that nothing of a hostile repository reaches a terminal
// or a log, in all commands and formats.
func TestHostileRepository(t *testing.T) {
	if testing.Short() {
		t.Skip("runs each command on each hostile file")
	}
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			for path, content := range hostileFiles(text) {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
			}
			for _, command := range hostileCommands {
				args := strings.Fields(command)
				for i := range args {
					args[i] = strings.ReplaceAll(args[i], "NAME", text)
				}
				code, stdout, stderr := runNow(t, "", args...)
				t.Logf("%s: exit code %d\n%.300s\n%.300s", command, code, stdout, stderr)
				if succeeds.MatchString(command) {
					assert.Equal(t, 0, code, "%s: %s", command, stderr)
				}
				harmless(t, command+": standard error", stderr)
				if !documents.MatchString(command) {
					harmless(t, command, stdout)
				}
				if strings.HasPrefix(command, "lint --format github") {
					for line := range strings.Lines(stdout) {
						assert.Regexp(t, `^::(error|warning|notice) file=[^:,\x00-\x1f]*,line=\d+,title=[^:,\x00-\x1f]*::[^\x00-\x1f]*\n$`, line)
					}
				}
			}
			quoted, _ := json.Marshal(text)
			_, _, stderr := runNow(t, fmt.Sprintf("{apiVersion: config.kubernetes.io/v1, kind: ResourceList, items: [], functionConfig: {apiVersion: registryprofile.dev/v1alpha1, kind: RegistryProfile, metadata: {name: %[1]s}, spec: {%[1]s: %[1]s}}}", quoted))
			harmless(t, "function", stderr)
		})
	}
}

// runNow runs the program at the present time.
func runNow(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cmd.Run(args, func(string) string { return "" }, cmd.Streams{Now: time.Now, In: strings.NewReader(stdin), Out: &out, Err: &errs})
	return code, out.String(), errs.String()
}

// harmless requires that a text has nothing to interpret, and no line of the input.
func harmless(t *testing.T, what, text string) {
	t.Helper()
	assert.Empty(t, printable.Interpreted(text), "%s:\n%s", what, text)
	assert.NotRegexp(t, `(?m)^[ \t#]*OWNED`, text, "%s", what)
}
