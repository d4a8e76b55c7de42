package cloud

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// replacesRules warns of a command that sets a lifecycle configuration.
const replacesRules = "This replaces all lifecycle rules of the bucket; add the rules that you need to keep."

func aws() Cloud {
	return Cloud{
		Command: "aws", Title: "AWS", Tool: "aws", Key: "s3",
		Documents: []Document{
			{
				Name: "policy", Short: "Print the minimal IAM policy of the registry's credentials",
				Use:     "aws iam put-user-policy --user-name registry --policy-name registry --policy-document file://policy.json",
				Options: []Option{infrastructureOption},
				New:     func(p *resolve.Profile, o Options) (any, error) { return newPolicy(p, o) },
			},
			{
				Name: "trust-policy", Short: "Print the trust policy of the registry's role, for short-term credentials (STS)",
				Use:     "aws iam create-role --role-name registry --assume-role-policy-document file://trust-policy.json",
				Options: []Option{issuerOption, accountOption},
				New:     func(p *resolve.Profile, o Options) (any, error) { return newTrustPolicy(p, o) },
			},
			{
				Name: "lifecycle", Short: "Print the lifecycle rule that aborts incomplete uploads after one day",
				Long: "The command put-bucket-lifecycle-configuration replaces all lifecycle rules of\nthe bucket; add the rules that you need to keep to the document.",
				Use:  "aws s3api put-bucket-lifecycle-configuration --bucket images --lifecycle-configuration file://lifecycle.json",
				New:  func(p *resolve.Profile, _ Options) (any, error) { return newLifecycle(p) },
			},
			{
				Name: "public-access-block", Short: "Print the configuration that blocks all public access",
				Use: "aws s3api put-public-access-block --bucket images --public-access-block-configuration file://public-access-block.json",
				New: func(p *resolve.Profile, _ Options) (any, error) { return newPublicAccessBlock(p) },
			},
		},
		Script: Document{
			Options: []Option{nameOption, infrastructureOption, issuerOption, accountOption},
			New:     func(p *resolve.Profile, o Options) (any, error) { return awsScript(p, o) },
		},
	}
}

// policy is an IAM policy document.
type policy struct {
	Version   string
	Statement []statement
}

// statement is one statement of a policy.
type statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Principal map[string]string `json:",omitempty"`
	Action    []string
	Resource  []string                  `json:",omitempty"`
	Condition map[string]map[string]any `json:",omitempty"`
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

// newPolicy returns the minimal policy for the bucket of the profile.
func newPolicy(p *resolve.Profile, o Options) (*policy, error) {
	s3, err := s3Of(p)
	if err != nil {
		return nil, err
	}
	name, err := bucketName(p, s3, o)
	if err != nil {
		return nil, err
	}
	bucket := arn(s3, "s3", "", name)
	actions := bucketActions
	if isManaged(p) {
		actions = append(append([]string{}, bucketActions...), manageActions...)
	}
	doc := &policy{
		Version: "2012-10-17",
		Statement: []statement{
			{Sid: "Bucket", Effect: "Allow", Action: actions, Resource: []string{bucket}},
			{Sid: "Images", Effect: "Allow", Action: objectActions, Resource: []string{bucket + "/*"}},
		},
	}
	if s3.KeyID != "" {
		doc.Statement = append(doc.Statement, keyStatement(s3))
	}
	return doc, nil
}

// s3Of returns the s3 stanza of a profile whose bucket is on AWS.
func s3Of(p *resolve.Profile) (*v1alpha1.S3, error) {
	s3, err := stanzaOf(p, "s3", func() *v1alpha1.S3 { return p.Spec.Storage.S3 })
	if err != nil || s3.RegionEndpoint == "" {
		return s3, err
	}
	if u, err := url.Parse(s3.RegionEndpoint); err != nil || !openshift.OnAWS(u.Hostname()) {
		return nil, errors.New("spec.storage.s3.regionEndpoint: the bucket is not on AWS; set its permissions with the tools of its object store")
	}
	return s3, nil
}

// bucketName returns the name of the bucket, or the pattern of the names that the
// operator generates for one cluster (GenerateStorageName in pkg/storage/util of
// the operator). A pattern without the infrastructure name would allow the cluster
// to delete the buckets of other clusters.
func bucketName(p *resolve.Profile, s3 *v1alpha1.S3, o Options) (string, error) {
	switch {
	case s3.Bucket != "":
		return s3.Bucket, nil
	case !isManaged(p):
		return "", errors.New("spec.storage.s3.bucket: required unless spec.storage.managementState is Managed; set the name of the bucket, or set spec.storage.managementState to Managed")
	case o.InfrastructureName == "":
		return "", notSet("spec.storage.s3.bucket", infrastructureOption.Name)
	}
	name, err := infrastructureName(o)
	return name + "-image-registry-*", err
}

// keyStatement allows the use of the KMS key. An alias is not valid as a resource;
// a condition restricts the permission to the key of the alias.
func keyStatement(s3 *v1alpha1.S3) statement {
	s := statement{Sid: "Key", Effect: "Allow", Action: keyActions}
	id := s3.KeyID[strings.LastIndex(s3.KeyID, ":")+1:]
	switch alias := strings.HasPrefix(id, "alias/"); {
	case alias:
		s.Resource = []string{arn(s3, "kms", "*", "key/*")}
		s.Condition = map[string]map[string]any{"ForAnyValue:StringEquals": {"kms:ResourceAliases": id}}
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
	return strings.Join([]string{"arn", openshift.AWSPartitionOf(s3.Region), service, region, account, resource}, ":")
}

// newTrustPolicy returns the policy that lets the registry and its operator assume
// a role with their service account tokens, in the form of ccoctl of the Cloud
// Credential Operator.
func newTrustPolicy(p *resolve.Profile, o Options) (*policy, error) {
	s3, err := s3Of(p)
	if err != nil {
		return nil, err
	}
	if err := required(o, issuerOption, "set the issuer of the cluster's tokens"); err != nil {
		return nil, err
	}
	u, err := issuer(o)
	if err != nil {
		return nil, err
	}
	if !decode.Match(accountID, o.Account) {
		return nil, fmt.Errorf("--account: %q is not the ID of an AWS account; set its 12 digits", o.Account)
	}
	provider := u.Host + u.EscapedPath()
	var subjects []string
	for _, account := range serviceAccounts {
		subjects = append(subjects, subject(account))
	}
	return &policy{Version: "2012-10-17", Statement: []statement{{
		Effect:    "Allow",
		Principal: map[string]string{"Federated": fmt.Sprintf("arn:%s:iam::%s:oidc-provider/%s", openshift.AWSPartitionOf(s3.Region), o.Account, provider)},
		Action:    []string{"sts:AssumeRoleWithWebIdentity"},
		Condition: map[string]map[string]any{"StringEquals": {provider + ":sub": subjects}},
	}}}, nil
}

const accountID = `^[0-9]{12}$`

// s3Lifecycle is a lifecycle configuration of the S3 API.
type s3Lifecycle struct {
	Rules []s3LifecycleRule
}

// s3LifecycleRule is one rule of a lifecycle configuration.
type s3LifecycleRule struct {
	ID                             string
	Status                         string
	Filter                         struct{ Prefix string }
	AbortIncompleteMultipartUpload struct{ DaysAfterInitiation int }
}

// newLifecycle returns the rule that aborts incomplete multipart uploads after one
// day (OpenShift documentation, section 3.1.2). The operator sets the rule on a
// bucket that it manages.
func newLifecycle(p *resolve.Profile) (*s3Lifecycle, error) {
	if _, err := s3Of(p); err != nil {
		return nil, err
	}
	return s3AbortUploads(), nil
}

func s3AbortUploads() *s3Lifecycle {
	rule := s3LifecycleRule{ID: "cleanup-incomplete-multipart-registry-uploads", Status: "Enabled"}
	rule.AbortIncompleteMultipartUpload.DaysAfterInitiation = 1
	return &s3Lifecycle{Rules: []s3LifecycleRule{rule}}
}

// publicAccessBlock is the public access block of a bucket.
type publicAccessBlock struct {
	BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets bool
}

// newPublicAccessBlock returns the configuration that blocks all public access, as
// the OpenShift documentation requires.
func newPublicAccessBlock(p *resolve.Profile) (*publicAccessBlock, error) {
	if _, err := s3Of(p); err != nil {
		return nil, err
	}
	return &publicAccessBlock{true, true, true, true}, nil
}

const awsName = `^[A-Za-z0-9_+=,.@-]{1,64}$`

// awsScript returns the commands that create the bucket and the user or role.
func awsScript(p *resolve.Profile, o Options) (*Script, error) {
	allowed, err := newPolicy(p, o)
	if err != nil {
		return nil, err
	}
	name, err := identity(p, o, awsName, "1 to 64 letters, digits and _+=,.@-")
	if err != nil {
		return nil, err
	}
	s := &Script{}
	s3 := p.Spec.Storage.S3
	var region []any
	if s3.Region != "" {
		region = []any{"--region", s3.Region}
	}
	if isManaged(p) {
		s.comment("The operator creates and configures the bucket.")
	} else {
		s.comment("Create the bucket.")
		s.run(append([]any{"aws", "s3", "mb", "s3://" + s3.Bucket}, region...)...)
		s.comment("Block all public access.")
		err = s.runWith(&publicAccessBlock{true, true, true, true}, append(append([]any{"aws", "s3api", "put-public-access-block", "--bucket", s3.Bucket}, region...), "--public-access-block-configuration")...)
		s.comment("Abort incomplete uploads after one day. %s", replacesRules)
		err = errors.Join(err, s.runWith(s3AbortUploads(), append(append([]any{"aws", "s3api", "put-bucket-lifecycle-configuration", "--bucket", s3.Bucket}, region...), "--lifecycle-configuration")...))
	}
	if o.Issuer == "" {
		s.comment("Create the user of the registry.")
		s.run("aws", "iam", "create-user", "--user-name", name)
		err = errors.Join(err, s.runWith(allowed, "aws", "iam", "put-user-policy", "--user-name", name, "--policy-name", name, "--policy-document"))
		s.comment("Create its access key. Store AccessKeyId and SecretAccessKey in the secret store as\n%s.", credentialKeys("s3"))
		s.run("aws", "iam", "create-access-key", "--user-name", name)
		return s, err
	}
	trust, trustErr := newTrustPolicy(p, o)
	if trustErr != nil {
		return nil, trustErr
	}
	s.comment("Create the role of the registry. The Secret %s names it in role_arn.", clusterCredentials)
	err = errors.Join(err, s.runWith(trust, "aws", "iam", "create-role", "--role-name", name, "--assume-role-policy-document"))
	err = errors.Join(err, s.runWith(allowed, "aws", "iam", "put-role-policy", "--role-name", name, "--policy-name", name, "--policy-document"))
	return s, err
}
