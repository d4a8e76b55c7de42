package v1alpha1

// Azure configures Azure Blob Storage. The fields are those of
// Config.spec.storage.azure.
type Azure struct {
	// Name of the storage account. If omitted, the operator creates an account.
	AccountName string `json:"accountName,omitempty" pattern:"^[a-z0-9]+$" min:"3" max:"24" like:"3 to 24 lowercase letters and digits" example:"prodeu1registry"`
	// Name of the container in the storage account. If omitted, the operator
	// creates a container.
	Container string `json:"container,omitempty" pattern:"^[0-9a-z]+(-[0-9a-z]+)*$" min:"3" max:"63" like:"3 to 63 lowercase letters, digits and single hyphens, with a letter or digit at both ends" example:"image-registry"`
	// Name of the Azure cloud. If omitted, AzurePublicCloud is used with
	// accountName, and otherwise the cloud of the cluster.
	CloudName string `json:"cloudName,omitempty" enum:"AzurePublicCloud|AzureUSGovernmentCloud|AzureChinaCloud|AzureGermanCloud|AzureStackCloud" book:"3.4.3" example:"AzurePublicCloud"`
	// Network access to a storage account that the operator manages.
	NetworkAccess *AzureNetworkAccess `json:"networkAccess,omitempty" since:"4.15"`
}

// AzureNetworkAccess configures the networks from which the storage account is
// reachable.
type AzureNetworkAccess struct {
	// Type of network access. Internal creates a private endpoint for the storage
	// account in the cluster's network.
	Type string `json:"type,omitempty" enum:"Internal|External"`
	// Location of the private endpoint. Valid only with type Internal. The
	// operator discovers the fields that are omitted.
	Internal *AzureInternal `json:"internal,omitempty"`
}

// AzureInternal locates the private endpoint of the storage account.
type AzureInternal struct {
	// Name of the resource group that contains the virtual network.
	NetworkResourceGroupName string `json:"networkResourceGroupName,omitempty" pattern:"^[0-9A-Za-z_.-]*[0-9A-Za-z_-]$" max:"90" like:"at most 90 letters, digits, hyphens, periods and underscores, without a period at the end"`
	// Name of the cluster's virtual network.
	VNetName string `json:"vnetName,omitempty" pattern:"^[0-9A-Za-z][0-9A-Za-z_.-]*[0-9A-Za-z_]$" max:"64" like:"2 to 64 letters, digits, hyphens, periods and underscores"`
	// Name of the subnet in which the private endpoint is created.
	SubnetName string `json:"subnetName,omitempty" pattern:"^[0-9A-Za-z]([0-9A-Za-z_.-]*[0-9A-Za-z_])?$" max:"80" like:"at most 80 letters, digits, hyphens, periods and underscores"`
	// Name of the private endpoint.
	PrivateEndpointName string `json:"privateEndpointName,omitempty" pattern:"^[0-9A-Za-z][0-9A-Za-z_.-]*[0-9A-Za-z_]$" max:"64" like:"2 to 64 letters, digits, hyphens, periods and underscores"`
}
