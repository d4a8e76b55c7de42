// Package testbed starts a real control plane, etcd and kube-apiserver, with
// the CRDs of an OpenShift release, and simulates the writes of OpenShift's
// operator.
package testbed
