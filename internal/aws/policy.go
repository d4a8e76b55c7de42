package aws

import (
	"errors"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Policy is an IAM policy document.
type Policy struct {
	Version   string
	Statement []Statement
}

// Statement is one statement of a policy.
type Statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Action    []string
	Resource  []string
	Condition map[string]map[string]string `json:",omitempty"`
}

var (
	bucketActions = []string{"s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"}
	objectActions = []string{"s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"}
	// manageActions are the actions of the operator on a bucket that it manages.
	manageActions = []string{
		"s3:CreateBucket", "s3:DeleteBucket",
		"s3:GetBucketTagging", "s3:PutBucketTagging",
		"s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock",
		"s3:GetEncryptionConfiguration", "s3:PutEncryptionConfiguration",
		"s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration",
	}
	keyActions = []string{"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"}
)

// NewPolicy returns the minimal policy for the bucket of the profile. It fails if
// the bucket is not on AWS.
func NewPolicy(p *resolve.Profile) (*Policy, error) {
	s3, err := bucketOf(p)
	if err != nil {
		return nil, err
	}
	bucket := arn(s3, "s3", "", bucketName(s3))
	actions := bucketActions
	if p.Spec.Storage.ManagementState == openshift.Managed {
		actions = append(append([]string{}, bucketActions...), manageActions...)
	} else if s3.Bucket == "" {
		return nil, errors.New("spec.storage.s3.bucket: required unless spec.storage.managementState is Managed; set the name of the bucket, or set spec.storage.managementState to Managed")
	}
	policy := &Policy{
		Version: "2012-10-17",
		Statement: []Statement{
			{Sid: "Bucket", Effect: "Allow", Action: actions, Resource: []string{bucket}},
			{Sid: "Images", Effect: "Allow", Action: objectActions, Resource: []string{bucket + "/*"}},
		},
	}
	if s3.KeyID != "" {
		policy.Statement = append(policy.Statement, keyStatement(s3))
	}
	return policy, nil
}

// bucketOf returns the s3 stanza of a profile whose bucket is on AWS.
func bucketOf(p *resolve.Profile) (*v1alpha1.S3, error) {
	if p.Spec.Storage == nil || p.Spec.Storage.S3 == nil {
		return nil, errors.New("spec.storage.s3: not set; these documents require a bucket on AWS")
	}
	s3 := p.Spec.Storage.S3
	if s3.RegionEndpoint != "" && !strings.Contains(s3.RegionEndpoint, ".amazonaws.com") {
		return nil, errors.New("spec.storage.s3.regionEndpoint: the bucket is not on AWS; set its permissions with the tools of its object store")
	}
	return s3, nil
}

// bucketName returns the name of the bucket, or the pattern of the names that the
// operator generates.
func bucketName(s3 *v1alpha1.S3) string {
	if s3.Bucket != "" {
		return s3.Bucket
	}
	return "*-image-registry-*"
}

// keyStatement allows the use of the KMS key. An alias is not valid as a resource;
// a condition restricts the permission to the key of the alias.
func keyStatement(s3 *v1alpha1.S3) Statement {
	s := Statement{Sid: "Key", Effect: "Allow", Action: keyActions}
	id := s3.KeyID[strings.LastIndex(s3.KeyID, ":")+1:]
	switch alias := strings.HasPrefix(id, "alias/"); {
	case alias:
		s.Resource = []string{arn(s3, "kms", "*", "key/*")}
		s.Condition = map[string]map[string]string{"ForAnyValue:StringEquals": {"kms:ResourceAliases": id}}
	case strings.HasPrefix(s3.KeyID, "arn:"):
		s.Resource = []string{s3.KeyID}
	default:
		s.Resource = []string{arn(s3, "kms", "*", "key/"+id)}
	}
	return s
}

// arn returns the ARN of a resource. The ARN of a bucket does not contain a region
// or an account.
func arn(s3 *v1alpha1.S3, service, account, resource string) string {
	region := ""
	if account != "" {
		region = s3.Region
		if region == "" {
			region = "*"
		}
	}
	return strings.Join([]string{"arn", partition(s3.Region), service, region, account, resource}, ":")
}

// partition returns the AWS partition of a region.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	default:
		return "aws"
	}
}
