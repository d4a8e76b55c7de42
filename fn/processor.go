package fn

import (
	"context"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Processor adapts a Function to programs that are built on the kpt SDK. Give it
// to the SDK's Execute, or sdk.ResourceListProcessorFunc(p.Process) to AsMain.
type Processor struct{ Function }

var _ sdk.ResourceListProcessor = Processor{}

// Process implements sdk.ResourceListProcessor. It returns false if a result is
// an error; the items are unchanged then. It fails on an object that is not
// YAML.
func (p Processor) Process(rl *sdk.ResourceList) (bool, error) {
	own, err := fromSDK(rl)
	if err != nil {
		return false, err
	}
	ok, err := p.Function.Process(context.Background(), own) // the SDK knows no context
	rl.Results = append(rl.Results, own.Results...)
	if err != nil || !ok {
		return false, err
	}
	items := make(sdk.KubeObjects, len(own.Items))
	for i, node := range own.Items {
		if items[i], err = toSDK(node); err != nil {
			return false, err
		}
	}
	rl.Items = items
	return true, nil
}

func toSDK(node *yaml.RNode) (*sdk.KubeObject, error) {
	text, err := node.String()
	if err != nil {
		return nil, err
	}
	return sdk.ParseKubeObject([]byte(text))
}

func fromSDK(rl *sdk.ResourceList) (*ResourceList, error) {
	own := &ResourceList{}
	for _, item := range rl.Items {
		node, err := yaml.Parse(item.String())
		if err != nil {
			return nil, err
		}
		own.Items = append(own.Items, node)
	}
	if rl.FunctionConfig == nil || rl.FunctionConfig.IsEmpty() {
		return own, nil
	}
	config, err := yaml.Parse(rl.FunctionConfig.String())
	own.FunctionConfig = config
	return own, err
}
