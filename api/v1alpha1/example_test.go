package v1alpha1_test

import (
	"fmt"

	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

func ExampleRegistryProfile() {
	var profile v1alpha1.RegistryProfile
	err := sigsyaml.UnmarshalStrict([]byte(`
apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: prod-eu-1
spec:
  openshift: {version: "4.16", platform: VSphere}
  storage:
    pvc:
      accessModes: [ReadWriteOnce]
      create: {size: 100Gi, storageClassName: thin-csi}
`), &profile)
	fmt.Println(err, profile.Name, profile.Spec.Storage.PVC.Create.Size)
	// Output: <nil> prod-eu-1 100Gi
}

func ExampleRegistryPolicy() {
	policy := v1alpha1.RegistryPolicy{Spec: v1alpha1.PolicySpec{
		FailOn: v1alpha1.FailOnWarning,
		Rules:  []v1alpha1.RuleOverride{{ID: "PV005", Severity: v1alpha1.OverrideIgnore, Reason: "lab clusters"}},
	}}
	fmt.Println(policy.Spec.FailOn, policy.Spec.Rules[0].ID)
	// Output: Warning PV005
}

func ExampleSchema() {
	schema, ok := v1alpha1.Schema(v1alpha1.Kind)
	fmt.Println(ok, len(schema) > 1000)
	// Output: true true
}

func ExampleHasErrors() {
	diagnostics := []v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityWarning, Rule: "PV005"}}
	fmt.Println(v1alpha1.HasErrors(diagnostics))
	// Output: false
}
