package cloud

import (
	"errors"
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func gcp() Cloud {
	return Cloud{
		Command: "gcp", Title: "Google Cloud", Tool: "gcloud", Key: "gcs",
		Documents: []Document{
			{
				Name: "role", Short: "Print the custom role with the minimal permissions of the registry",
				Use: "gcloud iam roles create registry --project=my-project --file=role.json",
				New: func(p *resolve.Profile, _ Options) (any, error) { return newGCPRole(p) },
			},
			{
				Name: "lifecycle", Short: "Print the lifecycle rule that aborts incomplete uploads after one day",
				Long: "The option --lifecycle-file replaces all lifecycle rules of the bucket; add the\nrules that you need to keep to the document.",
				Use:  "gcloud storage buckets update gs://images --lifecycle-file=lifecycle.json",
				New:  func(p *resolve.Profile, _ Options) (any, error) { return newGCSLifecycle(p) },
			},
		},
		Script: Document{
			Options: []Option{nameOption, projectOption, locationOption, poolOption, projectNumberOption},
			New:     func(p *resolve.Profile, o Options) (any, error) { return gcpScript(p, o) },
		},
	}
}

// gcpRole is the definition of a custom role.
type gcpRole struct {
	Title               string   `json:"title"`
	Description         string   `json:"description"`
	Stage               string   `json:"stage"`
	IncludedPermissions []string `json:"includedPermissions"`
}

var (
	// gcsPermissions are those of the storage driver, and the permission with which
	// the operator checks that the bucket exists.
	gcsPermissions = []string{"storage.buckets.get", "storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"}
	// gcsManage are the permissions of the operator on a bucket that it manages.
	gcsManage = []string{"storage.buckets.create", "storage.buckets.delete", "storage.buckets.list", "storage.buckets.update"}
)

func gcsOf(p *resolve.Profile) (*v1alpha1.GCS, error) {
	return stanzaOf(p, "gcs", func() *v1alpha1.GCS { return p.Spec.Storage.GCS })
}

// newGCPRole returns the role of the registry.
func newGCPRole(p *resolve.Profile) (*gcpRole, error) {
	if _, err := gcsOf(p); err != nil {
		return nil, err
	}
	role := &gcpRole{Title: "OpenShift image registry", Description: "Permissions of the image registry on its bucket", Stage: "GA"}
	role.IncludedPermissions = append(role.IncludedPermissions, gcsPermissions...)
	if isManaged(p) {
		role.IncludedPermissions = append(role.IncludedPermissions, gcsManage...)
	}
	return role, nil
}

// gcsLifecycle is a lifecycle configuration of Cloud Storage.
type gcsLifecycle struct {
	Rule []gcsLifecycleRule `json:"rule"`
}

// gcsLifecycleRule is one rule of a lifecycle configuration.
type gcsLifecycleRule struct {
	Action    map[string]string `json:"action"`
	Condition map[string]int    `json:"condition"`
}

// newGCSLifecycle returns the rule that aborts incomplete multipart uploads after
// one day (OpenShift documentation, section 3.2.2).
func newGCSLifecycle(p *resolve.Profile) (*gcsLifecycle, error) {
	if _, err := gcsOf(p); err != nil {
		return nil, err
	}
	return &gcsLifecycle{Rule: []gcsLifecycleRule{{
		Action:    map[string]string{"type": "AbortIncompleteMultipartUpload"},
		Condition: map[string]int{"age": 1},
	}}}, nil
}

const (
	gcpName       = `^[a-z][a-z0-9-]{4,28}[a-z0-9]$`
	projectNumber = `^[0-9]+$`
)

// gcpScript returns the commands that create the bucket, the role and the service
// account.
func gcpScript(p *resolve.Profile, o Options) (*Script, error) {
	gcs, err := gcsOf(p)
	if err != nil {
		return nil, err
	}
	project, location, err := gcpPlace(p, gcs, o)
	if err != nil {
		return nil, err
	}
	name, err := identity(p, o, gcpName, "6 to 30 lowercase letters, digits and hyphens")
	if err != nil {
		return nil, err
	}
	inProject := "--project=" + project
	s := &Script{}
	if isManaged(p) {
		s.comment("The operator creates and configures the bucket.")
	} else {
		bucket := "gs://" + gcs.Bucket
		create := []any{"gcloud", "storage", "buckets", "create", bucket, inProject, "--location=" + location, "--uniform-bucket-level-access", "--public-access-prevention"}
		if gcs.KeyID != "" {
			s.comment("Allow Cloud Storage to use the key.")
			s.run("gcloud", "storage", "service-agent", inProject, "--authorize-cmek="+gcs.KeyID)
			create = append(create, "--default-encryption-key="+gcs.KeyID)
		}
		s.comment("Create the bucket, with public access prevention.")
		s.run(create...)
		s.comment("Abort incomplete uploads after one day. %s", replacesRules)
		lifecycle, lifecycleErr := newGCSLifecycle(p)
		err = errors.Join(err, lifecycleErr, s.file("lifecycle.json", lifecycle))
		s.run("gcloud", "storage", "buckets", "update", bucket, "--lifecycle-file=lifecycle.json")
	}

	s.comment("Create the role and the service account of the registry.")
	role, roleErr := newGCPRole(p)
	roleID := strings.ReplaceAll(name, "-", "_")
	err = errors.Join(err, roleErr, s.file("role.json", role))
	s.run("gcloud", "iam", "roles", "create", roleID, inProject, "--file=role.json")
	s.run("gcloud", "iam", "service-accounts", "create", name, inProject)
	account := name + "@" + accountDomain(project)
	member, granted := "--member=serviceAccount:"+account, "--role=projects/"+project+"/roles/"+roleID
	if isManaged(p) {
		s.comment("The role applies to all buckets of the project, because the operator creates the bucket.")
		s.run("gcloud", "projects", "add-iam-policy-binding", project, member, granted, "--condition=None")
	} else {
		s.run("gcloud", "storage", "buckets", "add-iam-policy-binding", "gs://"+gcs.Bucket, member, granted)
	}

	if o.Pool == "" {
		s.comment("Create a key of the service account. Store the file in the secret store as\n%s.", credentialKeys("gcs"))
		s.run("gcloud", "iam", "service-accounts", "keys", "create", "keyfile.json", inProject, "--iam-account="+account)
		return s, err
	}
	if !decode.Match(projectNumber, o.ProjectNumber) {
		return nil, fmt.Errorf("--project-number: %q is not the number of a project; set the number that gcloud projects describe prints", o.ProjectNumber)
	}
	s.comment("Let the service accounts of the registry act as this service account. The Secret\n%s names it in service_account.json.", clusterCredentials)
	for _, sa := range serviceAccounts {
		s.run("gcloud", "iam", "service-accounts", "add-iam-policy-binding", account, inProject, "--role=roles/iam.workloadIdentityUser",
			"--member=principal://iam.googleapis.com/projects/"+o.ProjectNumber+"/locations/global/workloadIdentityPools/"+o.Pool+"/subject/"+subject(sa))
	}
	return s, err
}

// gcpPlace returns the project and, for a bucket to create, its location.
func gcpPlace(p *resolve.Profile, gcs *v1alpha1.GCS, o Options) (project, location string, err error) {
	project, location = gcs.ProjectID, gcs.Region
	if project == "" {
		project = o.Project
	}
	if location == "" {
		location = o.Location
	}
	switch {
	case project == "":
		err = notSet("spec.storage.gcs.projectID", projectOption.Name)
	case isManaged(p):
	case gcs.Bucket == "":
		err = errors.New("spec.storage.gcs.bucket: required unless spec.storage.managementState is Managed; set the name of the bucket, or set spec.storage.managementState to Managed")
	case location == "":
		err = notSet("spec.storage.gcs.region", locationOption.Name)
	}
	return project, location, err
}

// accountDomain returns the domain of the service accounts of a project. The ID of
// a project of a domain is domain:project.
func accountDomain(project string) string {
	if domain, id, found := strings.Cut(project, ":"); found {
		project = id + "." + domain
	}
	return project + ".iam.gserviceaccount.com"
}
