package argocd

import "sigs.k8s.io/yaml"

// Plugin returns the configuration of the plugin. Its path in the sidecar is
// /home/argocd/cmp-server/config/plugin.yaml. program is the path of the program in
// the sidecar.
func Plugin(program string) ([]byte, error) {
	type command struct {
		Command []string `json:"command"`
	}
	var p struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name string `json:"name"`
		} `json:"metadata"`
		Spec struct {
			Discover struct {
				Find command `json:"find"`
			} `json:"discover"`
			Generate   command `json:"generate"`
			Parameters struct {
				Static []Announcement `json:"static"`
			} `json:"parameters"`
		} `json:"spec"`
	}
	p.APIVersion, p.Kind, p.Metadata.Name = "argoproj.io/v1alpha1", "ConfigManagementPlugin", "registry-profile"
	p.Spec.Discover.Find.Command = []string{program, "cmp", "discover"}
	p.Spec.Generate.Command = []string{program, "cmp", "generate"}
	p.Spec.Parameters.Static = Announcements
	return yaml.Marshal(p)
}
