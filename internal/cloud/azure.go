package cloud

import (
	"fmt"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func azure() Cloud {
	return Cloud{
		Command: "azure", Title: "Azure", Tool: "az", Key: "azure",
		Documents: []Document{
			{
				Name: "role", Short: "Print the custom role with the minimal permissions of the registry, for workload identity",
				Use:     "az role definition create --role-definition role.json",
				Options: []Option{nameOption, subscriptionOption, groupOption},
				New:     func(p *resolve.Profile, o Options) (any, error) { return newAzureRole(p, o) },
			},
		},
		Script: Document{
			Options: []Option{nameOption, subscriptionOption, groupOption, locationOption, issuerOption},
			New:     func(p *resolve.Profile, o Options) (any, error) { return azureScript(p, o) },
		},
	}
}

// azureRole is the definition of a custom role.
type azureRole struct {
	Name             string
	Description      string
	Actions          []string
	DataActions      []string
	AssignableScopes []string
}

const azureName = `^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$`

var (
	// azureActions are the actions of the operator on an account and container that
	// exist. It turns access with shared keys off (write).
	azureActions = []string{
		"Microsoft.Storage/storageAccounts/read",
		"Microsoft.Storage/storageAccounts/write",
		"Microsoft.Storage/storageAccounts/listKeys/action",
		"Microsoft.Storage/storageAccounts/blobServices/read",
		"Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
		"Microsoft.Storage/storageAccounts/blobServices/containers/read",
		"Microsoft.Storage/storageAccounts/blobServices/containers/write",
	}
	// azureManage are the actions of the operator on an account that it manages.
	azureManage = []string{
		"Microsoft.Storage/storageAccounts/delete",
		"Microsoft.Storage/storageAccounts/blobServices/containers/delete",
		"Microsoft.Resources/tags/write",
	}
	azureDataActions = []string{
		"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
		"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
		"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
		"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
		"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
	}
	// azureClouds are the names of the clouds for az.
	azureClouds = map[string]string{
		"AzurePublicCloud":       "AzureCloud",
		"AzureUSGovernmentCloud": "AzureUSGovernment",
		"AzureChinaCloud":        "AzureChinaCloud",
		"AzureGermanCloud":       "AzureGermanCloud",
	}
)

func azureOf(p *resolve.Profile) (*v1alpha1.Azure, error) {
	return stanzaOf(p, "azure", func() *v1alpha1.Azure { return p.Spec.Storage.Azure })
}

// newAzureRole returns the role of the registry. Its scope is the resource group of
// the cluster, in which the operator looks for the account.
func newAzureRole(p *resolve.Profile, o Options) (*azureRole, error) {
	if _, err := azureOf(p); err != nil {
		return nil, err
	}
	name, err := azureIdentity(p, o)
	if err != nil {
		return nil, err
	}
	if err := required(o, subscriptionOption, "set the ID of the subscription"); err != nil {
		return nil, err
	}
	if err := required(o, groupOption, "set the resource group of the cluster"); err != nil {
		return nil, err
	}
	role := &azureRole{
		Name: name, Description: "Permissions of the OpenShift image registry on its storage account",
		DataActions:      azureDataActions,
		AssignableScopes: []string{groupScope(o)},
	}
	role.Actions = append(role.Actions, azureActions...)
	if isManaged(p) {
		role.Actions = append(role.Actions, azureManage...)
	}
	return role, nil
}

func azureIdentity(p *resolve.Profile, o Options) (string, error) {
	return identity(p, o, azureName, "3 to 128 letters, digits, hyphens and underscores")
}

func groupScope(o Options) string {
	return "/subscriptions/" + o.Subscription + "/resourceGroups/" + o.ResourceGroup
}

// azureScript returns the commands that create the account, the container, and the
// identity or the key.
func azureScript(p *resolve.Profile, o Options) (*Script, error) {
	a, err := azureOf(p)
	if err != nil {
		return nil, err
	}
	s := &Script{}
	if isManaged(p) && o.Issuer == "" {
		s.comment("The operator creates and configures the storage account and the container with the\ncredentials of the cluster.")
		return s, nil
	}
	if err := checkAzureStore(p, a, o); err != nil {
		return nil, err
	}
	if a.CloudName == "AzureStackCloud" {
		s.comment("Register your Azure Stack Hub with az cloud register, and select it.")
	} else if a.CloudName != "" {
		s.comment("Select the cloud.")
		s.run("az", "cloud", "set", "--name", azureClouds[a.CloudName])
	}
	if isManaged(p) {
		s.comment("The operator creates and configures the storage account and the container.")
	} else {
		s.comment("Create the storage account, without public access to blobs.")
		s.run(o.az("storage", "account", "create", "--name", a.AccountName, "--resource-group", o.ResourceGroup, "--location", o.Location,
			"--kind", "StorageV2", "--sku", "Standard_LRS", "--allow-blob-public-access", "false", "--https-only", "true", "--min-tls-version", "TLS1_2")...)
		s.comment("Create the container.")
		s.run(o.az("storage", "container-rm", "create", "--storage-account", a.AccountName, "--resource-group", o.ResourceGroup, "--name", a.Container, "--public-access", "off")...)
	}
	if o.Issuer != "" {
		return azureWorkloadIdentity(s, p, o)
	}
	s.comment("Print the key of the account. Store it in the secret store as\n%s.", credentialKeys("azure"))
	s.run(o.az("storage", "account", "keys", "list", "--account-name", a.AccountName, "--resource-group", o.ResourceGroup, "--query", "[0].value", "--output", "tsv")...)
	return s, nil
}

// checkAzureStore requires what the commands need to know of the store.
func checkAzureStore(p *resolve.Profile, a *v1alpha1.Azure, o Options) error {
	if err := required(o, groupOption, "set the resource group of the storage account"); err != nil {
		return err
	}
	for _, field := range []struct{ name, value string }{{"accountName", a.AccountName}, {"container", a.Container}} {
		if field.value == "" && !isManaged(p) {
			return fmt.Errorf("spec.storage.azure.%s: required unless spec.storage.managementState is Managed; set it", field.name)
		}
	}
	return required(o, locationOption, "set the Azure region of the cluster")
}

// az returns a command of az, in the subscription if it is known.
func (o Options) az(args ...any) []any {
	command := append([]any{"az"}, args...)
	if o.Subscription != "" {
		command = append(command, "--subscription", o.Subscription)
	}
	return command
}

// azureWorkloadIdentity appends the commands that create a managed identity for the
// service accounts of the registry.
func azureWorkloadIdentity(s *Script, p *resolve.Profile, o Options) (*Script, error) {
	u, err := issuer(o)
	if err != nil {
		return nil, err
	}
	role, err := newAzureRole(p, o)
	if err != nil {
		return nil, err
	}
	name, scope := role.Name, groupScope(o)
	if !isManaged(p) {
		scope += "/providers/Microsoft.Storage/storageAccounts/" + p.Spec.Storage.Azure.AccountName
	}
	s.comment("Create the role and the managed identity of the registry. The Secret\n%s names the identity in azure_client_id.", clusterCredentials)
	if err := s.file("role.json", role); err != nil {
		return nil, err
	}
	s.run(o.az("role", "definition", "create", "--role-definition", "role.json")...)
	s.run(o.az("identity", "create", "--name", name, "--resource-group", o.ResourceGroup, "--location", o.Location)...)
	show := Script{}
	show.run(o.az("identity", "show", "--name", name, "--resource-group", o.ResourceGroup, "--query", "principalId", "--output", "tsv")...)
	text := show.String()
	s.run(o.az("role", "assignment", "create", "--assignee-object-id", shell(`"$(`+text[:len(text)-1]+`)"`), "--assignee-principal-type", "ServicePrincipal", "--role", name, "--scope", scope)...)
	s.comment("Let the service accounts of the registry act as this identity.")
	for _, sa := range serviceAccounts {
		s.run(o.az("identity", "federated-credential", "create", "--name", sa, "--identity-name", name, "--resource-group", o.ResourceGroup,
			"--issuer", u.String(), "--subject", subject(sa), "--audiences", tokenAudience)...)
	}
	return s, nil
}
