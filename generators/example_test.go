package generators_test

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
)

// Each field of a generated object has the origin of its value.
func ExampleGenerate() {
	profile := &v1alpha1.RegistryProfile{ObjectMeta: metav1.ObjectMeta{Name: "prod-eu-1"}}
	profile.Spec.OpenShift = v1alpha1.OpenShift{Version: "4.16", Platform: "GCP"}
	profile.Spec.Registry.LogLevel = "Debug"

	objects, errs := generators.Generate(profile)
	fmt.Println(len(errs))
	for _, object := range objects {
		fmt.Println(object.ID())
		for _, field := range object.Fields {
			fmt.Println(strings.Join(field.Path, "."), field.Value, "from", field.Origin.Path)
		}
	}
	// Output:
	// 0
	// Config//cluster
	// spec.logLevel Debug from spec.registry.logLevel
}
