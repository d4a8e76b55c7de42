package importer

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/placeholder"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// rule describes how to read one field. The value of a field without a rule is
// used unchanged, and an empty value is ignored.
type rule struct {
	// whole fields are compared and copied as one value. The user chooses their
	// keys, and empty values in them are significant.
	whole bool
	// bare fields are significant even if they are empty.
	bare bool
	// retained fields remain in the profile even if they do not change an object.
	retained bool
	// ignored fields are written by a controller.
	ignored bool
	// preset is the value that the API server or the operator sets by default,
	// in its canonical form.
	preset any
	// canonical returns the form of a value that all equal values share.
	canonical func(any) any
}

// rules maps the whole path of a field to its rule. An asterisk matches any
// key. A key of the user, such as a label, never matches a field, because no rule
// has its path.
type rules map[string]rule

// of returns the rule for a key of the map at a path.
func (r rules) of(path, key string) rule {
	if found, ok := r[child(path, key)]; ok {
		return found
	}
	return r[path+".*"]
}

// child returns the path of a key. A key that looks like a path is enclosed in
// brackets.
func child(path, key string) string {
	switch {
	case strings.ContainsAny(key, ".[]"):
		return path + "[" + key + "]"
	case path == "":
		return key
	default:
		return path + "." + key
	}
}

// inList replaces the index in the path of a list element.
const inList = "[]"

// objectRules contains the rules for the fields of cluster objects.
var objectRules = map[schema.GroupVersionKind]rules{
	openshift.Config: {
		"spec.httpSecret":                       {ignored: true},
		"spec.observedConfig":                   {ignored: true},
		"spec.storage.ibmcos.location":          {ignored: true}, // the operator writes both
		"spec.storage.ibmcos.resourceGroupName": {ignored: true},
		"spec.logLevel":                         {preset: "Normal"},
		"spec.operatorLogLevel":                 {preset: "Normal"},
		"spec.rolloutStrategy":                  {preset: openshift.RollingUpdate},
		"spec.requests.read.maxWaitInQueue":     {canonical: duration, preset: "0s"},
		"spec.requests.write.maxWaitInQueue":    {canonical: duration, preset: "0s"},
		"spec.resources.limits.*":               {canonical: quantity},
		"spec.resources.requests.*":             {canonical: quantity},
		"spec.nodeSelector":                     {whole: true},
		"spec.affinity":                         {whole: true, bare: true},
		"spec.unsupportedConfigOverrides":       {whole: true},
		"spec.storage.*":                        {bare: true},
		"spec.storage.s3.cloudFront.duration":   {canonical: duration},
		"spec.storage.azure.networkAccess.type": {preset: "External"},
		"spec.storage.azure.cloudName":          {preset: "AzurePublicCloud"},
	},
	openshift.ImagePruner: {
		"spec.suspend":                      {preset: false},
		"spec.keepTagRevisions":             {preset: float64(openshift.KeepTagRevisions)},
		"spec.keepYoungerThanDuration":      {canonical: duration, preset: short(openshift.KeepYoungerThan)},
		"spec.successfulJobsHistoryLimit":   {preset: 3.0},
		"spec.failedJobsHistoryLimit":       {preset: 3.0},
		"spec.ignoreInvalidImageReferences": {bare: true, preset: true},
		"spec.logLevel":                     {preset: "Normal"},
		"spec.resources.limits.*":           {canonical: quantity},
		"spec.resources.requests.*":         {canonical: quantity},
		"spec.nodeSelector":                 {whole: true},
		"spec.affinity":                     {whole: true, bare: true},
	},
	openshift.PersistentVolumeClaim: {
		"spec.volumeMode":           {preset: "Filesystem"},
		"spec.resources.requests.*": {canonical: quantity},
		"spec.storageClassName":     {canonical: class},
		"spec.selector":             {whole: true},
		"spec.dataSource":           {canonical: source, whole: true},
		"spec.dataSourceRef":        {ignored: true}, // the API server copies dataSource
	},
	openshift.PersistentVolume: {
		"spec.capacity.*":                    {canonical: quantity},
		"spec.claimRef.apiVersion":           {ignored: true}, // the controller completes the reference
		"spec.claimRef.kind":                 {ignored: true},
		"spec.claimRef.resourceVersion":      {ignored: true},
		"spec.claimRef.uid":                  {ignored: true},
		"spec.csi.volumeAttributes":          {whole: true},
		"spec.nodeAffinity":                  {whole: true},
		"spec.persistentVolumeReclaimPolicy": {preset: "Retain"},
		"spec.volumeMode":                    {preset: "Filesystem"},
	},
	openshift.ObjectBucketClaim: {
		"spec.objectBucketName": {ignored: true},
		"spec.additionalConfig": {whole: true},
	},
	openshift.ExternalSecret: {
		"spec.target.creationPolicy": {ignored: true},
		"spec.target.deletionPolicy": {ignored: true},
		"spec.target.template":       {ignored: true},
		"spec.refreshPolicy":         {ignored: true},
		"spec.secretStoreRef.kind":   {preset: "SecretStore"},
		"spec.data":                  {canonical: references},
		"spec.refreshInterval":       {canonical: duration, preset: "1h"},
	},
	openshift.Certificate: {
		"spec.duration":        {canonical: duration},
		"spec.renewBefore":     {canonical: duration},
		"spec.issuerRef.group": {preset: "cert-manager.io"},
		"spec.issuerRef.kind":  {preset: "Issuer"},
	},
	openshift.ConfigMap: {
		"data.*": {canonical: bundle},
	},
}

// profileRules contains the rules for the fields in the spec of a profile.
var profileRules = sync.OnceValue(func() rules {
	r := rules{
		"openshift.version":                                        {retained: true},
		"openshift.platform":                                       {retained: true},
		"openshift.infrastructureTopology":                         {retained: true},
		"openshift.controlPlaneTopology":                           {retained: true},
		"openshift.managedBy":                                      {retained: true},
		"registry.nodeSelector":                                    {whole: true},
		"registry.tolerations":                                     {whole: true},
		"registry.affinity":                                        {whole: true, bare: true},
		"registry.topologySpreadConstraints":                       {whole: true},
		"registry.unsupportedConfigOverrides":                      {whole: true},
		"storage.pvc.create.labels":                                {whole: true},
		"storage.pvc.create.annotations":                           {whole: true},
		"storage.pvc.create.selector":                              {whole: true},
		"storage.cephFS.labels":                                    {whole: true},
		"storage.cephFS.annotations":                               {whole: true},
		"storage.cephRGW.additionalConfig":                         {whole: true},
		"storage.noobaa.additionalConfig":                          {whole: true},
		"credentials.existingSecret":                               {bare: true, retained: true},
		"credentials.objectBucketClaim":                            {bare: true},
		"credentials.objectBucketClaim.schedule":                   {retained: true}, // the objects of the Job are not compared
		"imagePruner.nodeSelector":                                 {whole: true},
		"storage.pvc.create.persistentVolume.nodeAffinity":         {whole: true},
		"storage.pvc.create.persistentVolume.csi.volumeAttributes": {whole: true},
		"imagePruner.tolerations":                                  {whole: true},
		"imagePruner.affinity":                                     {whole: true, bare: true},
		"access":                                                   {whole: true, retained: true},
	}
	for path, canonical := range map[string]func(any) any{
		"registry.requests.read.maxWaitInQueue":                duration,
		"registry.requests.write.maxWaitInQueue":               duration,
		"registry.resources.limits.*":                          quantity,
		"registry.resources.requests.*":                        quantity,
		"storage.pvc.create.size":                              quantity,
		"storage.pvc.create.persistentVolume.capacity":         quantity,
		"storage.cephFS.size":                                  quantity,
		"storage.s3.cloudFront.duration":                       duration,
		"storage.s3.cloudFront.externalSecret.refreshInterval": duration,
		"credentials.externalSecret.refreshInterval":           duration,
		"exposure.routes[].externalSecret.refreshInterval":     duration,
		"exposure.routes[].certificate.duration":               duration,
		"exposure.routes[].certificate.renewBefore":            duration,
		"trust.registries.certificates[].ca":                   bundle,
		"trust.storage.ca":                                     bundle,
		"imagePruner.keepYoungerThanDuration":                  duration,
		"imagePruner.resources.limits.*":                       quantity,
		"imagePruner.resources.requests.*":                     quantity,
	} {
		r[path] = rule{canonical: canonical}
	}
	for _, choice := range storage.All() {
		// Without the type, the profile would not set managementState and replicas.
		r["storage."+choice.Key] = rule{bare: true, retained: true}
	}
	return r
})

// duration returns a duration in its short form: 1h0m0s and 60m become 1h.
func duration(value any) any {
	text, _ := value.(string)
	if d, err := time.ParseDuration(text); err == nil {
		return short(d)
	}
	return value
}

// short formats a duration as Go does, without trailing zero units.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// quantity returns a quantity in the canonical form of Kubernetes: 1, "1" and
// 1000m are equal.
func quantity(value any) any {
	text, isText := value.(string)
	if number, ok := value.(float64); ok {
		text, isText = strconv.FormatFloat(number, 'f', -1, 64), true
	}
	if q, err := resource.ParseQuantity(text); isText && err == nil {
		return q.String()
	}
	return value
}

// bundle returns a certificate bundle with exactly one trailing line break, and a
// bundle with a placeholder unchanged.
func bundle(value any) any {
	if text, ok := value.(string); ok && text != "" && !placeholder.In(text) {
		return strings.TrimRight(text, "\n") + "\n"
	}
	return value
}

// references returns the data of an ExternalSecret without the defaults of its
// references.
func references(value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = copied(item)
		ref, _ := at(out[i], "remoteRef").(tree)
		for field, preset := range map[string]string{"conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None"} {
			if ref[field] == preset {
				delete(ref, field)
			}
		}
	}
	return out
}
