package cloud

import (
	"errors"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func ibm() Cloud {
	return Cloud{
		Command: "ibm", Title: "IBM Cloud", Tool: "ibmcloud", Key: "ibmcos",
		Documents: []Document{
			{
				Name: "lifecycle", Short: "Print the lifecycle rule that aborts incomplete uploads after one day",
				Long: "The command bucket-lifecycle-configuration-put replaces all lifecycle rules of\nthe bucket; add the rules that you need to keep to the document.",
				Use:  "ibmcloud cos bucket-lifecycle-configuration-put --bucket images --lifecycle-configuration file://lifecycle.json",
				New:  func(p *resolve.Profile, _ Options) (any, error) { return newIBMLifecycle(p) },
			},
		},
		Script: Document{
			Options: []Option{nameOption, locationOption},
			New:     func(p *resolve.Profile, o Options) (any, error) { return ibmScript(p, o) },
		},
	}
}

// ibmRoles are the roles of the operator on Cloud Object Storage (CredentialsRequest
// of the operator).
const ibmRoles = "Viewer,Operator,Editor,Reader,Writer"

const ibmName = `^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`

func ibmcosOf(p *resolve.Profile) (*v1alpha1.IBMCOS, error) {
	return stanzaOf(p, "ibmcos", func() *v1alpha1.IBMCOS { return p.Spec.Storage.IBMCOS })
}

// newIBMLifecycle returns the rule of AWS, in the same form: Cloud Object Storage
// has the S3 API.
func newIBMLifecycle(p *resolve.Profile) (*s3Lifecycle, error) {
	if _, err := ibmcosOf(p); err != nil {
		return nil, err
	}
	return s3AbortUploads(), nil
}

// ibmScript returns the commands that create the bucket, the resource key with HMAC
// credentials for the registry, and the API key for the operator.
func ibmScript(p *resolve.Profile, o Options) (*Script, error) {
	cos, err := ibmcosOf(p)
	if err != nil {
		return nil, err
	}
	location, err := checkIBMStore(p, cos, o)
	if err != nil {
		return nil, err
	}
	name, err := identity(p, o, ibmName, "at most 100 letters, digits, hyphens, periods and underscores")
	if err != nil {
		return nil, err
	}
	s := &Script{}
	if isManaged(p) {
		s.comment("The operator creates and configures the bucket and the resource key.")
	} else {
		s.comment("Create the bucket. It is private: do not assign an access policy to the access group\nPublic Access.")
		s.run("ibmcloud", "cos", "bucket-create", "--bucket", cos.Bucket, "--ibm-service-instance-id", cos.ServiceInstanceCRN, "--region", location)
		s.comment("Abort incomplete uploads after one day. %s", replacesRules)
		err = s.runWith(s3AbortUploads(), "ibmcloud", "cos", "bucket-lifecycle-configuration-put", "--bucket", cos.Bucket, "--region", location, "--lifecycle-configuration")
		if cos.ResourceKeyCRN == "" {
			s.comment("Create a resource key with HMAC credentials. Set spec.storage.ibmcos.resourceKeyCRN to\nthe CRN that the second command prints.")
			s.run("ibmcloud", "resource", "service-key-create", name, "Writer", "--instance-id", cos.ServiceInstanceCRN, "--parameters", `{"HMAC":true}`)
			s.run("ibmcloud", "resource", "service-key", name)
		}
	}
	s.comment("Create the service ID of the operator.")
	s.run("ibmcloud", "iam", "service-id-create", name)
	access := []any{"ibmcloud", "iam", "service-policy-create", name, "--roles", ibmRoles, "--service-name", "cloud-object-storage"}
	if guid := instanceGUID(cos.ServiceInstanceCRN); guid != "" {
		access = append(access, "--service-instance", guid)
	}
	s.run(access...)
	s.run("ibmcloud", "iam", "service-policy-create", name, "--roles", "Viewer", "--resource-type", "resource-group")
	s.comment("Create its API key. Store it in the secret store as\n%s.", credentialKeys("ibmcos"))
	s.run("ibmcloud", "iam", "service-api-key-create", name, name)
	return s, err
}

// checkIBMStore returns the location of the bucket, and requires what the commands
// need to know of a bucket that the operator does not manage.
func checkIBMStore(p *resolve.Profile, cos *v1alpha1.IBMCOS, o Options) (string, error) {
	location := cos.Location
	if location == "" {
		location = o.Location
	}
	switch {
	case isManaged(p):
	case cos.Bucket == "":
		return "", errors.New("spec.storage.ibmcos.bucket: required unless spec.storage.managementState is Managed; set the name of the bucket, or set spec.storage.managementState to Managed")
	case cos.ServiceInstanceCRN == "":
		return "", errors.New("spec.storage.ibmcos.serviceInstanceCRN: not set; create an instance with ibmcloud resource service-instance-create NAME cloud-object-storage standard global, and set its CRN")
	case location == "":
		return "", required(o, locationOption, "set the location of the bucket, which is that of the cluster")
	}
	return location, nil
}

// instanceGUID returns the GUID in the CRN of a service instance, which is the
// eighth segment.
func instanceGUID(crn string) string {
	if parts := strings.Split(crn, ":"); len(parts) > 7 {
		return parts[7]
	}
	return ""
}
