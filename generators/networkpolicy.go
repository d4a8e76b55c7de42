package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// networkPolicy lets the Job that changes the storage reach the API server,
// where a policy of OpenShift's denies all else. The pod finds the server by
// its address, so that it needs no DNS.
func networkPolicy(p *desired.Plan) []*Object {
	if p.StorageChange == nil || !p.StorageChange.Isolated {
		return nil
	}
	o := before(openshift.NetworkPolicy, openshift.RegistryNamespace, desired.StorageChanger)
	o.fixed(map[string]any{
		"podSelector": map[string]any{"matchLabels": changer()},
		"policyTypes": []string{"Egress"},
		"egress": []any{map[string]any{"ports": []any{
			map[string]any{"protocol": "TCP", "port": 6443},
			map[string]any{"protocol": "TCP", "port": 443}, // hosted control planes
		}}},
	}, "the namespace denies all traffic that no policy allows", "spec")
	return one(o)
}
