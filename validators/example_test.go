package validators_test

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/validators"
)

func ExampleCheckItems() {
	config := yaml.MustParse(`apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata: {name: cluster}
spec: {managementState: Managed, replicas: 3, storage: {emptyDir: {}}}
`)
	for _, d := range validators.CheckItems(validators.Input{
		Items:   []*yaml.RNode{config},
		Cluster: v1alpha1.PolicyCluster{Version: "4.16", Environment: v1alpha1.Production},
	}) {
		fmt.Println(d.Severity, d.Rule, d.Object, d.Field, d.Current)
	}
	// Output:
	// error ED001 Config/cluster spec.storage.emptyDir <nil>
	// error ED002 Config/cluster spec.replicas 3
}

func ExampleFind() {
	rule, ok := validators.Find("PV005")
	fmt.Println(ok, rule.Severity)
	// Output: true warning
}
