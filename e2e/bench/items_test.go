package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const profile = `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: bench
spec:
  openshift:
    version: "4.16"
    platform: AWS
  storage:
    s3:
      bucket: images
      region: eu-west-1
`

const policy = `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryPolicy
metadata:
  name: bench
spec:
  openshift:
    version: "4.16"
`

// config is the manifest that the function generates.
const config = `apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata:
  name: cluster
spec:
  managementState: Managed
  replicas: 2
  storage:
    managementState: Unmanaged
    s3:
      bucket: images
      region: eu-west-1
      virtualHostedStyle: false
      trustedCA:
        name: ""
`

// foreign is an unrelated manifest of 1 KB.
const foreign = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-%[1]d
  namespace: team
  labels:
    app: app-%[1]d
spec:
  replicas: 2 # two
  selector:
    matchLabels:
      app: app-%[1]d
  template:
    metadata:
      labels:
        app: app-%[1]d
    spec:
      containers:
      - name: app
        image: registry.example.com/team/app:v%[1]d
        args:
        - --port=8080
        - --verbose
        env:
        - name: TEXT
          value: |
            several
            lines of text
        - {name: A, value: "1"}
        ports:
        - containerPort: 8080
          protocol: TCP
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
        volumeMounts:
        - name: data
          mountPath: /data
        readinessProbe:
          httpGet:
            path: /healthz
            port: 8080
          periodSeconds: 10
      volumes:
      - name: data
        emptyDir: {}
      nodeSelector:
        kubernetes.io/os: linux
`

// manifests returns n manifests, of which ours are relevant to the function: a
// Config, and ConfigMaps in the namespace of CAs.
func manifests(n, ours int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf(foreign, i)
	}
	for i := range min(n, ours) {
		text := config
		if i > 0 {
			text = fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ca-%d\n  namespace: openshift-config\ndata:\n  a: b\n", i)
		}
		texts[i*n/min(n, ours)] = text
	}
	return texts
}

// list returns a ResourceList of manifests.
func list(texts []string, functionConfig string) string {
	var b strings.Builder
	b.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	for _, text := range texts {
		b.WriteString("- " + indented(text))
	}
	return b.String() + "functionConfig:\n  " + indented(functionConfig)
}

func indented(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n"
}

// BenchmarkStartup compares the start-up with a function that does nothing, for
// empty input.
func BenchmarkStartup(b *testing.B) {
	dir := b.TempDir()
	generator := write(b, filepath.Join(dir, "generator.yaml"), list(nil, profile))
	empty := write(b, filepath.Join(dir, "empty.yaml"), list(nil, "{}"))
	medians := inTurn(b,
		runner{name: "donothing", command: program("donothing"), stdin: empty},
		runner{name: "generator", command: program("ours"), stdin: generator},
		runner{name: "render", command: program("ours", "render", "../../examples/aws-s3/profile.yaml")},
	)
	for _, name := range []string{"generator", "render"} {
		b.ReportMetric(float64(medians[name])/float64(medians["donothing"]), name+"-x")
	}
}

// BenchmarkItems runs the function on lists with a few relevant items, beside
// programs that process no item.
func BenchmarkItems(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			file := func(name string, ours int, functionConfig string) string {
				return write(b, filepath.Join(dir, name), list(manifests(n, ours), functionConfig))
			}
			five := file("5", 5, profile)
			runners := []runner{
				{name: "copy", command: program("copy"), stdin: five},
				{name: "transformer0", command: program("ours"), stdin: file("0", 0, profile)},
				{name: "transformer5", command: program("ours"), stdin: five},
				{name: "transformer50", command: program("ours"), stdin: file("50", 50, profile)},
				{name: "validator5", command: program("ours"), stdin: file("policy", 5, policy)},
			}
			if n <= 10_000 { // more do not fit into memory
				runners = append(runners,
					runner{name: "donothing", command: program("donothing"), stdin: five},
					runner{name: "donothing-sdk", command: program("donothing-sdk"), stdin: five})
			}
			inTurn(b, runners...)
			info, err := os.Stat(five)
			require.NoError(b, err)
			b.ReportMetric(float64(info.Size())/(1<<20), "input-MiB")
		})
	}
}

// BenchmarkLint lints manifests of which five are relevant to the rules, in one
// file and in one file each.
func BenchmarkLint(b *testing.B) {
	const n = 10_000
	dir := b.TempDir()
	texts := manifests(n, 5)
	five := write(b, filepath.Join(dir, "list.yaml"), list(texts, policy))
	whole := write(b, filepath.Join(dir, "whole.yaml"), strings.Join(texts, "---\n"))
	for i, text := range texts {
		write(b, filepath.Join(dir, "files", fmt.Sprint(i%100), fmt.Sprint(i)+".yaml"), text)
	}
	inTurn(b,
		runner{name: "copy", command: program("copy"), stdin: whole},
		runner{name: "donothing-sdk", command: program("donothing-sdk"), stdin: five},
		runner{name: "lint", command: program("ours", "lint", "--fail-on", "none", whole)},
		runner{name: "lint-files", command: program("ours", "lint", "--fail-on", "none", filepath.Join(dir, "files"))},
	)
}
