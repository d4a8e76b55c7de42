package importer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Unreadable is the error of values that import cannot read. A profile without them
// would be one of another cluster: without the name of its bucket, the operator
// creates a new one.
type Unreadable struct {
	// Problems have an object, a field, the message and, if known, the file.
	Problems []v1alpha1.Diagnostic
}

func (u *Unreadable) Error() string {
	lines := make([]string, len(u.Problems))
	for i, p := range u.Problems {
		lines[i] = p.Object + ": " + p.Field + ": " + p.Message
	}
	return strings.Join(lines, "\n")
}

// unreadable returns the values that import cannot read, nil if there are none:
// values of a wrong type, those that freeze the operator, and those that an Insights
// archive masks.
func (s state) unreadable(release openshift.Release) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, id := range slices.Sorted(maps.Keys(s)) {
		o := s[id]
		if o.content == nil {
			continue
		}
		for _, problem := range slices.Concat(rejectedValues(o, release), frozen(o), masked(o), nullStores(o)) {
			problem.Severity, problem.Object, problem.File = v1alpha1.SeverityError, provenance.NameOf(id), o.file
			known := func(other v1alpha1.Diagnostic) bool {
				return other.Object == problem.Object && other.Field == problem.Field
			}
			if !slices.ContainsFunc(found, known) {
				found = append(found, problem)
			}
		}
	}
	return found
}

func problem(path, format string, args ...any) v1alpha1.Diagnostic {
	return v1alpha1.Diagnostic{Field: path, Message: fmt.Sprintf(format, args...)}
}

// types are the types of the fields that import reads in kinds without a built-in
// schema.
var types = map[schema.GroupVersionKind]func() any{
	openshift.PersistentVolumeClaim: func() any {
		return &struct {
			Spec corev1.PersistentVolumeClaimSpec `json:"spec"`
		}{}
	},
	openshift.RoleBinding:        func() any { return new(subjects) },
	openshift.ClusterRoleBinding: func() any { return new(subjects) },
	openshift.ConfigMap: func() any {
		return &struct {
			Data map[string]string `json:"data"`
		}{}
	},
}

// subjects are the fields of a binding that import reads.
type subjects struct {
	Subjects []rbacv1.Subject `json:"subjects"`
}

// rejectedValues returns the values of a manifest that the API server rejects: those
// that the schema of a release does not allow, or those of a wrong type. It has
// accepted the values of a live object.
func rejectedValues(o object, release openshift.Release) []v1alpha1.Diagnostic {
	if isLive(o.content) {
		return nil
	}
	var found []v1alpha1.Diagnostic
	add := func(path, message string) {
		if !strings.Contains(message, ";") {
			message += "; correct the value"
		}
		found = append(found, problem(path, "%s", message))
	}
	for _, p := range crd.Validate(o.content, o.kind, release) {
		if p.Unknown || p.Missing && strings.Count(p.Path, ".") < 2 {
			continue // a later release may have the field; a partial Config is valid
		}
		add(p.Path, p.Message)
	}
	if of := types[o.kind]; of != nil {
		for _, err := range decode.Decode(decode.Node(decode.WithoutNulls(o.content)), of(), nil, nil) {
			if err.Type == field.ErrorTypeTypeInvalid {
				add(err.Field, err.Detail)
			}
		}
	}
	return found
}

// isLive reports whether an object was read from a cluster, not from a manifest.
func isLive(content tree) bool { return at(content, "metadata", "uid") != nil }

// durations are the fields that the operator parses as Go durations. The API server
// accepts days and weeks in them.
var durations = map[schema.GroupVersionKind][]string{
	openshift.Config: {
		"spec.requests.read.maxWaitInQueue", "spec.requests.write.maxWaitInQueue", "spec.storage.s3.cloudFront.duration",
	},
	openshift.ImagePruner: {"spec.keepYoungerThanDuration"},
}

// frozen returns the values with which the operator cannot read its own object: it
// stops reconciling while all conditions stay Ready.
func frozen(o object) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, path := range durations[o.kind] {
		value := text(o.content, strings.Split(path, ".")...)
		if _, err := time.ParseDuration(value); value == "" || err == nil {
			continue
		}
		found = append(found, problem(path, "%q is not a duration that Go can parse: the operator cannot read the object and reconciles nothing; set %s on the cluster and in Git", value, inHours(value)))
	}
	if o.kind == openshift.Config && text(o.content, "spec", "managementState") == "Force" {
		found = append(found, problem("spec.managementState", "Force stops the operator, which reconciles nothing; set Managed on the cluster and in Git"))
	}
	return found
}

var daysOrWeeks = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d{1,4}) ?(d|days?|w|weeks?)$`) })

// inHours returns a duration of days or weeks in hours, or an example.
func inHours(value string) string {
	match := daysOrWeeks().FindStringSubmatch(value)
	if match == nil {
		return "hours, minutes and seconds, such as 168h,"
	}
	n, _ := strconv.Atoi(match[1])
	if match[2][0] == 'w' {
		n *= 7
	}
	return strconv.Itoa(24*n) + "h"
}

// maskedText matches a value that the Insights Operator has replaced: it writes an x
// for each character (insights-operator, anonymize.String).
var maskedText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^x{3,}$`) })

// masked returns the values of the storage that an Insights archive does not contain,
// and URLs with credentials.
func masked(o object) []v1alpha1.Diagnostic {
	if o.kind != openshift.Config {
		return nil
	}
	var found []v1alpha1.Diagnostic
	stores, _ := at(o.content, "spec", "storage").(tree)
	for _, key := range slices.Sorted(maps.Keys(stores)) {
		stanza, _ := stores[key].(tree)
		for _, name := range slices.Sorted(maps.Keys(stanza)) {
			value, _ := stanza[name].(string)
			if strings.Contains(value, "://") && strings.Contains(value, "@") {
				found = append(found, problem("spec.storage."+key+"."+name, "contains credentials, which do not belong in a profile; remove them from the URL, and set them in the Secret %s", openshift.CredentialsSecret))
			}
			if maskedText().MatchString(value) {
				found = append(found, problem("spec.storage."+key+"."+name, "the Insights Operator has masked the value; import the output of oc get configs.imageregistry.operator.openshift.io cluster -o yaml instead of this file"))
			}
		}
	}
	return found
}

// nullStores returns the names of stores that are null. A null in the field of a
// claim is a blank field of the documentation: the operator creates the claim.
func nullStores(o object) []v1alpha1.Diagnostic {
	if o.kind != openshift.Config {
		return nil
	}
	var found []v1alpha1.Diagnostic
	stores, _ := at(o.content, "spec", "storage").(tree)
	for _, t := range openshift.StorageTypes {
		stanza, _ := stores[t.Key].(tree)
		for _, name := range slices.Concat([]string{t.Name}, t.Identity) {
			if value, set := stanza[name]; set && value == nil && t.Key != "pvc" {
				found = append(found, problem("spec.storage."+t.Key+"."+name, "null; set the value, or remove the field if the operator creates the store"))
			}
		}
	}
	return found
}

// lostStores returns the names of stores that the profile does not have, because it
// does not accept them. A Config with several types is one that the operator
// rejects; see contradictions. No profile has oss, so that it stays as it is.
func (r renderer) lostStores(spec tree) []v1alpha1.Diagnostic {
	keys := r.state.storageTypes()
	if len(keys) != 1 || keys[0] == "oss" {
		return nil
	}
	t, rendered := openshift.FindStorageType(keys[0]), map[string]map[string]any{}
	if spec != nil {
		rendered, _ = r.render(spec)
	}
	id := openshift.Config.Kind + "//" + openshift.ClusterName
	o := r.state[id]
	var found []v1alpha1.Diagnostic
	for _, name := range slices.Concat([]string{t.Name}, t.Identity) {
		path := "spec.storage." + t.Key + "." + name
		value := text(o.content, strings.Split(path, ".")...)
		if value == "" || rendered[id][path] == value {
			continue
		}
		p := problem(path, "a profile cannot have the value: %s", r.refusal(spec["openshift"], path, tree{t.Key: tree{name: value}}))
		p.Severity, p.Object, p.File = v1alpha1.SeverityError, provenance.NameOf(id), o.file
		found = append(found, p)
	}
	return found
}

// refusal returns why a profile does not accept a storage.
func (r renderer) refusal(cluster any, path string, store tree) string {
	_, found := asApplied.Render(yaml.NewRNode(profileNode(r.name, tree{"openshift": cluster, "storage": store})))
	for _, d := range found {
		if d.Severity == v1alpha1.SeverityError && d.Field == path {
			return d.Message
		}
	}
	return "correct it; without it, the registry would use another store"
}
