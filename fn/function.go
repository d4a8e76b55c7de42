package fn

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// Function is the function with what it depends on besides its input. It holds
// no state and can be used by several goroutines at a time.
type Function struct {
	// Now returns the time at which certificates must be valid, for example
	// time.Now. If it is nil, validity periods are not checked.
	Now func() time.Time
}

// ResourceList is what a host of KRM functions sends and receives.
type ResourceList struct {
	// Items are the objects.
	Items []*yaml.RNode
	// FunctionConfig is a RegistryProfile, a RegistryPolicy, or nil: then the one
	// RegistryProfile among the items counts.
	FunctionConfig *yaml.RNode
	// Results are what the function has to say about the objects.
	Results sdk.Results
}

// Render returns the manifests that a profile asks for, in the order in which
// kustomize sorts them, and the diagnostics. There are no manifests if a
// diagnostic is an error. Render does not change the profile. It fails if the
// context is done, or if the profile cannot be written as JSON.
func (f Function) Render(ctx context.Context, profile *v1alpha1.RegistryProfile) ([]*yaml.RNode, []v1alpha1.Diagnostic, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	node, err := asNode(profile)
	if err != nil {
		return nil, nil, err
	}
	rendered, found := f.pipeline().Render(node)
	return pipeline.Nodes(rendered.Manifests()), found, nil
}

// Process brings what the profile asks for into the list, and adds the results.
// If a result is an error, it returns false and leaves the items as they are.
// With a RegistryPolicy as the functionConfig it changes no item. It fails if
// the context is done.
func (f Function) Process(ctx context.Context, list *ResourceList) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	own := &krm.ResourceList{Items: list.Items, FunctionConfig: list.FunctionConfig}
	ok := f.pipeline().Run(own)
	list.Results = append(list.Results, krm.Results(own.Diagnostics)...)
	if ok {
		list.Items = own.Items
	}
	return ok, nil
}

func (f Function) pipeline() pipeline.Function { return pipeline.Function{Now: f.Now} }

// asNode writes a profile that a program has made as people write theirs, so
// that one parser checks both.
func asNode(profile *v1alpha1.RegistryProfile) (*yaml.RNode, error) {
	data, err := json.Marshal(profile)
	if err != nil {
		return nil, fmt.Errorf("RegistryProfile %s: %w", profile.Name, err)
	}
	var content map[string]any
	if err := json.Unmarshal(data, &content); err != nil {
		return nil, fmt.Errorf("RegistryProfile %s: %w", profile.Name, err)
	}
	content["apiVersion"], content["kind"] = v1alpha1.APIVersion, v1alpha1.Kind
	return pipeline.Node(content), nil
}
