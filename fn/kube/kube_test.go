package kube_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/registry-profile/registry-profile/fn/kube"
)

// TestMirrors holds the types, and all below them, against the originals.
func TestMirrors(t *testing.T) {
	same[kube.TypeMeta, metav1.TypeMeta](t)
	same[kube.LabelSelector, metav1.LabelSelector](t)
	same[kube.ResourceRequirements, corev1.ResourceRequirements](t)
	same[kube.Toleration, corev1.Toleration](t)
	same[kube.TopologySpreadConstraint, corev1.TopologySpreadConstraint](t)
	same[kube.Affinity, corev1.Affinity](t)
	same[kube.PolicyRule, rbacv1.PolicyRule](t)
	same[kube.Subject, rbacv1.Subject](t)
	same[kube.RoleRef, rbacv1.RoleRef](t)

	all := reflect.TypeFor[metav1.ObjectMeta]()
	ours := reflect.TypeFor[kube.ObjectMeta]()
	for i := range ours.NumField() {
		theirs, has := all.FieldByName(ours.Field(i).Name)
		require.True(t, has)
		sameField(t, ours.Field(i), theirs, "ObjectMeta")
	}

	assert.EqualValues(t, corev1.ReadWriteMany, kube.ReadWriteMany)
	assert.EqualValues(t, corev1.ReadWriteOnce, kube.ReadWriteOnce)
	assert.EqualValues(t, corev1.DoNotSchedule, kube.DoNotSchedule)
	assert.Equal(t, rbacv1.GroupName, kube.RBACGroup)
	assert.Equal(t, rbacv1.ServiceAccountKind, kube.ServiceAccountKind)
}

func same[Ours, Theirs any](t *testing.T) {
	t.Helper()
	sameType(t, reflect.TypeFor[Ours](), reflect.TypeFor[Theirs](), reflect.TypeFor[Ours]().Name())
}

func sameType(t *testing.T, ours, theirs reflect.Type, path string) {
	t.Helper()
	if ours == theirs {
		return
	}
	require.Equal(t, theirs.Kind(), ours.Kind(), path)
	switch ours.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		sameType(t, ours.Elem(), theirs.Elem(), path)
	case reflect.Struct:
		require.Equal(t, theirs.NumField(), ours.NumField(), path)
		for i := range ours.NumField() {
			sameField(t, ours.Field(i), theirs.Field(i), path)
		}
	}
}

func sameField(t *testing.T, ours, theirs reflect.StructField, path string) {
	t.Helper()
	path += "." + theirs.Name
	assert.Equal(t, theirs.Name, ours.Name, path)
	assert.Equal(t, theirs.Tag.Get("json"), ours.Tag.Get("json"), path)
	sameType(t, ours.Type, theirs.Type, path)
}

func TestDurationIsReadAndWrittenAsUpstream(t *testing.T) {
	for _, text := range []string{`"90m"`, `"1h30m0s"`, `"0s"`, `"1d"`, `""`, `5`, `null`} {
		var ours kube.Duration
		var theirs metav1.Duration
		err := json.Unmarshal([]byte(text), &ours)
		assert.Equal(t, json.Unmarshal([]byte(text), &theirs) == nil, err == nil, text)
		if err == nil {
			assert.Equal(t, theirs.Duration, ours.Duration, text)
		}
	}
	got, err := json.Marshal(kube.Duration{Duration: 90 * time.Minute})
	require.NoError(t, err)
	assert.Equal(t, `"1h30m0s"`, string(got))
}

func TestSelectorMatchesAsUpstream(t *testing.T) {
	selectors := []*kube.LabelSelector{nil, {}, {MatchLabels: map[string]string{"a": "1"}}, {MatchLabels: map[string]string{"a": ""}}}
	for _, operator := range []string{"In", "NotIn", "Exists", "DoesNotExist", "Above"} {
		for _, key := range []string{"a", "b"} {
			for _, values := range [][]string{nil, {"1"}, {"2", "3"}, {""}} {
				requirement := kube.LabelSelectorRequirement{Key: key, Operator: operator, Values: values}
				selectors = append(selectors, &kube.LabelSelector{MatchExpressions: []kube.LabelSelectorRequirement{requirement}})
			}
		}
	}
	for _, set := range []map[string]string{nil, {"a": "1"}, {"a": "2"}, {"b": ""}} {
		for _, ours := range selectors {
			text, err := json.Marshal(ours)
			require.NoError(t, err)
			var theirs *metav1.LabelSelector
			require.NoError(t, json.Unmarshal(text, &theirs))
			selector, err := metav1.LabelSelectorAsSelector(theirs)
			if err != nil {
				continue // values that the operator does not take; the API server refuses them
			}
			assert.Equal(t, selector.Matches(labels.Set(set)), ours.Matches(set), "%s on %v", text, set)
		}
	}
}

func TestNamesAreThoseOfUpstream(t *testing.T) {
	for _, name := range []string{"a", "a.b-c.0", "", ".", "a.", ".a", "a..b", "-a", "a-", "a-.b", "A", "a_b", "a b", "é", "a\n", strings.Repeat("a", 253), strings.Repeat("a", 254)} {
		assert.Equal(t, len(validation.IsDNS1123Subdomain(name)) == 0, kube.IsSubdomain(name), "%q", name)
	}
}
