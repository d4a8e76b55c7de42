package decode

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// checkResources checks the resources of a container as the API server does. Its
// own function is in k8s.io/kubernetes, which cannot be imported; a test compares
// the two.
func checkResources(r corev1.ResourceRequirements, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	for _, list := range []struct {
		name      string
		resources corev1.ResourceList
	}{{"limits", r.Limits}, {"requests", r.Requests}} {
		for _, name := range sortedNames(list.resources) {
			errs = append(errs, checkQuantity(name, list.resources[name], path.Child(list.name).Key(string(name)))...)
		}
	}
	for _, name := range sortedNames(r.Requests) {
		errs = append(errs, checkRequest(name, r, path)...)
	}
	names := slices.Concat(sortedNames(r.Limits), sortedNames(r.Requests))
	if slices.ContainsFunc(names, isHugePages) && !slices.Contains(names, corev1.ResourceCPU) && !slices.Contains(names, corev1.ResourceMemory) {
		errs = append(errs, field.Required(path, "huge pages require cpu or memory; set one of them"))
	}
	if len(r.Claims) > 0 {
		errs = append(errs, field.Forbidden(path.Child("claims"), "the pods have no resource claims; remove it"))
	}
	return errs
}

func sortedNames(list corev1.ResourceList) []corev1.ResourceName {
	return slices.Sorted(maps.Keys(list))
}

func checkQuantity(name corev1.ResourceName, quantity resource.Quantity, path *field.Path) field.ErrorList {
	switch {
	case isHugePages(name):
		size, err := resource.ParseQuantity(strings.TrimPrefix(string(name), corev1.ResourceHugePagesPrefix))
		if err != nil || size.Value() <= 0 || quantity.Value()%size.Value() != 0 {
			return field.ErrorList{field.Invalid(path, quantity.String(), "set a multiple of the size of the huge pages, for example hugepages-2Mi: 4Mi")}
		}
	case isNative(name):
	case strings.HasPrefix(string(name), corev1.DefaultResourceRequestsPrefix),
		len(validation.IsQualifiedName(corev1.DefaultResourceRequestsPrefix+string(name))) > 0:
		return field.ErrorList{field.Invalid(path, displayed(string(name)), "set "+formats["container-resource"].Like)}
	case quantity.MilliValue()%1000 != 0:
		return field.ErrorList{field.Invalid(path, quantity.String(), "set an integer")}
	}
	return nil
}

// checkRequest compares a request with its limit. A container cannot have less
// than the limit of huge pages and of resources with a domain.
func checkRequest(name corev1.ResourceName, r corev1.ResourceRequirements, path *field.Path) field.ErrorList {
	request, requestPath := r.Requests[name], path.Child("requests").Key(string(name))
	limit, limited := r.Limits[name]
	switch exact := !isNative(name) || isHugePages(name); {
	case !limited && exact:
		return field.ErrorList{field.Required(path.Child("limits").Key(string(name)), "set it to the value of the request")}
	case limited && exact && request.Cmp(limit) != 0:
		return field.ErrorList{field.Invalid(requestPath, request.String(), fmt.Sprintf("must be equal to the limit of %s", limit.String()))}
	case limited && request.Cmp(limit) > 0:
		return field.ErrorList{field.Invalid(requestPath, request.String(), fmt.Sprintf("must not exceed the limit of %s", limit.String()))}
	}
	return nil
}

// isNative reports whether Kubernetes itself defines a resource.
func isNative(name corev1.ResourceName) bool {
	return !strings.Contains(string(name), "/") || strings.Contains(string(name), corev1.ResourceDefaultNamespacePrefix)
}

func isHugePages(name corev1.ResourceName) bool {
	return strings.HasPrefix(string(name), corev1.ResourceHugePagesPrefix)
}
