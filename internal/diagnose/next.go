package diagnose

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Profile denotes the profile of the cluster in a command.
const Profile = "PROFILE"

// maxNext bounds the commands of an answer.
const maxNext = 3

// next returns the commands that confirm the causes, with the names of this cluster.
// It omits commands whose output is in the dump. If none remains, the field of the
// profile follows. One command is always one of oc.
func (c *cluster) next(causes []Fault) []string {
	var commands []string
	for _, f := range causes {
		for _, command := range f.look {
			if c.has(command) || strings.Contains(command, "PROJECT") {
				continue
			}
			if command = c.filled(command, f); !slices.Contains(commands, command) {
				commands = append(commands, command)
			}
		}
	}
	if len(causes) == 0 {
		return nil
	}
	object, _, _ := strings.Cut(causes[0].Object, ", ")
	if node, ok := strings.CutPrefix(object, "Node/"); ok {
		commands = slices.Insert(commands, 0, "oc describe node "+node)
	}
	explain := ""
	if len(commands) == 0 && !isGeneral(causes[0].ID) {
		explain = c.fieldOf(causes[0])
	}
	if !slices.ContainsFunc(commands, func(command string) bool { return strings.HasPrefix(command, "oc ") }) {
		commands = append(commands, c.confirm(causes[0]))
	}
	if explain != "" {
		commands = append(commands, "registry-profile explain "+explain)
	}
	return commands[:min(maxNext, len(commands))]
}

// restoreState sets the management state that Config lacks.
const restoreState = `oc patch configs.imageregistry.operator.openshift.io cluster --type merge -p '{"spec": {"managementState": "Managed"}}'`

// confirm returns a command whose output shows whether a fault is over.
func (c *cluster) confirm(f Fault) string {
	switch f.subject {
	case pruner:
		if job := c.failedJob(); job != "" {
			return "oc logs -n openshift-image-registry job/" + job
		}
		return "oc get jobs -n openshift-image-registry"
	case nodeCA:
		return "oc describe daemonset -n openshift-image-registry node-ca"
	case route:
		return "oc get routes -n openshift-image-registry"
	case freeze:
		if f.ID == "frozen-without-state" {
			return restoreState
		}
		return logOperator
	}
	for _, claim := range c.of("PersistentVolumeClaim") {
		if claim.name == c.claimName() && text(claim.content, "status", "phase") != "Bound" {
			return "oc get pvc -n openshift-image-registry " + claim.name + " -w"
		}
	}
	if pod, ok := strings.CutPrefix(f.Object, "Pod/"); ok {
		return "oc describe pod -n openshift-image-registry " + pod
	}
	if c.available().status == "False" {
		return "oc get pods -n openshift-image-registry -w"
	}
	return logOperator
}

// storeFields are the fields of the profile about a store, by the storage type.
var storeFields = map[string][]string{"s3": {"s3", "noobaa", "cephRGW"}}

// fieldOf returns the first field that prevents a fault and that fits the storage type
// of the cluster, empty if there is none.
func (c *cluster) fieldOf(f Fault) string {
	used := ""
	if c.config != nil {
		used, _ = c.storeOf("spec")
	}
	for _, field := range f.fields {
		of, isStore := strings.CutPrefix(field, "spec.storage.")
		of, _, _ = strings.Cut(of, ".")
		if !isStore || used == "" || of == used || slices.Contains(storeFields[used], of) || openshift.FindStorageType(of).Key == "" && of != "noobaa" && of != "cephRGW" {
			return field
		}
	}
	return ""
}

// examined lists what was found of each kind.
func (c *cluster) examined() []string {
	var found []string
	for _, kind := range slices.Sorted(maps.Keys(c.kinds)) {
		if n := len(c.of(kind)); n > 1 {
			found = append(found, fmt.Sprintf("%d %s", n, kind))
		} else {
			found = append(found, kind)
		}
	}
	if n := len(c.logs); n > 0 {
		found = append(found, fmt.Sprintf("the end of %d logs", n))
	}
	return found
}

// shownBy lists commands whose output the objects of a kind contain.
var shownBy = []struct{ command, kind string }{
	{"oc get configs.imageregistry.operator.openshift.io ", "Config"},
	{"oc get imagepruners.imageregistry.operator.openshift.io ", "ImagePruner"},
	{"oc get clusteroperator image-registry", "ClusterOperator"},
	{"oc get pods -n openshift-image-registry", "Pod"},
	{"oc describe pod -n openshift-image-registry", "Event"},
	{"oc describe pvc -n openshift-image-registry", "Event"},
	{"oc get events -n openshift-image-registry", "Event"},
	{"oc get pvc -n openshift-image-registry", "PersistentVolumeClaim"},
	{"oc get secrets -n openshift-image-registry", "Secret"},
	{"oc get externalsecrets -n openshift-image-registry", "ExternalSecret"},
	{"oc get jobs -n openshift-image-registry", "Job"},
	{"oc get routes -n openshift-image-registry", "Route"},
	{"oc get storageclasses", "StorageClass"},
	{"oc get nodes", "Node"},
}

// has reports whether the objects contain the output of a command.
func (c *cluster) has(command string) bool {
	return slices.ContainsFunc(shownBy, func(s struct{ command, kind string }) bool {
		return strings.HasPrefix(command, s.command) && c.kinds[s.kind]
	})
}

// filled returns a command with the names of the objects of this cluster.
func (c *cluster) filled(command string, f Fault) string {
	if strings.HasPrefix(command, "registry-profile ") {
		return command + " " + Profile
	}
	kind, name, _ := strings.Cut(strings.SplitN(f.Object, ",", 2)[0], "/")
	kind = strings.TrimPrefix(kind, "Event of ")
	pod := c.failingPod()
	if kind == "Pod" {
		pod = name
	}
	if pod != "" && !strings.HasPrefix(pod, "image-pruner-") {
		command = strings.Replace(command, "oc describe pod -n openshift-image-registry -l docker-registry=default", "oc describe pod -n openshift-image-registry "+pod, 1)
		command = strings.Replace(command, "oc logs -n openshift-image-registry deployment/image-registry --previous", "oc logs -n openshift-image-registry "+pod+" --previous", 1)
	}
	if strings.HasSuffix(command, "job/NAME") {
		job := c.failedJob()
		if job == "" {
			return "oc get jobs -n openshift-image-registry"
		}
		command = strings.TrimSuffix(command, "NAME") + job
	}
	claim := c.claimName()
	if command == "oc describe pvc -n openshift-image-registry" && claim != "" {
		command += " " + claim
	}
	return command
}

// failingPod returns a pod of the registry that is not ready.
func (c *cluster) failingPod() string {
	for _, pod := range c.of("Pod") {
		if isRegistryPod(pod) && conditionOf(&pod, "Ready").status != "True" {
			return pod.name
		}
	}
	return ""
}

// failedJob returns the newest job of the pruner that failed.
func (c *cluster) failedJob() string {
	name := ""
	for _, job := range c.of("Job") {
		if strings.HasPrefix(job.name, "image-pruner-") && conditionOf(&job, "Failed").status == "True" && job.name > name {
			name = job.name
		}
	}
	return name
}

// gaps returns the kinds that explain most faults and that are not among the objects.
func (c *cluster) gaps() []Gap {
	var gaps []Gap
	add := func(what, command string, kinds ...string) {
		if !slices.ContainsFunc(kinds, func(kind string) bool { return c.kinds[kind] }) {
			gaps = append(gaps, Gap{what, command})
		}
	}
	const ofCluster = "oc get configs.imageregistry,imagepruners,clusteroperators -o yaml"
	add("Config", ofCluster, "Config")
	add("ImagePruner", ofCluster, "ImagePruner")
	add("ClusterOperator", ofCluster, "ClusterOperator")
	const inNamespace = "oc get deployments,replicasets,pods,events,pvc,jobs,routes -n openshift-image-registry -o yaml"
	if c.state() != openshift.Removed {
		add("Deployment", inNamespace, "Deployment")
		add("pods", inNamespace, "Pod")
		add("events", inNamespace, "Event")
		if c.config != nil && c.claimName() != "" {
			add("claims", inNamespace, "PersistentVolumeClaim")
		}
	}
	return gaps
}
