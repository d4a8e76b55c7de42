// Package argocd is the function as a config management plugin of Argo CD: it
// turns the folder of an Application into manifests.
package argocd
