package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

const (
	rbac                = "rbac.authorization.k8s.io"
	controllerNamespace = "openshift-gitops"
	controllerAccount   = "openshift-gitops-argocd-application-controller"
)

// TestArgoCDAccess shows that the permissions that the program prints for all examples
// are sufficient for them, that each of them is necessary, and what they do not allow.
func TestArgoCDAccess(t *testing.T) {
	require.NoError(t, cluster.Install(testbed.LastRelease(t)))
	examples, err := testbed.Examples(testbed.LastRelease(t), func(profile testbed.Object) {
		spec := profile["spec"].(testbed.Object)
		if spec["delivery"] == nil {
			spec["delivery"] = testbed.Object{}
		}
		spec["delivery"].(testbed.Object)["tool"] = "ArgoCD"
	})
	require.NoError(t, err)
	access := permissions(t, examples)
	var before []testbed.Object // on each cluster of OpenShift, and the access
	for _, name := range []string{"registry-viewer", "registry-editor", "system:image-puller", "system:image-builder", "system:image-pusher"} {
		before = append(before, role("ClusterRole", "", name, "secrets"))
	}
	before = append(before, access...)
	require.NoError(t, cluster.Namespaces(access))
	for _, o := range before {
		_, err := cluster.Apply(o, "admin")
		require.NoError(t, err)
	}
	t.Cleanup(func() { clean(t, before) })
	controller := cluster.As(controllerNamespace, controllerAccount)
	t.Run("sufficient", func(t *testing.T) { sufficient(t, controller, examples) })
	t.Run("necessary", func(t *testing.T) { necessary(t, controller, access, examples) })
	t.Run("limited", func(t *testing.T) { limited(t, controller, examples) })
}

// permissions returns what the program prints for the profiles of examples.
func permissions(t *testing.T, examples []testbed.Example) []testbed.Object {
	t.Helper()
	dir := t.TempDir()
	args := []string{"access", "--quiet", "--openshift-version", testbed.LastRelease(t)}
	for _, e := range examples {
		text, err := yaml.Marshal(e.Profile)
		require.NoError(t, err)
		file := filepath.Join(dir, e.Name+".yaml")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		args = append(args, file)
	}
	text, err := exec.Command(filepath.Join(testbed.Root(), "bin", "registry-profile"), args...).Output()
	require.NoError(t, err)
	var objects []testbed.Object
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var o testbed.Object
		require.NoError(t, yaml.Unmarshal([]byte(document), &o))
		objects = append(objects, o)
	}
	return objects
}

// sufficient syncs the examples on the objects that the operators create, and prunes
// them, with the requests of Argo CD.
func sufficient(t *testing.T, controller *testbed.Client, examples []testbed.Example) {
	kinds := map[any]bool{}
	for _, e := range examples {
		require.NoError(t, cluster.Bring(e, testbed.LastRelease(t)))
		// A dry run of all objects before the first is applied.
		for _, o := range e.Objects {
			allowed(t, func() error { return controller.Try("apply", o) })
		}
		var roles []testbed.Object
		for _, o := range e.Objects {
			_, err := controller.Apply(o, "argocd-controller")
			assert.NoError(t, err, "%s: %s", e.Name, o["kind"])
			kinds[o["kind"]] = true
			if groupOf(o) == rbac {
				roles = append(roles, o)
			}
		}
		for _, o := range e.Objects {
			for _, verb := range verbs(o) {
				if verb != "create" && verb != "update" {
					assert.NoError(t, controller.Try(verb, o), "%s: %s %s", e.Name, verb, o["kind"])
				}
			}
			if o["kind"] == "Job" { // the finalizer of a hook
				live, err := controller.Get(o)
				require.NoError(t, err)
				_, err = controller.Update(live, "argocd-controller")
				assert.NoError(t, err, e.Name)
			}
		}
		if e.Name == "odf-noobaa-job" {
			reconcile(t, roles)
		}
		for _, o := range e.Objects {
			if !retained(o) {
				assert.NoError(t, controller.Delete(o), "%s: %s", e.Name, o["kind"])
			}
		}
		clean(t, e.Objects)
	}
	if t.Failed() {
		return
	}
	fmt.Printf("proof: the permissions that access prints are sufficient for Argo CD with %d examples and %d kinds\n", len(examples), len(kinds))
}

// reconcile changes roles and bindings as Argo CD does, with kubectl auth reconcile.
func reconcile(t *testing.T, objects []testbed.Object) {
	t.Helper()
	require.NotEmpty(t, objects)
	var changed []testbed.Object
	for _, o := range objects {
		meta := testbed.Object{"labels": testbed.Object{"changed": "yes"}}
		for key, value := range o["metadata"].(testbed.Object) {
			meta[key] = value
		}
		copied := testbed.Object{}
		for key, value := range o {
			copied[key] = value
		}
		copied["metadata"] = meta
		changed = append(changed, copied)
	}
	cmd := asController(cluster.Kubectl("auth", "reconcile", "-f", "-"))
	cmd.Stdin = strings.NewReader(stream(t, changed))
	out, err := cmd.CombinedOutput()
	assert.NoError(t, err, string(out))
}

func asController(cmd *exec.Cmd) *exec.Cmd {
	cmd.Args = append(cmd.Args, "--as=system:serviceaccount:"+controllerNamespace+":"+controllerAccount)
	return cmd
}

// request is a request of Argo CD, with the code of the response if it is allowed.
type request struct {
	verb string
	testbed.Object
	code int
}

func (r request) String() string {
	return fmt.Sprintf("%s %s %v/%v", r.verb, r.Object["kind"], namespaceOf(r.Object), nameOf(r.Object))
}

// necessary removes each verb and each name of each rule in turn: at least one
// request of Argo CD then fails.
func necessary(t *testing.T, controller *testbed.Client, access []testbed.Object, examples []testbed.Example) {
	var objects []testbed.Object
	for _, e := range examples {
		objects = append(objects, e.Objects...)
	}
	var requests []request
	seen := map[string]bool{}
	for _, o := range objects {
		for _, verb := range verbs(o) {
			r := request{verb: verb, Object: o}
			id := r.String()
			if verb == "list" || verb == "watch" {
				id = fmt.Sprint(verb, o["apiVersion"], o["kind"], namespaceOf(o))
			}
			if seen[id] && verb != "create" { // a Role has other rules in another example
				continue
			}
			seen[id] = true
			r.code = testbed.Code(controller.Try(verb, o))
			require.NotEqual(t, 403, r.code, r)
			requests = append(requests, r)
		}
	}
	removed, started := 0, time.Now()
	for _, o := range access {
		rules, _ := o["rules"].([]any)
		for i := range rules {
			rule := rules[i].(testbed.Object)
			for _, list := range []string{"verbs", "resourceNames"} {
				values, _ := rule[list].([]any)
				for j := range values {
					if list == "resourceNames" && len(values) == 1 {
						continue // without its only verb, the rule is removed
					}
					variant := without(rules, i, list, j)
					what := fmt.Sprintf("%v %v: %v without %v", o["kind"], namespaceOf(o), rule, values[j])
					_, err := cluster.Update(testbed.Object{"apiVersion": o["apiVersion"], "kind": o["kind"], "metadata": o["metadata"], "rules": variant}, "admin")
					require.NoError(t, err)
					denied := firstDenied(controller, concerned(requests, o, rule, list, fmt.Sprint(values[j])))
					if !assert.NotNil(t, denied, "%s is not necessary", what) {
						denied = &requests[0]
					}
					_, err = cluster.Update(o, "admin")
					require.NoError(t, err)
					require.Eventually(t, func() bool { return testbed.Code(controller.Try(denied.verb, denied.Object)) == denied.code }, 5*time.Second, time.Millisecond, what)
					removed++
				}
			}
		}
	}
	require.Greater(t, removed, 100)
	if t.Failed() {
		return
	}
	fmt.Printf("proof: each of the %d verbs and names that access prints is necessary: without it, the API server denies one of %d requests of Argo CD (%s)\n", removed, len(requests), time.Since(started).Round(time.Second))
}

// without returns rules without one value of a list of one rule. A rule without
// verbs is removed.
func without(rules []any, i int, list string, j int) []any {
	rule := testbed.Object{}
	for key, value := range rules[i].(testbed.Object) {
		rule[key] = value
	}
	values := slices.Delete(slices.Clone(rule[list].([]any)), j, j+1)
	rule[list] = values
	changed := slices.Clone(rules)
	changed[i] = rule
	if len(values) == 0 {
		changed = slices.Delete(changed, i, i+1)
	}
	return changed
}

// concerned returns the requests that a removed verb or name concerns: those of the
// resource, or the creation of roles and bindings, for which the account needs the
// permission.
func concerned(requests []request, role, rule testbed.Object, list, value string) []request {
	var direct, granting []request
	for _, r := range requests {
		if namespaceOf(r.Object) != namespaceOf(role) {
			continue
		}
		resource := testbed.Resource(fmt.Sprint(r.Object["kind"]))
		same := slices.Contains(rule["apiGroups"].([]any), any(groupOf(r.Object))) && slices.Contains(rule["resources"].([]any), any(resource))
		names, _ := rule["resourceNames"].([]any)
		same = same && (names == nil || slices.Contains(names, any(nameOf(r.Object))))
		switch {
		case same && list == "verbs" && r.verb == value, same && list == "resourceNames" && nameOf(r.Object) == value && slices.Contains(rule["verbs"].([]any), any(r.verb)):
			direct = append(direct, r)
		case r.verb == "create" && groupOf(r.Object) == rbac:
			granting = append(granting, r)
		}
	}
	if direct != nil {
		return direct
	}
	return granting
}

// firstDenied returns the first request that fails, after the API server has read
// the changed role.
func firstDenied(controller *testbed.Client, requests []request) *request {
	for start := time.Now(); time.Since(start) < 3*time.Second; time.Sleep(time.Millisecond) {
		for i, r := range requests {
			if code := testbed.Code(controller.Try(r.verb, r.Object)); code != r.code && (code == 403 || code == 404) {
				return &requests[i]
			}
		}
	}
	return nil
}

// verbs returns the requests of Argo CD for an object.
func verbs(o testbed.Object) []string {
	list := []string{"list", "watch", "get", "patch"}
	if !slices.Contains([]string{"config.openshift.io", "imageregistry.operator.openshift.io"}, groupOf(o)) {
		list = append(list, "create") // OpenShift creates the others
	}
	if groupOf(o) == rbac || o["kind"] == "Job" {
		list = append(list, "update")
	}
	if !retained(o) {
		list = append(list, "delete")
	}
	return list
}

func retained(o testbed.Object) bool {
	annotations, _ := o["metadata"].(testbed.Object)["annotations"].(testbed.Object)
	options, _ := annotations["argocd.argoproj.io/sync-options"].(string)
	return strings.Contains(options, "Prune=false")
}

func groupOf(o testbed.Object) string {
	before, _, grouped := strings.Cut(fmt.Sprint(o["apiVersion"]), "/")
	if !grouped {
		return ""
	}
	return before
}

func namespaceOf(o testbed.Object) string {
	text, _ := o["metadata"].(testbed.Object)["namespace"].(string)
	return text
}

func nameOf(o testbed.Object) string { return fmt.Sprint(o["metadata"].(testbed.Object)["name"]) }

// limited tries what a person who can write to the repository could try.
func limited(t *testing.T, controller *testbed.Client, examples []testbed.Example) {
	const registry = "openshift-image-registry"
	subjects := []any{testbed.Object{"kind": "ServiceAccount", "namespace": controllerNamespace, "name": controllerAccount}}
	binding := func(kind, namespace, name, role string) testbed.Object {
		return testbed.Object{
			"apiVersion": rbac + "/v1", "kind": kind, "metadata": meta(namespace, name), "subjects": subjects,
			"roleRef": testbed.Object{"apiGroup": rbac, "kind": "ClusterRole", "name": role},
		}
	}
	object := func(apiVersion, kind, namespace, name string) testbed.Object {
		return testbed.Object{"apiVersion": apiVersion, "kind": kind, "metadata": meta(namespace, name)}
	}
	attempts := 0
	deny := func(what, verb string, o testbed.Object) {
		t.Helper()
		attempts++
		assert.Equal(t, 403, testbed.Code(controller.Try(verb, o)), "%s: %s %s", what, verb, o["kind"])
	}
	for _, verb := range []string{"create", "apply"} {
		deny("cluster-admin", verb, binding("ClusterRoleBinding", "", "prometheus-scraper", "cluster-admin"))
		deny("cluster-admin", verb, binding("RoleBinding", registry, "image-registry-bucket", "cluster-admin"))
		deny("a role that is only bound in namespaces", verb, binding("ClusterRoleBinding", "", "prometheus-scraper", "registry-editor"))
		deny("a role that is bound in another namespace", verb, binding("RoleBinding", "platform-images", "registry-profile:registry-viewer", "registry-editor"))
		deny("a namespace of OpenShift", verb, binding("RoleBinding", "kube-system", "registry-profile:registry-viewer", "registry-viewer"))
		deny("more permissions", verb, role("ClusterRole", "", "prometheus-scraper", "secrets"))
		deny("more permissions", verb, role("Role", registry, "image-registry-bucket-reader", "secrets"))
		deny("a Role elsewhere", verb, role("Role", "kube-system", "image-registry-bucket-reader", "pods"))
	}
	deny("its own permissions", "patch", object(rbac+"/v1", "ClusterRole", "", "argocd-image-registry"))
	deny("its own permissions", "patch", object(rbac+"/v1", "Role", registry, "argocd-image-registry"))
	deny("its own permissions", "update", role("ClusterRole", "", "argocd-image-registry", "secrets"))
	for _, verb := range []string{"list", "watch"} {
		deny("Secrets", verb, secret(registry, "any"))
		deny("Secrets", verb, secret("kube-system", "any"))
	}
	deny("another Secret", "get", secret(registry, "installer-cloud-credentials"))
	deny("another Secret", "get", secret("openshift-config", "pull-secret"))
	deny("another Secret", "patch", secret(registry, "image-registry-private-configuration"))
	for _, verb := range []string{"get", "patch", "update", "delete"} {
		deny("another storage class", verb, object("storage.k8s.io/v1", "StorageClass", "", "gp3-csi"))
		deny("another volume", verb, object("v1", "PersistentVolume", "", "another"))
		deny("another ClusterRole", verb, object(rbac+"/v1", "ClusterRole", "", "cluster-admin"))
		deny("another ConfigMap", verb, object("v1", "ConfigMap", "openshift-config", "admin-acks"))
		deny("another service account", verb, object("v1", "ServiceAccount", registry, "registry"))
		deny("another Config", verb, object("imageregistry.operator.openshift.io/v1", "Config", "", "another"))
		deny("another object of OpenShift", verb, object("config.openshift.io/v1", "Image", "", "another"))
	}
	for _, e := range examples {
		for _, o := range e.Objects {
			if retained(o) {
				deny(e.Name+": images and credentials", "delete", o)
			}
		}
	}
	if t.Failed() {
		return
	}
	fmt.Printf("proof: with the permissions that access prints, the API server denies %d attempts: cluster-admin, other roles, namespaces, Secrets and objects, and the deletion of images and credentials\n", attempts)
}

func meta(namespace, name string) testbed.Object {
	if namespace == "" {
		return testbed.Object{"name": name}
	}
	return testbed.Object{"namespace": namespace, "name": name}
}

// role returns a role that can read a resource of the core group.
func role(kind, namespace, name, resource string) testbed.Object {
	return testbed.Object{
		"apiVersion": rbac + "/v1", "kind": kind, "metadata": meta(namespace, name),
		"rules": []any{testbed.Object{"apiGroups": []any{""}, "resources": []any{resource}, "verbs": []any{"get"}}},
	}
}
