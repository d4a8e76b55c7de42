// Package registry runs a registry with the environment that the operator derives
// from the generated Configs.
package registry

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// Object is a decoded JSON object.
type Object = map[string]any

// Derivation states how the operator derives a variable of the registry's
// container. It does so in makePodTemplateSpec, and in ConfigEnv of the driver of
// each storage type.
type Derivation struct {
	// Stanza is the storage type, empty for a variable of all types.
	Stanza string
	// Path is the field, below spec for all types and below the stanza otherwise. It is
	// empty for a constant.
	Path string
	// Variable is the name of the variable, with which the registry overrides its
	// configuration file.
	Variable string
	// Value returns the value for that of the field, which is nil if it is not
	// set. The variable is omitted if the result is empty.
	Value func(field any, from Object) string
}

// Derivations are all derivations that matter to the registry. Older releases set
// REGISTRY_STORAGE_S3_VIRTUALHOSTEDSTYLE, the contrary of …_FORCEPATHSTYLE, for
// their fork of the registry.
var Derivations = []Derivation{
	{"", "", "REGISTRY_HTTP_ADDR", is(":5000")},
	{"", "", "REGISTRY_HTTP_NET", is("tcp")},
	{"", "", "REGISTRY_HTTP_TLS_CERTIFICATE", is("/etc/secrets/tls.crt")},
	{"", "", "REGISTRY_HTTP_TLS_KEY", is("/etc/secrets/tls.key")},
	{"", "", "REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR", is("inmemory")},
	{"", "", "REGISTRY_STORAGE_DELETE_ENABLED", is("true")},
	{"", "", "REGISTRY_HEALTH_STORAGEDRIVER_ENABLED", is("true")},
	{"", "", "REGISTRY_HEALTH_STORAGEDRIVER_INTERVAL", is("10s")},
	{"", "", "REGISTRY_HEALTH_STORAGEDRIVER_THRESHOLD", is("1")},
	{"", "", "REGISTRY_OPENSHIFT_QUOTA_ENABLED", is("true")},
	{"", "", "REGISTRY_OPENSHIFT_METRICS_ENABLED", is("true")},
	{"", "", "REGISTRY_OPENSHIFT_SERVER_ADDR", is("image-registry.openshift-image-registry.svc:5000")},
	{"", "httpSecret", "REGISTRY_HTTP_SECRET", text},
	{"", "logLevel", "REGISTRY_LOG_LEVEL", logLevel},
	{"", "readOnly", "REGISTRY_STORAGE_MAINTENANCE_READONLY", ifTrue("{enabled: true}")},
	{"", "disableRedirect", "REGISTRY_STORAGE_REDIRECT_DISABLE", ifTrue("true")},
	// Without the field, that of the cluster's proxy.
	{"", "proxy.http", "HTTP_PROXY", text},
	{"", "proxy.https", "HTTPS_PROXY", text},
	{"", "proxy.noProxy", "NO_PROXY", text},
	{"", "requests.read.maxRunning", "REGISTRY_OPENSHIFT_REQUESTS_READ_MAXRUNNING", limit("read", number)},
	{"", "requests.read.maxInQueue", "REGISTRY_OPENSHIFT_REQUESTS_READ_MAXINQUEUE", limit("read", number)},
	{"", "requests.read.maxWaitInQueue", "REGISTRY_OPENSHIFT_REQUESTS_READ_MAXWAITINQUEUE", limit("read", duration)},
	{"", "requests.write.maxRunning", "REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXRUNNING", limit("write", number)},
	{"", "requests.write.maxInQueue", "REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXINQUEUE", limit("write", number)},
	{"", "requests.write.maxWaitInQueue", "REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXWAITINQUEUE", limit("write", duration)},

	{"s3", "", "REGISTRY_STORAGE", is("s3")},
	{"s3", "bucket", "REGISTRY_STORAGE_S3_BUCKET", text},
	{"s3", "region", "REGISTRY_STORAGE_S3_REGION", text},
	{"s3", "regionEndpoint", "REGISTRY_STORAGE_S3_REGIONENDPOINT", text},
	{"s3", "encrypt", "REGISTRY_STORAGE_S3_ENCRYPT", boolean},
	{"s3", "keyID", "REGISTRY_STORAGE_S3_KEYID", text},
	{"s3", "chunkSizeMiB", "REGISTRY_STORAGE_S3_CHUNKSIZE", mebibytes},
	{"s3", "virtualHostedStyle", "REGISTRY_STORAGE_S3_FORCEPATHSTYLE", forcePathStyle},
	{"s3", "", "REGISTRY_STORAGE_S3_USEDUALSTACK", is("true")},
	{"s3", "", "REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH", is("/var/run/secrets/cloud/credentials")},
	{"s3", "cloudFront", "REGISTRY_MIDDLEWARE_STORAGE", cloudFront},

	{"ibmcos", "", "REGISTRY_STORAGE", is("s3")},
	{"ibmcos", "bucket", "REGISTRY_STORAGE_S3_BUCKET", text},
	{"ibmcos", "location", "REGISTRY_STORAGE_S3_REGION", text},
	{"ibmcos", "location", "REGISTRY_STORAGE_S3_REGIONENDPOINT", cosEndpoint},
	{"ibmcos", "", "REGISTRY_STORAGE_S3_ENCRYPT", is("false")},
	{"ibmcos", "", "REGISTRY_STORAGE_S3_FORCEPATHSTYLE", is("true")},
	{"ibmcos", "", "REGISTRY_STORAGE_S3_USEDUALSTACK", is("false")},
	{"ibmcos", "", "REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH", is("/var/run/secrets/cloud/credentials")},

	{"gcs", "", "REGISTRY_STORAGE", is("gcs")},
	{"gcs", "bucket", "REGISTRY_STORAGE_GCS_BUCKET", text},
	{"gcs", "", "REGISTRY_STORAGE_GCS_KEYFILE", is("/gcs/keyfile")},

	{"azure", "", "REGISTRY_STORAGE", is("azure")},
	{"azure", "container", "REGISTRY_STORAGE_AZURE_CONTAINER", text},
	{"azure", "accountName", "REGISTRY_STORAGE_AZURE_ACCOUNTNAME", text},
	{"azure", "cloudName", "REGISTRY_STORAGE_AZURE_REALM", azureRealm},

	{"swift", "", "REGISTRY_STORAGE", is("swift")},
	{"swift", "container", "REGISTRY_STORAGE_SWIFT_CONTAINER", text},
	{"swift", "authURL", "REGISTRY_STORAGE_SWIFT_AUTHURL", authURL},
	{"swift", "authVersion", "REGISTRY_STORAGE_SWIFT_AUTHVERSION", authVersion},
	{"swift", "domain", "REGISTRY_STORAGE_SWIFT_DOMAIN", text},
	{"swift", "domainID", "REGISTRY_STORAGE_SWIFT_DOMAINID", text},
	{"swift", "tenant", "REGISTRY_STORAGE_SWIFT_TENANT", text},
	{"swift", "tenantID", "REGISTRY_STORAGE_SWIFT_TENANTID", text},
	{"swift", "regionName", "REGISTRY_STORAGE_SWIFT_REGION", text},

	{"pvc", "", "REGISTRY_STORAGE", is("filesystem")},
	{"pvc", "", "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", is("/registry")},
	{"emptyDir", "", "REGISTRY_STORAGE", is("filesystem")},
	{"emptyDir", "", "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", is("/registry")},
}

// Elsewhere are the fields of a Config that no variable has, with their effect.
var Elsewhere = map[string]string{
	"managementState":           "whether the registry runs",
	"storage.managementState":   "whether the operator deletes the storage",
	"replicas":                  "the Deployment",
	"rolloutStrategy":           "the Deployment",
	"nodeSelector":              "the Deployment",
	"tolerations":               "the Deployment",
	"affinity":                  "the Deployment",
	"resources":                 "the Deployment",
	"topologySpreadConstraints": "the Deployment",
	"defaultRoute":              "a Route",
	"routes":                    "Routes",
	"operatorLogLevel":          "the log of the operator",
	"s3.trustedCA":              "the trust store of the pods",
	"s3.cloudFront":             "with the private key as a volume",
	"gcs.projectID":             "the creation of the bucket",
	"gcs.region":                "the creation of the bucket",
	"gcs.keyID":                 "the creation of the bucket",
	"azure.networkAccess":       "the storage account",
	"ibmcos.serviceInstanceCRN": "the creation of the bucket",
	"ibmcos.resourceKeyCRN":     "the credentials of the registry",
	"ibmcos.resourceGroupName":  "the creation of the bucket",
	"pvc.claim":                 "the volume",
}

// Derive returns the environment that the operator derives from the spec of a
// Config with one storage type, without credentials.
func Derive(spec Object) (map[string]string, error) {
	stanza, storage, err := stanzaOf(spec)
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	for _, d := range Derivations {
		from := spec
		switch d.Stanza {
		case "":
		case stanza:
			from = storage
		default:
			continue
		}
		if value := d.Value(at(from, d.Path), from); value != "" {
			env[d.Variable] = value
		}
	}
	return env, nil
}

func stanzaOf(spec Object) (string, Object, error) {
	storage, _ := spec["storage"].(Object)
	var found []string
	for key := range storage {
		if key != "managementState" {
			found = append(found, key)
		}
	}
	if len(found) != 1 {
		return "", nil, fmt.Errorf("exactly one storage type should be configured at the same time, got %d", len(found))
	}
	stanza, _ := storage[found[0]].(Object)
	return found[0], stanza, nil
}

func at(from Object, path string) any {
	var value any = from
	for _, key := range strings.Split(path, ".") {
		object, _ := value.(Object)
		value = object[key]
	}
	return value
}

func is(constant string) func(any, Object) string {
	return func(any, Object) string { return constant }
}

func text(field any, _ Object) string {
	if field == nil {
		return ""
	}
	return fmt.Sprint(field)
}

func boolean(field any, _ Object) string { return fmt.Sprint(field == true) }

func ifTrue(value string) func(any, Object) string {
	return func(field any, _ Object) string {
		if field != true {
			return ""
		}
		return value
	}
}

func logLevel(field any, _ Object) string {
	switch field {
	case "Debug", "Trace", "TraceAll":
		return "debug"
	}
	return "info"
}

// limit derives a limit for one kind of requests. Without numbers, there is none.
func limit(kind string, value func(any) string) func(any, Object) string {
	return func(field any, spec Object) string {
		if number(at(spec, "requests."+kind+".maxRunning")) == "0" && number(at(spec, "requests."+kind+".maxInQueue")) == "0" {
			return ""
		}
		return value(field)
	}
}

func number(field any) string {
	if field == nil {
		return "0"
	}
	return fmt.Sprint(field)
}

func duration(field any) string {
	d, err := time.ParseDuration(fmt.Sprint(field))
	if err != nil {
		d = 0
	}
	return d.String()
}

func mebibytes(field any, _ Object) string {
	n, ok := field.(float64)
	if !ok {
		return ""
	}
	return fmt.Sprint(int64(n) << 20)
}

func forcePathStyle(field any, _ Object) string { return fmt.Sprint(field != true) }

func cosEndpoint(field any, _ Object) string {
	if field == nil {
		return "" // from Infrastructure
	}
	return fmt.Sprintf("https://s3.%s.cloud-object-storage.appdomain.cloud", field)
}

// azureRealm returns the suffix of the endpoints of a cloud.
func azureRealm(field any, _ Object) string {
	return map[any]string{
		"AzurePublicCloud":       "core.windows.net",
		"AzureUSGovernmentCloud": "core.usgovcloudapi.net",
		"AzureChinaCloud":        "core.chinacloudapi.cn",
		"AzureGermanCloud":       "core.cloudapi.de",
	}[field]
}

func authVersion(field any, _ Object) string {
	if field == nil || field == "" {
		return "3"
	}
	return fmt.Sprint(field)
}

// authURL adds the version to a URL without a path.
func authURL(field any, swift Object) string {
	u, err := url.Parse(text(field, nil))
	if err != nil || u.Path != "" && u.Path != "/" {
		return text(field, nil)
	}
	return strings.TrimSuffix(u.String(), "/") + "/v" + authVersion(swift["authVersion"], nil)
}

func cloudFront(field any, _ Object) string {
	c, ok := field.(Object)
	if !ok {
		return ""
	}
	lifetime := "1200s"
	if d := duration(c["duration"]); d != "0s" {
		lifetime = d
	}
	out, err := yaml.Marshal([]Object{{"name": "cloudfront", "options": Object{
		"baseurl": c["baseURL"], "privatekey": "/etc/docker/cloudfront/private.pem", "keypairid": c["keypairID"],
		"duration": lifetime, "ipfilteredby": "none",
	}}})
	if err != nil {
		panic(err) // strings can always be encoded
	}
	return string(out)
}
