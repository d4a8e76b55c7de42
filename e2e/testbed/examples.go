package testbed

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// Example is a profile with its generated objects.
type Example struct {
	// Name of its folder.
	Name     string
	Platform string
	Profile  Object
	Objects  []Object
}

// Examples returns the examples that a release supports, rendered for it by the
// built program, with the profile changed by edit unless edit is nil.
func Examples(release string, edit func(profile Object)) ([]Example, error) {
	files, err := filepath.Glob(filepath.Join(Root(), "examples", "*", "profile.yaml"))
	if err != nil {
		return nil, err
	}
	var examples []Example
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var profile Object
		if err := yaml.Unmarshal(text, &profile); err != nil {
			return nil, err
		}
		if field(profile, "spec", "delivery", "placeholders") != nil {
			continue // the manifests cannot be applied before a tool replaces the placeholders
		}
		if edit != nil {
			edit(profile)
		}
		direct(profile)
		objects, err := Render(profile, release)
		if refused := (&Refused{}); asRefused(err, &refused) {
			continue // a field that the release does not have
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		examples = append(examples, Example{
			Name: filepath.Base(filepath.Dir(file)), Platform: fmt.Sprint(field(profile, "spec", "openshift", "platform")),
			Profile: profile, Objects: objects,
		})
	}
	return examples, nil
}

// direct lets a profile whose objects a hub applies render them for the cluster.
func direct(profile Object) {
	delivery, _ := field(profile, "spec", "delivery").(Object)
	if delivery["acm"] == nil && delivery["hive"] == nil {
		return
	}
	delete(delivery, "acm")
	delete(delivery, "hive")
	delete(delivery, "storageChange")
	if delivery["tool"] == "ACM" || delivery["tool"] == "Hive" {
		delete(delivery, "tool")
	}
}

// Complete reports whether the Config of an example can be created. A profile
// without storage changes the Config of the operator, and cannot create one.
func (e Example) Complete() bool {
	return !slices.ContainsFunc(e.Objects, func(o Object) bool { return o["kind"] == "Config" && field(o, "spec", "replicas") == nil })
}

// Copies reports whether a Job of an example copies images, which needs their stores.
func (e Example) Copies() bool {
	return slices.ContainsFunc(e.Objects, func(o Object) bool {
		return o["kind"] == "Job" && field(o, "spec", "template", "spec", "initContainers") != nil
	})
}

// Refused is the message of the program for a profile that it rejects.
type Refused struct{ Message string }

func (e *Refused) Error() string { return e.Message }

func asRefused(err error, into **Refused) bool {
	r, ok := err.(*Refused)
	*into = r
	return ok
}

// Render renders a profile for a release.
func Render(profile Object, release string) ([]Object, error) {
	text, err := yaml.Marshal(profile)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(Root(), "bin", "registry-profile"), "render", "-", "--openshift-version", release)
	cmd.Stdin = bytes.NewReader(text)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == 1 {
		return nil, &Refused{stderr.String()}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, stderr.String())
	}
	var objects []Object
	for document := range strings.SplitSeq(string(out), "\n---\n") {
		var o Object
		if err := yaml.Unmarshal([]byte(document), &o); err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// Namespaces creates the missing namespaces of objects.
func (c *Client) Namespaces(objects []Object) error {
	var seen []any
	for _, o := range objects {
		name := field(o, "metadata", "namespace")
		if name == nil || slices.Contains(seen, name) {
			continue
		}
		seen = append(seen, name)
		_, err := c.Create(Object{"apiVersion": "v1", "kind": "Namespace", "metadata": Object{"name": name}})
		if err != nil && Code(err) != 409 {
			return err
		}
	}
	return nil
}

// Step is the script of the Job of a storage change, with its environment.
type Step struct {
	// Objects are all objects of the step.
	Objects []Object
	Script  string
	Patch   string
	Env     []string
}

// Change returns the step that replaces a storage type with that of a profile.
func Change(profile Object, from, release string) (*Step, error) {
	profile = clone(profile)
	profile["spec"].(Object)["delivery"] = Object{"tool": "ArgoCD", "storageChange": Object{"from": from, "image": "registry.example.com/cli:latest"}}
	objects, err := Render(profile, release)
	if err != nil {
		return nil, err
	}
	return JobStep(objects, "image-registry-storage-change"), nil
}

// JobStep returns the Job of an account among objects, with the objects that it
// needs.
func JobStep(objects []Object, account string) *Step {
	step := &Step{}
	for _, o := range objects {
		named := strings.HasPrefix(fmt.Sprint(field(o, "metadata", "name")), account)
		switch kind := o["kind"]; {
		case !named:
		case kind == "ServiceAccount", kind == "Role", kind == "RoleBinding", kind == "ClusterRole", kind == "ClusterRoleBinding", kind == "NetworkPolicy", kind == "CronJob":
			step.Objects = append(step.Objects, o)
		case kind == "Job":
			step.Objects = append(step.Objects, o)
			container := field(o, "spec", "template", "spec", "containers", 0)
			step.Script, _ = field(container, "command", 2).(string) // a copy of images has files
			for _, v := range field(container, "env").([]any) {
				name := fmt.Sprint(field(v, "name"))
				value, _ := field(v, "value").(string)
				step.Env = append(step.Env, name+"="+value)
				if name == "PATCH" {
					step.Patch = value
				}
			}
		}
	}
	return step
}

func clone(o Object) Object {
	text, err := yaml.Marshal(o)
	if err == nil {
		o = nil
		err = yaml.Unmarshal(text, &o)
	}
	if err != nil {
		panic(err) // it was valid YAML before
	}
	return o
}

// Bring changes a cluster from the objects that the operators create at
// installation to a state in which the manifests of an example can be applied:
// with only the storage type of the example, if it has one.
func (c *Client) Bring(e Example, release string) error {
	for _, o := range bootstrapped(e.Platform) {
		if _, err := c.Create(o); err != nil {
			return err
		}
	}
	old := StorageTypes(Bootstrapped(e.Platform))
	at := slices.IndexFunc(e.Objects, func(o Object) bool { return o["kind"] == "Config" })
	if at < 0 || len(old) == 0 || len(StorageTypes(e.Objects[at])) == 0 || slices.Equal(old, StorageTypes(e.Objects[at])) {
		return nil
	}
	step, err := Change(e.Profile, old[0], release)
	if err != nil {
		return err
	}
	_, err = c.Merge(e.Objects[at], step.Patch)
	return err
}
