package fn_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/fn"
)

func ExampleFunction_Render() {
	profile := &v1alpha1.RegistryProfile{ObjectMeta: metav1.ObjectMeta{Name: "prod-eu-1"}}
	profile.Spec.OpenShift = v1alpha1.OpenShift{Version: "4.16", Platform: "AWS"}
	profile.Spec.Storage = &v1alpha1.Storage{OneOf: v1alpha1.OneOf{S3: &v1alpha1.S3{Bucket: "images", Region: "eu-west-1"}}}

	function := fn.Function{Now: time.Now}
	manifests, diagnostics, err := function.Render(context.Background(), profile)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range diagnostics {
		fmt.Println(d.Severity, d.Rule, d.Field)
	}
	for _, manifest := range manifests {
		fmt.Println(manifest.MustString())
	}
	// Output:
	// info S3011 spec.storage.s3.bucket
	// apiVersion: imageregistry.operator.openshift.io/v1
	// kind: Config
	// metadata:
	//   annotations:
	//     registryprofile.dev/provenance: prod-eu-1 created Config//cluster
	//   name: cluster
	// spec:
	//   managementState: Managed
	//   replicas: 2
	//   storage:
	//     managementState: Unmanaged
	//     s3:
	//       bucket: images
	//       region: eu-west-1
	//       trustedCA:
	//         name: ""
}

func ExampleFunction_Process() {
	list := &fn.ResourceList{
		Items: []*yaml.RNode{yaml.MustParse(`apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata:
  name: cluster
spec:
  replicas: 1 # before the second node
`)},
		FunctionConfig: yaml.MustParse(`apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata: {name: prod-eu-1}
spec:
  openshift: {version: "4.16", platform: GCP}
  registry: {replicas: 2}
`),
	}
	ok, err := fn.Function{Now: time.Now}.Process(context.Background(), list)
	fmt.Println(ok, err)
	for _, result := range list.Results {
		fmt.Println(result.Severity, result.Field.Path, result.Field.CurrentValue, "->", result.Field.ProposedValue)
	}
	fmt.Println(list.Items[0].MustString())
	// Output:
	// true <nil>
	// info spec.replicas 1 -> 2
	// apiVersion: imageregistry.operator.openshift.io/v1
	// kind: Config
	// metadata:
	//   name: cluster
	//   annotations:
	//     registryprofile.dev/provenance: prod-eu-1 patched Config//cluster
	// spec:
	//   replicas: 2 # before the second node
}

// Embed the function in a program that is built on the kpt SDK.
func ExampleProcessor() {
	list := strings.NewReader(`apiVersion: config.kubernetes.io/v1
kind: ResourceList
items: []
functionConfig:
  apiVersion: registryprofile.dev/v1alpha1
  kind: RegistryProfile
  metadata: {name: prod-eu-1}
  spec:
    openshift: {version: "4.16", platform: GCP}
    exposure: {defaultRoute: true}
`)
	processor := fn.Processor{Function: fn.Function{Now: time.Now}}
	if err := sdk.Execute(processor, list, os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// apiVersion: config.kubernetes.io/v1
	// kind: ResourceList
	// items:
	// - apiVersion: imageregistry.operator.openshift.io/v1
	//   kind: Config
	//   metadata:
	//     annotations:
	//       registryprofile.dev/provenance: prod-eu-1 created Config//cluster
	//     name: cluster
	//   spec:
	//     defaultRoute: true
	// functionConfig:
	//   apiVersion: registryprofile.dev/v1alpha1
	//   kind: RegistryProfile
	//   metadata: {name: prod-eu-1}
	//   spec:
	//     openshift: {version: "4.16", platform: GCP}
	//     exposure: {defaultRoute: true}
}
