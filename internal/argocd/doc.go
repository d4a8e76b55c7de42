// Package argocd implements a config management plugin of Argo CD. The plugin
// generates manifests from the folder of an Application.
package argocd
