package doctor

import (
	"fmt"
	"strings"
)

// engines are the container engines, with the arguments that print the version of the
// server. docker is the only one that kustomize runs; kpt also runs the others.
var engines = []struct {
	name string
	args []string
}{
	{"docker", []string{"version", "--format", "{{.Server.Version}}"}},
	{"podman", []string{"info", "--format", "{{.Version.Version}}"}},
	{"nerdctl", []string{"version", "--format", "{{.Server.Components}}"}},
}

// containers asks the container engines whether they answer. A client in PATH can lack
// its server.
func (e Environment) containers(needs Needs) Finding {
	if needs != (Needs{}) && !needs.Container {
		return Finding{}
	}
	var answered, silent []string
	docker := "docker is not in PATH"
	for _, engine := range engines {
		path, err := e.LookPath(engine.name)
		if err != nil {
			continue
		}
		if _, err = e.Output(path, engine.args...); err == nil {
			answered = append(answered, engine.name)
			continue
		}
		silent = append(silent, fmt.Sprintf("%s does not answer: %v", engine.name, err))
		if engine.name == "docker" {
			docker = silent[0]
		}
	}
	others := strings.Join(answered, " and ")
	switch {
	case len(answered) > 0 && answered[0] == "docker":
		return passed("docker answers and can run the function in a container")
	case needs.Container && others != "":
		return wrong("kustomize runs container functions only with docker: "+docker,
			"install a docker command for "+others+", such as the package podman-docker, or run the function with kpt and KPT_FN_RUNTIME="+answered[0])
	case needs.Container:
		return wrong("kustomize runs container functions only with docker: "+docker, "start docker, or install the plugin and remove the annotation")
	case others != "":
		return passed(others + " answers and can run the function in a container with kpt, but kustomize only runs docker")
	case len(silent) > 0:
		return warning(strings.Join(silent, "; "), "start the container engine if a profile runs in a container")
	}
	return passed("no container engine found; only containerized functions require one")
}
