// Package testbed is a real control plane, etcd and kube-apiserver, with the
// CRDs of an OpenShift release, and an operator that writes what OpenShift's
// writes.
package testbed
