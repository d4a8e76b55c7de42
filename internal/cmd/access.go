package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/access"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// gitopsController is the account of the default instance of OpenShift GitOps.
const gitopsController = "openshift-gitops/openshift-gitops-argocd-application-controller"

// accessName is the default name of the roles.
const accessName = "argocd-image-registry"

func accessCommand(s Streams) *cobra.Command {
	var c checkOptions
	var account, name string
	cmd := &cobra.Command{
		Use:   "access PROFILE|DIR...",
		Short: "Print the permissions that Argo CD needs to apply the manifests",
		Long: `Access prints the smallest roles with which Argo CD can apply the manifests of the
profiles, and the bindings of these roles: a ClusterRole for cluster-scoped objects,
and a Role for each namespace. A comment states the reason for each rule. The rules
name the objects of the profiles. They name no objects for list, watch and create,
which RBAC cannot limit to names, and for Jobs, whose names change.

When a change removes objects, Argo CD still needs the permission to delete them:
specify the profiles before and after the change.

` + argumentsHelp,
		Example: `  registry-profile access profile.yaml
  registry-profile access clusters >access.yaml
  registry-profile access main:clusters clusters >access.yaml
  registry-profile access clusters --account argocd/argocd-application-controller`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			to, err := parseAccount(account)
			if err != nil {
				return err
			}
			if reasons := validation.IsDNS1123Subdomain(name); len(reasons) > 0 {
				return usageError(fmt.Errorf("--name: %q is not valid: %s", name, reasons[0]))
			}
			f, err := c.function(s)
			if err != nil {
				return err
			}
			f.Rules = pipeline.ProfileRules
			sources, _, err := s.sources(args)
			if err != nil {
				return err
			}
			all, err := renderAll(sources, f, func(*rendered) error { return nil }, s)
			if err != nil {
				return err
			}
			var objects []*generators.Object
			for _, r := range all {
				objects = append(objects, r.ours()...)
			}
			objects = slices.DeleteFunc(objects, func(o *generators.Object) bool { return !slices.Contains(openshift.Kinds, o.Kind) })
			roles, err := access.Roles(objects)
			if err != nil {
				return invalid(err)
			}
			if err := access.Write(s.Out, roles, name, to); err != nil {
				return usageError(err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&account, "account", gitopsController, "service account that applies the manifests, NAMESPACE/NAME")
	cmd.Flags().StringVar(&name, "name", accessName, "name of the roles and bindings")
	c.addFlags(cmd)
	return cmd
}

func parseAccount(text string) (access.Account, error) {
	namespace, name, _ := strings.Cut(text, "/")
	if len(validation.IsDNS1123Label(namespace)) > 0 || len(validation.IsDNS1123Subdomain(name)) > 0 {
		return access.Account{}, usageError(fmt.Errorf("--account: %q is not valid; specify NAMESPACE/NAME of a service account, for example %s", text, gitopsController))
	}
	return access.Account{Namespace: namespace, Name: name}, nil
}
