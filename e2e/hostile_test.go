package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Limits for every run and any input. The time is processor time, so that
// the limit also applies on a busy machine. A run that waits is stopped later.
const (
	mostTime   = time.Minute
	mostMemory = 512 << 20
	longest    = 2 * time.Minute
)

// outcome is the result of a run.
type outcome struct {
	code   int
	stdout string
	stderr string
}

// feed passes hostile input to the program, and requires that it stays within
// the limits and does not panic.
func feed(t *testing.T, name, input string, args ...string) outcome {
	t.Helper()
	return feedWith(t, nil, name, input, args...)
}

// feedPlugin passes the input as kustomize does to a plugin.
func feedPlugin(t *testing.T, name, input string) outcome {
	t.Helper()
	profile := filepath.Join(root(t), "examples/aws-s3/profile.yaml")
	return feedWith(t, []string{"KUSTOMIZE_PLUGIN_CONFIG_ROOT=" + filepath.Dir(profile)}, name, input, profile)
}

func feedWith(t *testing.T, env []string, name, input string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), longest)
	defer cancel()
	measured := filepath.Join(t.TempDir(), "measured")
	cmd := exec.CommandContext(ctx, os.Args[0], append([]string{filepath.Join(root(t), "bin/registry-profile")}, args...)...)
	cmd.Env = append(environment(measureVariable+"="+measured), env...)
	cmd.Stdin = strings.NewReader(input)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	require.NoError(t, ctx.Err(), "%s %v: more than %s", name, args, longest)
	if exit := (&exec.ExitError{}); err != nil {
		require.ErrorAs(t, err, &exit, "%s %v", name, args)
	}
	var memory int64
	var busy time.Duration
	_, err = fmt.Sscan(read(t, measured), &memory, (*int64)(&busy))
	require.NoError(t, err)
	assert.Less(t, memory, int64(mostMemory), "%s %v: bytes of memory", name, args)
	assert.Less(t, busy, mostTime, "%s %v: time of processors", name, args)
	for _, word := range []string{"goroutine ", "panic:", "fatal error"} {
		assert.NotContains(t, stderr.String(), word, "%s %v", name, args)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// measureVariable names the file for the result of measure.
const measureVariable = "E2E_MEASURE"

// measure runs a program and writes its memory in bytes and its processor time
// in nanoseconds to a file. It runs in a separate process, because the kernel
// includes the memory of the parent process.
func measure(file string, args []string) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = cmd.Run() // its exit code is returned below
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
	busy := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if err := os.WriteFile(file, fmt.Append(nil, used, int64(busy)), 0o600); err != nil {
		return 99
	}
	return cmd.ProcessState.ExitCode()
}

// list returns a ResourceList of an item and the profile of an example.
func list(t *testing.T, item string) string {
	profile := strings.ReplaceAll(strings.TrimSpace(read(t, filepath.Join(root(t), "examples/aws-s3/profile.yaml"))), "\n", "\n  ")
	return "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n" + item + "\nfunctionConfig:\n  " + profile + "\n"
}

func nested(n int) string {
	return strings.Repeat("{a: ", n) + "x" + strings.Repeat("}", n)
}

func bomb(levels int) string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i <= levels; i++ {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return text
}

// TestHostileProfiles passes broken and malicious profiles to every entry
// point: each run ends with exit code 1 and a message, without standard output.
func TestHostileProfiles(t *testing.T) {
	good := read(t, filepath.Join(root(t), "examples/aws-s3/profile.yaml"))
	spec := func(more string) string { return good + more }
	profiles := map[string]string{
		"empty":     "",
		"blank":     " \n\n",
		"comment":   "# nothing\n",
		"scalar":    "profile\n",
		"list":      "- a\n",
		"null":      "null\n",
		"deep flow": spec("  registry: " + nested(200_000) + "\n"),
		"deep list": spec("  registry: " + strings.Repeat("[", 200_000)),
		"deep block": spec("  registry:\n" + func() string {
			var b strings.Builder
			for i := range 2000 {
				b.WriteString(strings.Repeat(" ", i+4) + "a:\n")
			}
			return b.String()
		}()),
		"huge scalar":        spec("  description: " + strings.Repeat("x", 100<<20)),
		"alias bomb":         spec(bomb(9)),
		"alias bomb in spec": strings.Replace(good, "spec:\n", "x: &x {a: 1}\nspec:\n  unknown: *x\n", 1),
		"alias of itself":    spec("  registry: &a {nodeSelector: *a}\n"),
		"unknown alias":      spec("  registry: *nowhere\n"),
		"duplicate keys":     spec("  openshift: {version: \"4.20\", platform: AWS}\n"),
		"invalid UTF-8":      spec("  description: \"\xff\xfe\"\n"),
		"NUL":                spec("  description: \"a\x00b\"\n"),
		"tabs":               strings.ReplaceAll(good, "  ", "\t"),
		"two documents":      good + "---\n" + good,
		"unquoted version":   strings.Replace(good, `"4.`, "4.", 1),
		"wrong kinds":        spec("  registry: [1, {a: b}]\n"),
		"binary":             "\x7fELF\x02\x01\x01\x00" + strings.Repeat("\x00\xff", 500),
	}
	require.NotEqual(t, good, profiles["unquoted version"])
	ran := 0
	for name, profile := range profiles {
		for _, args := range [][]string{{"render", "-"}, {"explain", "--emitted", "-"}} {
			if name == "two documents" && args[0] == "explain" {
				continue // explain accepts both
			}
			ran++
			got := feed(t, name, profile, args...)
			code := 1
			if slices.Contains([]string{"empty", "comment", "null", "blank"}, name) {
				code = 2 // the command that writes it has failed
			}
			assert.Equal(t, code, got.code, "%s %v: %s", name, args, got.stderr)
			assert.Empty(t, got.stdout, "%s %v", name, args)
			assert.NotEmpty(t, got.stderr, "%s %v", name, args)
			assert.Less(t, len(got.stderr), 10_000, "%s %v: the message is too long", name, args)
		}
		ran++
		if got := feed(t, name, profile); got.code != 1 || got.stdout != "" || got.stderr == "" {
			t.Errorf("%s as a ResourceList: %+v", name, got.code)
		}
		ran += 3
		feedPlugin(t, name, profile)
		feed(t, name, profile, "lint", "-")
		feed(t, name, profile, "import", "-")
	}
	// Unusual but valid input.
	for name, profile := range map[string]string{
		"BOM":  "\ufeff" + good,
		"CRLF": strings.ReplaceAll(good, "\n", "\r\n"),
		"JSON": `{"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": {"name": "a"}, "spec": {"openshift": {"version": "4.16", "platform": "AWS"}}}`,
	} {
		ran++
		got := feed(t, name, profile, "render", "-")
		assert.Zero(t, got.code, "%s: %s", name, got.stderr)
		assert.Contains(t, got.stdout, "kind: Config", name)
	}
	fmt.Printf("proof: a hostile profile produces one message within %s of processor time and %d MiB: %d runs\n", mostTime, mostMemory>>20, ran)
}

// TestHostileItems passes unrelated or malicious items to the function. It
// passes them on, or fails with a message.
func TestHostileItems(t *testing.T) {
	items := map[string]string{
		"huge scalar":      `- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: "` + strings.Repeat("x", 100_000_000) + `"}}`,
		"huge wrong value": "- {apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}, spec: {logLevel: \"" + strings.Repeat("x", 100_000_000) + "\"}}",
		"deep":             "- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: " + nested(9000) + "}",
		"too deep":         "- " + nested(100_000),
		"alias bomb":       "- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n-\n  " + strings.ReplaceAll(bomb(9), "\n", "\n  "),
		"alias bomb, own":  "- apiVersion: imageregistry.operator.openshift.io/v1\n  kind: Config\n  metadata: {name: cluster}\n  spec:\n    " + strings.ReplaceAll(bomb(9), "\n", "\n    "),
		"lists":            "- [a]\n- [[]]",
		"scalars":          "- a\n- 1\n- null",
		"alias of itself":  "- &a {apiVersion: v1, kind: ConfigMap, metadata: *a}",
		"invalid metadata": "- {apiVersion: v1, kind: ConfigMap, metadata: [a]}\n- {apiVersion: [v1], kind: {a: b}, metadata: {name: [], annotations: [x]}}",
		"invalid Config":   "- {apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}, spec: [a]}",
		"null Config":      "- {apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster, annotations: null}, spec: null}",
		"invalid UTF-8":    "- {apiVersion: v1, kind: ConfigMap, metadata: {name: \"\xff\"}}",
		"NUL":              "- {apiVersion: v1, kind: ConfigMap, metadata: {name: \"\x00\"}}",
		"unclosed":         "- {apiVersion: v1",
	}
	for name, item := range items {
		if got := feedPlugin(t, name, strings.TrimPrefix(item, "- ")); got.code != 0 {
			assert.Equal(t, 1, got.code, name)
			assert.Empty(t, got.stdout, name)
			assert.NotEmpty(t, got.stderr, name)
			assert.Less(t, len(got.stderr), 10_000, name)
		}
		feed(t, name, item, "lint", "-")
		got := feed(t, name, list(t, item))
		if got.code == 0 {
			assert.Contains(t, got.stdout, "kind: ResourceList", name)
			continue
		}
		assert.Equal(t, 1, got.code, name)
		assert.NotEmpty(t, got.stderr, name)
		assert.Less(t, len(got.stderr), 10_000, name)
	}
	fmt.Printf("proof: hostile items are passed on or rejected: %d lists\n", len(items))
}

// TestTruncated truncates a profile and a ResourceList at every byte. Either
// the program rejects the rest with a message, or the rest is a complete and
// valid document.
func TestTruncated(t *testing.T) {
	profile := read(t, filepath.Join(root(t), "examples/vsphere-block/profile.yaml"))
	runs := 0
	for i := range len(profile) {
		got := feed(t, fmt.Sprint("byte ", i), profile[:i], "render", "-")
		runs++
		if got.code != 0 {
			code := 1
			if first, rest, _ := strings.Cut(profile[:i], "\n"); rest == "" && strings.HasPrefix(first, "#") || i == 0 {
				code = 2 // only a comment
			}
			assert.Equal(t, code, got.code, profile[:i])
			assert.NotEmpty(t, got.stderr, profile[:i])
			assert.Empty(t, got.stdout, profile[:i])
			continue
		}
		assert.Contains(t, got.stdout, "kind: Config", profile[:i])
	}
	whole := list(t, "- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
	for i := range len(whole) {
		got := feed(t, fmt.Sprint("byte ", i), whole[:i])
		runs++
		if got.code != 0 {
			assert.NotEmpty(t, got.stderr, whole[:i])
		}
	}
	fmt.Printf("proof: truncated input is rejected or valid: %d places\n", runs)
}

// TestCanary puts a secret everywhere that users paste secrets, and searches
// the output of the program for it.
func TestCanary(t *testing.T) {
	const canary = "c4n4ryS3cr3tV4lu3"
	profiles := []string{
		"storage: {s3: {bucket: images, region: eu-west-1, accessKey: CANARY}}",
		"storage: {s3: {bucket: images, region: eu-west-1, regionEndpoint: \"https://user:CANARY@s3.example.com\"}}",
		"storage: {s3: {bucket: images, region: eu-west-1, cloudFront: {baseURL: \"https://a:CANARY@d.cloudfront.net\", keypairID: K, privateKey: CANARY}}}",
		"storage: {azure: {accountName: a, container: b, accountKey: CANARY}}",
		"credentials: {externalSecret: {secretStoreRef: {name: vault}, remoteKey: a, password: CANARY}}",
		"credentials: {secret: {REGISTRY_STORAGE_S3_SECRETKEY: CANARY}}",
		"credentials: CANARY",
		"trust: {registries: {certificates: [{host: a.example.com, ca: \"-----BEGIN PRIVATE KEY-----\\nCANARY\\n-----END PRIVATE KEY-----\\n\"}]}}",
		"trust: {storage: {configMapName: ca, ca: \"CANARY\"}}",
		"registry: {proxy: {http: \"http://user:CANARY@proxy.example.com\"}}",
		"registry: {httpSecret: CANARY}",
		"exposure: {routes: [{name: a, tls: {key: CANARY}}]}",
	}
	manifests := []string{
		"apiVersion: v1\nkind: Secret\nmetadata: {name: image-registry-private-configuration-user, namespace: openshift-image-registry}\nstringData: {REGISTRY_STORAGE_S3_SECRETKEY: CANARY, WRONG: CANARY}\n",
		"apiVersion: v1\nkind: Secret\nmetadata: {name: route-tls, namespace: openshift-image-registry}\ndata: {tls.key: CANARY}\n",
		"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: {managementState: Managed, replicas: 2, httpSecret: CANARY, proxy: {http: \"http://user:CANARY@proxy\"}, storage: {s3: {bucket: b, region: r, secretKey: CANARY}}}\n",
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca, namespace: openshift-config}\ndata: {ca-bundle.crt: \"-----BEGIN RSA PRIVATE KEY-----\\nCANARY\\n-----END RSA PRIVATE KEY-----\\n\"}\n",
	}
	runs := 0
	look := func(input string, args ...string) {
		t.Helper()
		runs++
		got := feed(t, input, strings.ReplaceAll(input, "CANARY", canary), args...)
		assert.NotContains(t, got.stderr, canary, input)
		if len(args) > 0 {
			assert.NotContains(t, got.stdout, canary, "%v: %s", args, input)
		} else if _, results, found := strings.Cut(got.stdout, "\nresults:\n"); found {
			assert.NotContains(t, results, canary, input)
		}
	}
	for _, field := range profiles {
		profile := "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: a}\nspec:\n  openshift: {version: \"4.16\", platform: AWS}\n  " + field + "\n"
		look(profile, "render", "-")
		look(profile, "explain", "--emitted", "-")
		for _, format := range []string{"text", "json", "sarif", "github", "junit"} {
			look(profile, "lint", "--format", format, "-")
		}
		look("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig:\n  " + strings.ReplaceAll(strings.TrimSpace(profile), "\n", "\n  ") + "\n")
	}
	for _, manifest := range manifests {
		for _, format := range []string{"text", "json", "sarif", "github", "junit"} {
			look(manifest, "lint", "--format", format, "-")
		}
		look(list(t, indent(manifest)))
	}
	fmt.Printf("proof: the output of the program never contains a secret: %d runs\n", runs)
}
