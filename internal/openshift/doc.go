// Package openshift defines names and facts of OpenShift: namespaces, object
// names, kinds, platforms and releases. It consists of tables, contains no
// decisions and imports no other package of this module.
//
// The facts come from the image registry operator
// (github.com/openshift/cluster-image-registry-operator), from the CRDs in
// github.com/openshift/api, and from the OpenShift 4.14 registry documentation.
package openshift
