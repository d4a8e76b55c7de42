package generators

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// claimScript waits for the Secret of the claim, which its provisioner creates
// when the bucket exists. The credentials remain encoded, and only the shell and
// standard input contain them: neither arguments nor the environment nor the log.
const claimScript = `set -eu
secret=` + openshift.CredentialsSecret + `
fail() {
  echo "$1" >&2
  exit 1
}
while true; do
  keys=$(oc get secret "$CLAIM" --namespace "$CLAIM_NAMESPACE" --ignore-not-found --output 'jsonpath={.data.` + storage.ClaimAccessKey + `} {.data.` + storage.ClaimSecretKey + `}')
  set -- $keys
  if [ $# -eq 2 ]; then
    break
  fi
  ATTEMPTS=$((ATTEMPTS - 1))
  if [ "$ATTEMPTS" -le 0 ]; then
    fail "the Secret $CLAIM_NAMESPACE/$CLAIM with ` + storage.ClaimAccessKey + ` and ` + storage.ClaimSecretKey + ` does not exist: the ObjectBucketClaim $CLAIM_NAMESPACE/$CLAIM is missing or not bound"
  fi
  sleep 5
done
`

// storageScript checks the Config before anything is written. It refuses to
// replace a store with images that spec.delivery.storageChange does not name. The
// bucket of the operator is replaced: the operator creates it when the cluster is
// installed, and manages it.
const storageScript = `config=` + configResource + `
get() {
  oc get "$config" --output "jsonpath=$1"
}
bucket=$(oc get configmap "$CLAIM" --namespace "$CLAIM_NAMESPACE" --output 'jsonpath={.data.BUCKET_NAME}')
case "$bucket" in
'' | *[!A-Za-z0-9._-]*)
  fail "the ConfigMap $CLAIM_NAMESPACE/$CLAIM does not contain the name of a bucket under BUCKET_NAME"
  ;;
esac
storage=$(get '{.spec.storage}')
other=
for type in $TYPES; do
  case "$storage" in
  *"\"$type\":"*)
    if [ "$type" != "$FROM" ]; then
      fail "$config stores images on $type; copy the images that you need, and set spec.delivery.storageChange.from to $type to replace it"
    fi
    other=$type
    ;;
  esac
done
old=$(get '{.spec.storage.s3.bucket}')
endpoint=$(get '{.spec.storage.s3.regionEndpoint}')
state=$(get '{.spec.storage.managementState}')
if [ -n "$old" ] && [ "$old" != "$bucket" ] && [ "$FROM" != s3 ]; then
  if [ "$endpoint" = "$ENDPOINT" ] || [ "$state" != ` + openshift.Managed + ` ]; then
    fail "$config stores images in the bucket $old, and the claim $CLAIM_NAMESPACE/$CLAIM has the bucket $bucket; copy the images that you need, and set spec.delivery.storageChange.from to s3 to replace it"
  fi
fi
`

// copyScript copies the credentials if they differ.
const copyScript = `copied=$(oc get secret "$secret" --namespace ` + openshift.RegistryNamespace + ` --ignore-not-found --output 'jsonpath={.data.%[1]s} {.data.%[2]s}')
if [ "$copied" = "$keys" ]; then
  echo "the Secret $secret has the credentials of the claim; nothing to do"
else
  printf '{"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"` + openshift.RegistryNamespace + `","name":"%%s"},"data":{"%[1]s":"%%s","%[2]s":"%%s"}}' "$secret" "$1" "$2" |
    oc apply --server-side --force-conflicts --field-manager=` + desired.BucketSetup + ` --filename=-
fi
`

// writeScript replaces the whole storage with one patch, unless Config has it
// already. A value false can be absent, because the operator removes it. The apply
// does not change a value: it makes the Job an owner of the fields, so that they
// remain if the manifest of Config contained them before.
const writeScript = `now=$(get '{.spec.storage.managementState} {.spec.storage.s3.bucket} {.spec.storage.s3.region} {.spec.storage.s3.regionEndpoint} {.spec.storage.s3.trustedCA.name}')
extra=$(get '{.spec.storage.s3.encrypt}{.spec.storage.s3.virtualHostedStyle}{.spec.storage.s3.keyID}{.spec.storage.s3.chunkSizeMiB}{.spec.storage.s3.cloudFront}')
case "$extra" in
false | falsefalse) extra= ;;
esac
stanza="{\"managementState\":\"` + openshift.Unmanaged + `\",\"s3\":{\"bucket\":\"$bucket\",$STANZA}}"
if [ -z "$other$extra" ] && [ "$now" = "` + openshift.Unmanaged + ` $bucket $REGION $ENDPOINT $CA" ]; then
  echo "$config stores images in the bucket $bucket; nothing to do"
else
  oc patch "$config" --type=json --field-manager=` + desired.BucketSetup + ` --patch "[{\"op\":\"add\",\"path\":\"/spec/storage\",\"value\":$stanza}$OPERATIONS]"
fi
printf '{"apiVersion":"imageregistry.operator.openshift.io/v1","kind":"Config","metadata":{"name":"` + openshift.ClusterName + `"},"spec":{"storage":%s}}' "$stanza" |
  oc apply --server-side --force-conflicts --field-manager=` + desired.BucketSetup + ` --filename=-
`

// bucketJob generates the Job that prepares the bucket of a claim.
func bucketJob(state *desired.State) *Object {
	pod := bucketPod(state)
	c := pod.Spec.Containers[0]
	texts := []string{c.Image, c.Command[2]}
	for _, v := range c.Env {
		texts = append(texts, v.Name+"="+v.Value)
	}
	return inBucketStep(state, ocJob(hashed(desired.BucketSetup, texts...), pod, state.BucketJob.Origin))
}

// cronJob generates the CronJobs that copy changed credentials, and that end a change of
// the storage whose Job is gone.
func cronJob(state *desired.State) []*Object {
	var objects []*Object
	if j := state.BucketJob; j != nil && j.Schedule.Set {
		objects = append(objects, bucketCronJob(state))
	}
	if state.CopiesImages() {
		objects = append(objects, copyGuard(state))
	}
	return objects
}

func bucketCronJob(state *desired.State) *Object {
	j := state.BucketJob
	o := typed(openshift.CronJob, &batchv1.CronJob{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, desired.BucketSetup),
		Spec: batchv1.CronJobSpec{
			Schedule:          j.Schedule.Value,
			ConcurrencyPolicy: batchv1.ForbidConcurrent,
			JobTemplate:       batchv1.JobTemplateSpec{Spec: ocJobSpec(bucketPod(state))},
		},
	}, origins{
		"spec.schedule":          j.Schedule.Origin,
		"spec.concurrencyPolicy": byDefault("two runs would write the same objects"),
		"spec.jobTemplate":       j.Origin,
	})
	return inBucketStep(state, withoutEmptyMetadata(o))
}

// withoutEmptyMetadata removes the empty metadata of the template of a CronJob.
func withoutEmptyMetadata(o *Object) *Object {
	o.Fields = slices.DeleteFunc(o.Fields, func(f Field) bool { return slices.Equal(f.Path, []string{"spec", "jobTemplate", "metadata"}) })
	return o
}

// bucketPod returns the pod of the Job and of the CronJob.
func bucketPod(state *desired.State) corev1.PodTemplateSpec {
	j := state.BucketJob
	script := claimScript
	env := []corev1.EnvVar{
		{Name: "CLAIM", Value: state.Bucket.Name},
		{Name: "CLAIM_NAMESPACE", Value: state.Bucket.Namespace},
		{Name: "ATTEMPTS", Value: "48"}, // four minutes; the Job has ten
	}
	copying := fmt.Sprintf(copyScript, j.Keys[0], j.Keys[1])
	if !j.Storage {
		return podOf(desired.BucketSetup, j.Image.Value, script+copying, env)
	}
	script += storageScript + copying + writeScript
	return podOf(desired.BucketSetup, j.Image.Value, script, append(env, storageEnv(state)...))
}

// storageEnv returns the storage that the Job writes, without the name of the
// bucket.
func storageEnv(state *desired.State) []corev1.EnvVar {
	j := state.BucketJob
	o := newObject(openshift.Config, "", openshift.ClusterName)
	setStorage(o, state.Config.Storage)
	spec := o.Content()["spec"].(map[string]any)
	s3 := spec["storage"].(map[string]any)["s3"].(map[string]any)
	// The patch replaces all fields, so that the stanza inherits no true.
	delete(s3, "encrypt")
	text := func(key string) string { value, _ := s3[key].(string); return value }
	ca, _ := s3["trustedCA"].(map[string]any)["name"].(string)
	types := slices.DeleteFunc(openshift.StorageKeys(), func(key string) bool { return key == "s3" })
	return []corev1.EnvVar{
		{Name: "FROM", Value: j.From},
		{Name: "TYPES", Value: strings.Join(types, " ")},
		{Name: "ENDPOINT", Value: text("regionEndpoint")},
		{Name: "REGION", Value: text("region")},
		{Name: "CA", Value: ca},
		{Name: "STANZA", Value: strings.TrimSuffix(strings.TrimPrefix(compact(s3), "{"), "}")},
		{Name: "OPERATIONS", Value: operations(config(state)[0])},
	}
}

// trustedCA returns the name of the ConfigMap to which the storage refers.
func trustedCA(state *desired.State) string {
	o := newObject(openshift.Config, "", openshift.ClusterName)
	if state.Config.Storage != nil {
		setStorage(o, state.Config.Storage)
	}
	for _, f := range o.Fields {
		if slices.Equal(f.Path, []string{"spec", "storage", "s3", "trustedCA", "name"}) {
			name, _ := f.Value.(string)
			return name
		}
	}
	return ""
}

// operations returns the operations of a JSON patch for the fields with which the
// operator validates a new storage, each after a comma.
func operations(config *Object) string {
	desired, _ := config.Content()["spec"].(map[string]any)
	text := ""
	for _, field := range checkedWithStorage {
		if value, set := desired[field]; set {
			text += `,{"op":"add","path":` + strconv.Quote("/spec/"+field) + `,"value":` + compact(value) + `}`
		}
	}
	return text
}
