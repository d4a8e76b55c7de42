// Package kube mirrors the types of the Kubernetes API that profiles and
// manifests use, field by field: a test holds each against its original in
// k8s.io/api and k8s.io/apimachinery. Linking those packages costs every start
// of the program a millisecond, a sixth of a run (`make bench`), and a build
// of many kustomizations starts it many times.
package kube
