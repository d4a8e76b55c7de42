package validators

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// grant is a role for images that an entry of a profile or a binding grants.
type grant struct {
	role openshift.ImageRole
	// namespaces are empty for all namespaces.
	namespaces []string
	subjects   []v1alpha1.Subject
	// at reports a diagnostic of a subject, and atRole one of the role.
	at     func(subject int) []v1alpha1.Diagnostic
	atRole func() []v1alpha1.Diagnostic
}

// images describes the images that the role concerns.
func (g grant) images() string {
	switch n := len(g.namespaces); {
	case n == 0:
		return "images of all namespaces"
	case n == 1 && g.namespaces[0] == "":
		return "images of one namespace"
	case n == 1:
		return "images of namespace " + g.namespaces[0]
	}
	return fmt.Sprintf("images of namespace %s and %d more", g.namespaces[0], len(g.namespaces)-1)
}

// grants returns the grants of a profile.
func (in input) grants() []grant {
	var all []grant
	path := spec.Child("access")
	for i, a := range in.Spec.Access {
		role, known := openshift.FindImageRole(a.Role)
		if !known {
			continue
		}
		entry := path.Index(i)
		all = append(all, grant{role, a.Namespaces, a.Subjects,
			func(j int) []v1alpha1.Diagnostic { return atSubject(entry, j, a.Subjects[j].Name) },
			func() []v1alpha1.Diagnostic { return at(entry.Child("role"), a.Role) },
		})
	}
	return all
}

func atSubject(entry *field.Path, j int, name string) []v1alpha1.Diagnostic {
	return at(entry.Child("subjects").Index(j).Child("name"), name)
}

// boundGrants returns the grants of all bindings, of every owner. A build with a
// profile only judges those of the profile. The namespace of a RoleBinding without
// one is unknown.
func (in input) boundGrants() []grant {
	var all []grant
	for _, it := range slices.Concat(in.allOfKind(openshift.ClusterRoleBinding), in.allOfKind(openshift.RoleBinding)) {
		role, known := openshift.FindImageRole(it.text("roleRef", "name"))
		if !known || it.text("roleRef", "kind") != openshift.ClusterRole.Kind {
			continue
		}
		if in.Profile != nil && !in.lint && !it.managedByFunction() {
			continue // a profile builds its own bindings, and does not judge others
		}
		g := grant{role: role,
			at: func(j int) []v1alpha1.Diagnostic {
				return it.at(elementPath("subjects", j)+".name", it.objects("subjects")[j].text("name"))
			},
			atRole: func() []v1alpha1.Diagnostic { return it.at("roleRef.name", role.Name) },
		}
		if it.kind == openshift.RoleBinding {
			g.namespaces = []string{it.namespace()}
		}
		for _, s := range it.objects("subjects") {
			g.subjects = append(g.subjects, v1alpha1.Subject{Kind: s.text("kind"), Name: s.text("name")})
		}
		all = append(all, g)
	}
	return all
}

// onGrants runs a check on each entry of the profile.
func onGrants(judge func(input, grant) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(in input) []v1alpha1.Diagnostic { return judged(in, in.grants(), judge) }
}

// onBindings runs a check on each binding.
func onBindings(judge func(input, grant) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(in input) []v1alpha1.Diagnostic { return judged(in, in.boundGrants(), judge) }
}

func judged(in input, grants []grant, judge func(input, grant) []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, g := range grants {
		found = append(found, judge(in, g)...)
	}
	return found
}

var unauthenticatedPull = Rule{
	ID: "AC001", Severity: Warning,
	Otherwise: "info if the registry is known to have no route",
	Title:     "images that can be pulled without a login",
	Why:       "Everyone who can connect to the registry can pull these images: every pod of the cluster, and with a route every client that reaches the ingress.",
	Remedy:    "Grant the role to users, groups or service accounts, or except the object with the reason why the images are public.",
	Source:    "roles",
	check:     onGrants(pullsWithoutLogin), checkItems: onBindings(pullsWithoutLogin),
}

// pullsWithoutLogin reports the subjects that pull without a login.
func pullsWithoutLogin(in input, g grant) []v1alpha1.Diagnostic {
	if g.role.Pushes {
		return nil // AC002 reports it
	}
	var found []v1alpha1.Diagnostic
	for j, s := range g.subjects {
		if !openshift.WithoutLogin(s.Kind, s.Name) {
			continue
		}
		d := g.at(j)
		d[0].Detail = g.images()
		if in.isInternal() {
			d[0].Severity = Info
		}
		found = append(found, d...)
	}
	return found
}

// isInternal reports whether the registry is known to have no route: by the
// profile, or by a complete Config. A partial one leaves the routes of the cluster
// unchanged.
func (in input) isInternal() bool {
	if in.Profile != nil {
		e := in.Spec.Exposure
		return isFalse(e.DefaultRoute) && len(e.Routes) == 0
	}
	configs := in.ofKind(openshift.Config)
	return len(configs) > 0 && in.hasWholeConfig() && !slices.ContainsFunc(configs, func(config item) bool {
		return config.has("spec", "defaultRoute") && config.value("spec", "defaultRoute") != false || len(config.objects("spec", "routes")) > 0
	})
}

var pushForEveryone = Rule{
	ID: "AC002", Severity: Error,
	Otherwise: "warning for all users or all service accounts with a login",
	Title:     "images that everyone can replace",
	Why:       "The role also allows pushes: every client that can connect to the registry, or every pod with a token, can replace images that run elsewhere.",
	Remedy:    "Grant the role to users, groups or service accounts that build images, and registry-viewer to all others.",
	Source:    "roles",
	check:     onGrants(pushesOfEveryone), checkItems: onBindings(pushesOfEveryone),
}

// pushesOfEveryone reports the groups of everyone that can push.
func pushesOfEveryone(_ input, g grant) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for j, s := range g.subjects {
		if !g.forEveryone(s) {
			continue
		}
		d := g.at(j)
		d[0].Detail = g.images()
		if !openshift.WithoutLogin(s.Kind, s.Name) {
			d[0].Severity = Warning
		}
		found = append(found, d...)
	}
	return found
}

// forEveryone reports whether a grant lets everyone push.
func (g grant) forEveryone(s v1alpha1.Subject) bool {
	return g.role.Pushes && (openshift.WithoutLogin(s.Kind, s.Name) || openshift.Everyone(s.Kind, s.Name))
}

var clusterWideEditor = Rule{
	ID: "AC003", Severity: Warning,
	Title:  "registry-editor in all namespaces",
	Why:    "The role also grants read and write access to Secrets and service accounts, here of every namespace: its subjects can obtain the credentials of an administrator.",
	Remedy: "Grant system:image-pusher instead, which can push to existing image streams and nothing else, or grant registry-editor in the namespaces that need it.",
	Source: "roles",
	check:  onGrants(editorOfAll), checkItems: onBindings(editorOfAll),
}

// editorOfAll reports registry-editor in all namespaces. AC002 reports one that is
// granted to everyone.
func editorOfAll(_ input, g grant) []v1alpha1.Diagnostic {
	if g.role.Name != openshift.RegistryEditor || len(g.namespaces) > 0 || len(g.subjects) == 0 || slices.ContainsFunc(g.subjects, g.forEveryone) {
		return nil
	}
	return g.atRole()
}
