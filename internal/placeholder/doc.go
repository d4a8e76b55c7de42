// Package placeholder recognizes the placeholders that other tools replace in
// manifests before they are applied. It is the only definition of their syntax.
//
// The tools, and the sources of their syntax:
//
//   - ACM: the policies of Red Hat Advanced Cluster Management are templates of
//     text/template. The hub replaces {{hub … hub}}, and the managed cluster {{ … }}
//     (github.com/stolostron/go-template-utils, templates). Helm and Jinja share
//     the braces.
//   - Flux: the variable substitution of a Kustomization (spec.postBuild) replaces
//     ${var} and bash functions such as ${var:=default} in the YAML text of each
//     object; $${var} is the text ${var} (github.com/fluxcd/pkg/envsubst). The
//     parameters of OpenShift Templates share the syntax.
//   - ArgoCDVaultPlugin: the Argo CD Vault Plugin replaces <path:path#key> and
//     <path:path#key#version>, with modifiers after a bar, in the strings of each
//     object, and <key> in objects with the annotation avp.kubernetes.io/path
//     (github.com/argoproj-labs/argocd-vault-plugin, package kube). Because <key>
//     also occurs in other texts, it counts only as a whole value.
package placeholder
