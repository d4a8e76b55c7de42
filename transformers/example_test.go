package transformers_test

import (
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/transformers"
)

// write passes YAML documents through a filter and prints the result.
func write(filter kio.Filter, documents string) {
	nodes, err := (&kio.ByteReader{Reader: strings.NewReader(documents), OmitReaderAnnotations: true}).Read()
	if err == nil {
		nodes, err = filter.Filter(nodes)
	}
	if err != nil {
		fmt.Println(err)
	}
	for _, node := range nodes {
		fmt.Print(node.MustString())
	}
}

// The profile sets replicas. The log level is only a default, so its existing
// value is preserved. Fields that the profile does not configure are unchanged.
func ExampleMerge() {
	desired := &generators.Object{Kind: openshift.Config, Name: "cluster", Fields: []generators.Field{
		{Path: []string{"spec", "replicas"}, Value: 2.0, Origin: v1alpha1.Origin{By: v1alpha1.ByProfile}},
		{Path: []string{"spec", "logLevel"}, Value: "Normal", Origin: v1alpha1.Origin{By: v1alpha1.ByDefault}},
	}}
	write(transformers.Merge{
		Profile: "prod-eu-1",
		Desired: []*generators.Object{desired},
		Report:  func(e transformers.Event) { fmt.Printf("# %s %s: %v to %v\n", e.Action, e.Field, e.Before, e.After) },
	}, `
apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata:
  name: cluster
spec:
  logLevel: Debug # until Friday
  replicas: 1
  httpSecret: keep
`)
	// Output:
	// # changed spec.replicas: 1 to 2
	// apiVersion: imageregistry.operator.openshift.io/v1
	// kind: Config
	// metadata:
	//   name: cluster
	//   annotations:
	//     registryprofile.dev/provenance: prod-eu-1 patched Config//cluster
	// spec:
	//   logLevel: Debug # until Friday
	//   replicas: 2
	//   httpSecret: keep
}

// The first ConfigMap was generated for the profile, which no longer asks for
// it. The second ConfigMap belongs to another profile.
func ExampleStale() {
	write(transformers.Stale{
		Profile: "prod-eu-1",
		Report:  func(e transformers.Event) { fmt.Printf("# %s %s\n", e.Action, v1alpha1.ObjectName(e.Node)) },
	}, `
apiVersion: v1
kind: ConfigMap
metadata:
  name: old-cas
  namespace: openshift-config
  annotations:
    registryprofile.dev/provenance: prod-eu-1 created ConfigMap/openshift-config/old-cas
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: test-cas
  namespace: openshift-config
  annotations:
    registryprofile.dev/provenance: test-eu-1 created ConfigMap/openshift-config/test-cas
`)
	// Output:
	// # removed ConfigMap/openshift-config/old-cas
	// apiVersion: v1
	// kind: ConfigMap
	// metadata:
	//   name: test-cas
	//   namespace: openshift-config
	//   annotations:
	//     registryprofile.dev/provenance: test-eu-1 created ConfigMap/openshift-config/test-cas
}

// A new object is written to a separate file in the directory of the profile.
func ExamplePaths() {
	profile := yaml.MustParse(`
kind: RegistryProfile
metadata:
  annotations:
    internal.config.kubernetes.io/path: clusters/prod-eu-1/profile.yaml
`)
	write(transformers.Paths{
		Profile: profile,
		Desired: []*generators.Object{{Kind: openshift.Config, Name: "cluster"}},
	}, `
apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata:
  name: cluster
`)
	// Output:
	// apiVersion: imageregistry.operator.openshift.io/v1
	// kind: Config
	// metadata:
	//   name: cluster
	//   annotations:
	//     internal.config.kubernetes.io/path: 'clusters/prod-eu-1/config_cluster.yaml'
	//     internal.config.kubernetes.io/index: '0'
}

// kustomize and kpt do not apply an object that is marked as local
// configuration.
func ExampleLocalConfig() {
	profile := yaml.MustParse(`
apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: prod-eu-1
`)
	nodes, err := transformers.LocalConfig{Node: profile}.Filter([]*yaml.RNode{profile})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(nodes[0].MustString())
	// Output:
	// apiVersion: registryprofile.dev/v1alpha1
	// kind: RegistryProfile
	// metadata:
	//   name: prod-eu-1
	//   annotations:
	//     config.kubernetes.io/local-config: 'true'
}
