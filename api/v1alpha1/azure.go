package v1alpha1

// Azure is Azure Blob Storage. The fields are those of
// Config.spec.storage.azure.
type Azure struct {
	// Storage account. Left out, the operator makes one.
	AccountName string `json:"accountName,omitempty" pattern:"^[a-z0-9]+$" min:"3" max:"24" like:"3 to 24 lower-case letters and digits" example:"prodeu1registry"`
	// Container in the account. Left out, the operator makes one.
	Container string `json:"container,omitempty" pattern:"^[0-9a-z]+(-[0-9a-z]+)*$" min:"3" max:"63" like:"3 to 63 lower-case letters, digits and single hyphens, a letter or digit at both ends" example:"image-registry"`
	// Azure cloud; left out, the cluster's own.
	CloudName string `json:"cloudName,omitempty" enum:"AzurePublicCloud|AzureUSGovernmentCloud|AzureChinaCloud|AzureGermanCloud|AzureStackCloud" book:"3.4.3" example:"AzurePublicCloud"`
	// Network access to an account that the operator manages.
	NetworkAccess *AzureNetworkAccess `json:"networkAccess,omitempty" since:"4.15"`
}

// AzureNetworkAccess tells from where the storage account can be reached.
type AzureNetworkAccess struct {
	// Internal gives the account a private endpoint in the cluster's network.
	Type string `json:"type,omitempty" enum:"Internal|External"`
	// Where the private endpoint goes; only with type Internal. What is left
	// out the operator finds by itself.
	Internal *AzureInternal `json:"internal,omitempty"`
}

// AzureInternal places the private endpoint of the storage account.
type AzureInternal struct {
	// Resource group of the virtual network.
	NetworkResourceGroupName string `json:"networkResourceGroupName,omitempty" pattern:"^[0-9A-Za-z_.-]*[0-9A-Za-z_-]$" max:"90" like:"at most 90 letters, digits, hyphens, periods and underscores, no period at the end"`
	// Virtual network of the cluster.
	VNetName string `json:"vnetName,omitempty" pattern:"^[0-9A-Za-z][0-9A-Za-z_.-]*[0-9A-Za-z_]$" max:"64" like:"2 to 64 letters, digits, hyphens, periods and underscores"`
	// Subnet of the private endpoint.
	SubnetName string `json:"subnetName,omitempty" pattern:"^[0-9A-Za-z]([0-9A-Za-z_.-]*[0-9A-Za-z_])?$" max:"80" like:"at most 80 letters, digits, hyphens, periods and underscores"`
	// Name of the private endpoint.
	PrivateEndpointName string `json:"privateEndpointName,omitempty" pattern:"^[0-9A-Za-z][0-9A-Za-z_.-]*[0-9A-Za-z_]$" max:"64" like:"2 to 64 letters, digits, hyphens, periods and underscores"`
}
