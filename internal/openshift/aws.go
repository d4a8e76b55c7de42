package openshift

import "strings"

// AWSPartition is a partition of AWS: a group of regions with its own accounts and
// endpoints.
type AWSPartition struct {
	// ID begins the ARNs of the partition.
	ID string
	// Regions begins the names of its regions.
	Regions string
	// Domain ends the host names of its endpoints.
	Domain string
}

// AWSPartitions lists the partitions in the endpoint metadata of the AWS SDKs. The
// last one contains all regions that no other one does.
var AWSPartitions = []AWSPartition{
	{ID: "aws-cn", Regions: "cn-", Domain: "amazonaws.com.cn"},
	{ID: "aws-us-gov", Regions: "us-gov-", Domain: "amazonaws.com"},
	{ID: "aws-iso", Regions: "us-iso-", Domain: "c2s.ic.gov"},
	{ID: "aws-iso-b", Regions: "us-isob-", Domain: "sc2s.sgov.gov"},
	{ID: "aws-iso-e", Regions: "eu-isoe-", Domain: "cloud.adc-e.uk"},
	{ID: "aws-iso-f", Regions: "us-isof-", Domain: "csp.hci.ic.gov"},
	{ID: "aws-eusc", Regions: "eusc-", Domain: "amazonaws.eu"},
	{ID: "aws", Domain: "amazonaws.com"},
}

// AWSPartitionOf returns the ID of the partition of a region.
func AWSPartitionOf(region string) string {
	for _, p := range AWSPartitions {
		if strings.HasPrefix(region, p.Regions) {
			return p.ID
		}
	}
	return ""
}

// OnAWS reports whether a host name, without a port, is that of an AWS endpoint.
func OnAWS(host string) bool {
	host = strings.ToLower(host)
	for _, p := range AWSPartitions {
		if strings.HasSuffix(host, "."+p.Domain) {
			return true
		}
	}
	return false
}
