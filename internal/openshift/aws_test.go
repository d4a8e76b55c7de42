package openshift_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestAWSPartitionOf(t *testing.T) {
	for region, want := range map[string]string{
		"":                "aws",
		"eu-west-1":       "aws",
		"us-east-1":       "aws",
		"cn-north-1":      "aws-cn",
		"us-gov-west-1":   "aws-us-gov",
		"us-iso-east-1":   "aws-iso",
		"us-isob-east-1":  "aws-iso-b",
		"us-isof-south-1": "aws-iso-f",
		"eu-isoe-west-1":  "aws-iso-e",
		"eusc-de-east-1":  "aws-eusc",
	} {
		assert.Equal(t, want, openshift.AWSPartitionOf(region), region)
	}
}

func TestOnAWS(t *testing.T) {
	for host, want := range map[string]bool{
		"s3.eu-west-1.amazonaws.com":                            true,
		"S3.EU-WEST-1.AMAZONAWS.COM":                            true,
		"s3.cn-north-1.amazonaws.com.cn":                        true,
		"s3.us-iso-east-1.c2s.ic.gov":                           true,
		"s3.us-isob-east-1.sc2s.sgov.gov":                       true,
		"bucket.vpce-1a2b-3c4d.s3.eu-west-1.vpce.amazonaws.com": true,
		"amazonaws.com.example.com":                             false,
		"s3.amazonaws.com.example.com":                          false,
		"s3.myamazonaws.com":                                    false,
		"s3.example.com":                                        false,
		"":                                                      false,
	} {
		assert.Equal(t, want, openshift.OnAWS(host), host)
	}
}
