package access

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Account is the service account of a tool that applies manifests.
type Account struct{ Namespace, Name string }

// header explains the verbs. See kindRules.
const header = `# The permissions of an account to apply the manifests of the registry.
#
# list, watch          Argo CD watches all objects of a kind.
# get, create, patch   Argo CD applies objects as kubectl apply does.
# update               Argo CD updates roles and bindings as kubectl auth reconcile does,
#                      and removes its finalizer from hooks.
# delete               Argo CD deletes hooks, and objects that a profile no longer
#                      generates. It keeps objects with images or credentials.
# bind                 The account can grant only the named roles.
`

// Write writes the roles and their bindings to an account, all with one name, as
// YAML with a comment for each rule.
func Write(w io.Writer, roles []Role, name string, account Account) error {
	var b strings.Builder
	b.WriteString(header)
	for i, role := range roles {
		if i > 0 {
			b.WriteString("---\n")
		}
		kind := "Role"
		if role.Namespace == "" {
			kind = "ClusterRole"
		}
		object(&b, kind, name, role.Namespace)
		b.WriteString("rules:\n")
		for _, rule := range role.Rules {
			fmt.Fprintf(&b, "%s\n- apiGroups: %s\n  resources: %s\n", comment(rule.Reason), flow(rule.APIGroups), flow(rule.Resources))
			if len(rule.ResourceNames) > 0 {
				fmt.Fprintf(&b, "  resourceNames: %s\n", flow(rule.ResourceNames))
			}
			fmt.Fprintf(&b, "  verbs: %s\n", flow(rule.Verbs))
		}
		b.WriteString("---\n")
		object(&b, kind+"Binding", name, role.Namespace)
		fmt.Fprintf(&b, "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: %s\n  name: %s\n", kind, scalar(name))
		fmt.Fprintf(&b, "subjects:\n- kind: ServiceAccount\n  name: %s\n  namespace: %s\n", scalar(account.Name), scalar(account.Namespace))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func object(b *strings.Builder, kind, name, namespace string) {
	fmt.Fprintf(b, "apiVersion: rbac.authorization.k8s.io/v1\nkind: %s\nmetadata:\n  name: %s\n", kind, scalar(name))
	if namespace != "" {
		fmt.Fprintf(b, "  namespace: %s\n", scalar(namespace))
	}
}

// comment returns a sentence as a comment of lines of at most 88 characters.
func comment(sentence string) string {
	var lines []string
	line := "#"
	for word := range strings.FieldsSeq(strings.ToUpper(sentence[:1]) + sentence[1:] + ".") {
		if len(line)+1+len(word) > 88 {
			lines = append(lines, line)
			line = "#"
		}
		line += " " + word
	}
	return strings.Join(append(lines, line), "\n")
}

// plain matches texts that need no quotes.
var plain = regexp.MustCompile(`^[a-z]([a-z0-9./-]*[a-z0-9])?$`)

// flow returns a list in one line. Names can contain colons, and an empty string is
// the core group.
func flow(list []string) string {
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = scalar(word)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func scalar(text string) string {
	if plain.MatchString(text) && !yaml.IsValueNonString(text) {
		return text
	}
	return strconv.Quote(text)
}
