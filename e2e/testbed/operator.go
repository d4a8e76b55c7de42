package testbed

import (
	"encoding/json"
	"reflect"
	"slices"

	registryv1 "github.com/openshift/api/imageregistry/v1"
	operatorv1 "github.com/openshift/api/operator/v1"
)

const operator = "cluster-image-registry-operator"

const finalizer = "imageregistry.operator.openshift.io/finalizer"

// Secret is the httpSecret that the operator generates.
const Secret = "made-by-the-operator"

// Bootstrapped returns the Config that the operator creates on a platform when
// the cluster is installed.
func Bootstrapped(platform string) Object {
	storages := map[string]Object{
		"AWS":       {"s3": Object{"bucket": "by-the-operator", "region": "eu-west-1", "encrypt": true, "virtualHostedStyle": false, "trustedCA": Object{"name": ""}}},
		"Azure":     {"azure": Object{"accountName": "bytheoperator", "container": "images", "cloudName": "AzurePublicCloud"}},
		"GCP":       {"gcs": Object{"bucket": "by-the-operator", "region": "europe-west1", "projectID": "prod"}},
		"IBMCloud":  {"ibmcos": Object{"bucket": "by-the-operator", "location": "eu-de"}},
		"OpenStack": {"swift": Object{"container": "by-the-operator"}},
	}
	storage, managed := storages[platform]
	spec := Object{
		"managementState": "Removed", "replicas": 1, "storage": Object{}, "logLevel": "Normal", "operatorLogLevel": "Normal",
		"observedConfig": nil, "unsupportedConfigOverrides": nil, "proxy": Object{}, "rolloutStrategy": "RollingUpdate",
		"requests": Object{"read": Object{"maxWaitInQueue": "0s"}, "write": Object{"maxWaitInQueue": "0s"}},
	}
	if managed {
		storage["managementState"] = "Managed"
		spec["managementState"], spec["replicas"], spec["storage"], spec["httpSecret"] = "Managed", 2, storage, Secret
	}
	return Object{
		"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "Config",
		"metadata": Object{"name": "cluster", "finalizers": []any{finalizer}},
		"spec":     spec,
	}
}

// Reconcile changes a Config on the cluster as the operator does: it updates the whole
// object through its Go types if it has to change a field.
func (c *Client) Reconcile() error { return c.writeConfig(false) }

// WriteBack updates a Config like Reconcile, also if the operator has nothing to change.
func (c *Client) WriteBack() error { return c.writeConfig(true) }

func (c *Client) writeConfig(always bool) error {
	live, err := c.Get(Bootstrapped(""))
	if err != nil {
		return err
	}
	text, err := json.Marshal(live)
	if err != nil {
		return err
	}
	var config registryv1.Config
	if err := json.Unmarshal(text, &config); err != nil {
		return err
	}
	before := config.DeepCopy()
	if !slices.Contains(config.Finalizers, finalizer) {
		config.Finalizers = append(config.Finalizers, finalizer)
	}
	if config.Spec.ManagementState != operatorv1.Removed && config.Spec.HTTPSecret == "" {
		config.Spec.HTTPSecret = Secret
	}
	s := &config.Spec.Storage
	stored := s.EmptyDir != nil || s.S3 != nil || s.GCS != nil || s.Swift != nil || s.PVC != nil || s.Azure != nil || s.IBMCOS != nil
	if stored && s.ManagementState == "" {
		s.ManagementState = registryv1.StorageManagementStateUnmanaged
	}
	if s.S3 != nil && s.ManagementState == registryv1.StorageManagementStateManaged {
		s.S3.Encrypt = true
	}
	if config.Spec.RolloutStrategy == "" {
		config.Spec.RolloutStrategy = "RollingUpdate"
	}
	if !always && reflect.DeepEqual(before, &config) {
		return nil
	}
	if text, err = json.Marshal(config); err != nil {
		return err
	}
	var written Object
	if err := json.Unmarshal(text, &written); err != nil {
		return err
	}
	_, err = c.Update(written, operator)
	return err
}

// Bind changes a claim and a volume as the volume controller does, and a bucket claim as its
// provisioner does.
func (c *Client) Bind(o Object) error {
	var patch string
	switch o["kind"] {
	case "PersistentVolume":
		patch = `{"metadata":{"annotations":{"pv.kubernetes.io/bound-by-controller":"yes"},"finalizers":["kubernetes.io/pv-protection"]},"spec":{"claimRef":{"apiVersion":"v1","kind":"PersistentVolumeClaim","uid":"8d1c4bd4-7a8a-4e25-b6b5-2f2c3a2ba4a1","resourceVersion":"7"}}}`
	case "PersistentVolumeClaim":
		if field(o, "spec", "volumeName") != nil { // no provisioner
			patch = `{"metadata":{"annotations":{"pv.kubernetes.io/bind-completed":"yes"},"finalizers":["kubernetes.io/pvc-protection"]}}`
			break
		}
		patch = `{"metadata":{"annotations":{"pv.kubernetes.io/bind-completed":"yes","volume.kubernetes.io/storage-provisioner":"csi.example.com"},"finalizers":["kubernetes.io/pvc-protection"]},"spec":{"volumeName":"pvc-1"}}`
	case "ObjectBucketClaim":
		patch = `{"metadata":{"labels":{"bucket-provisioner":"openshift-storage"},"finalizers":["objectbucket.io/finalizer"]},"spec":{"objectBucketName":"obc-1"}}`
	default:
		return nil
	}
	_, err := c.Merge(o, patch)
	return err
}

// bootstrapped returns the objects that the operators of a platform create when
// the cluster is installed.
func bootstrapped(platform string) []Object {
	return []Object{
		Bootstrapped(platform),
		{"apiVersion": "config.openshift.io/v1", "kind": "Image", "metadata": Object{"name": "cluster"}, "spec": Object{}},
		{
			"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "ImagePruner", "metadata": Object{"name": "cluster"},
			"spec": Object{"suspend": false, "keepTagRevisions": 3, "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 3, "ignoreInvalidImageReferences": true},
		},
	}
}

// Singletons are the objects that the operators create, with any content.
func Singletons() []Object { return bootstrapped("") }

// StorageTypes returns the storage types that a Config sets.
func StorageTypes(config Object) []string {
	var types []string
	storage, _ := field(config, "spec", "storage").(Object)
	for key := range storage {
		if key != "managementState" {
			types = append(types, key)
		}
	}
	slices.Sort(types)
	return types
}
