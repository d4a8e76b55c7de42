// Package openshift states the names and facts of OpenShift that the rest of
// the program builds on: namespaces, object names, kinds, platforms and
// releases. It is all tables; it decides nothing and imports nothing of ours.
//
// The facts come from the image registry operator
// (github.com/openshift/cluster-image-registry-operator), from the CRDs in
// github.com/openshift/api, and from the OpenShift documentation of the
// integrated registry ("the book").
package openshift
