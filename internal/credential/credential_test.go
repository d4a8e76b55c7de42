package credential_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/credential"
)

var key = "-----BEGIN RSA PRIVATE KEY-----\n" + strings.Repeat("MIIEvgIBADANBgkqhkiG9w0B\n", 6) + "-----END RSA PRIVATE KEY-----\n"

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// lines breaks a text into lines of a length.
func lines(text string, length int) string {
	var all []string
	for chunk := range slices.Chunk([]byte(text), length) {
		all = append(all, string(chunk))
	}
	return strings.Join(all, "\n  ")
}

// TestIn checks credentials, with the secret part that Redact removes.
func TestIn(t *testing.T) {
	for text, secret := range map[string]string{
		"key: AKIAQ3EGRJ5NZ7KDPL2M":           "AKIAQ3EGRJ5NZ7KDPL2M",
		"ASIAQ3EGRJ5NZ7KDPL2M":                "ASIAQ3EGRJ5NZ7KDPL2M",
		"GOOG1EXK5NZ7KDPL2MQ3EGRJ5NZ7KDPL2MQ": "GOOG1EXK5NZ7KDPL2MQ3EGRJ5NZ7KDPL2MQ",
		"-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIKx\n-----END EC PRIVATE KEY-----":                       "MHcCAQEEIKx",
		`{"private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG\n-----END PRIVATE KEY-----"}`: "MIIEvgIBADANBgkqhkiG",
		"https://a/b?X-Amz-Date=1&X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0":                       "fe5f80f77d5fa3beca038a248ff027d0",
		"https://a/b?X-Goog-Signature=fe5f80f77d5fa3beca038a248ff027d0":                                   "fe5f80f77d5fa3beca038a248ff027d0",
		"https://a/b?sv=2022-11-02&sig=Zm9vYmFyYmF6cXV4MTIzNDU2%3D":                                       "Zm9vYmFyYmF6cXV4MTIzNDU2%3D",
		"https://a/b?Expires=1&Signature=Zm9vYmFyYmF6cXV4MTIz&Key-Pair-Id=K2JC":                           "Zm9vYmFyYmF6cXV4MTIz",
		"https://robot:hunter2@git.example.com/a":                                                         "hunter2",
		"AccountKey=" + strings.Repeat("aB3d", 21) + "xy==;":                                              strings.Repeat("aB3d", 21) + "xy==",
		"sha256~" + strings.Repeat("aB3", 14) + "x":                                                       strings.Repeat("aB3", 14),
		`{"auths": {"quay.io": {"auth": "cm9ib3Q6aHVudGVyMg=="}}}`:                                        "cm9ib3Q6aHVudGVyMg==",
		"--from-literal=REGISTRY_STORAGE_S3_SECRETKEY=wJalrXUtnFEMI7MDENGbPxRfiCYzz":                      "wJalrXUtnFEMI7MDENGbPxRfiCYzz",
		"cos_hmac_keys: {secret_access_key: 0123456789abcdef0123456789abcdef0123456789abcdef}":            "0123456789abcdef0123456789abcdef",
		"Authorization: Bearer q7Rt2Kx9Zp4Lm8Nv3Wc6Yb1Hs5Df0Gj":                                           "q7Rt2Kx9Zp4Lm8Nv3Wc6Yb1Hs5Df0Gj",
		`curl -H "authorization: bearer q7Rt2Kx9Zp4Lm8Nv3Wc6"`:                                            "q7Rt2Kx9Zp4Lm8Nv3Wc6",
		"Authorization: Basic cm9ib3Q6aHVudGVyMg==":                                                       "cm9ib3Q6aHVudGVyMg",
		encoded("AKIAQ3EGRJ5NZ7KDPL2M:abcd"):                                                              encoded("AKIAQ3EGRJ5NZ7KDPL2M:abcd"),
		"a=" + encoded("AKIAQ3EGRJ5NZ7KDPL2M:abcd"):                                                       encoded("AKIAQ3EGRJ5NZ7KDPL2M:abcd"),
		"key: " + encoded(key) + "\nother: x":                                                             encoded(key),
		lines(encoded(key), 64):                                                                           encoded(key)[64:120],
		lines(encoded(key), 64) + "\nother: x":                                                            encoded(key)[64:120],
		encoded(`{"auths": {"quay.io": {"auth": "cm9ib3Q6aHVudGVyMg=="}}}`):                               encoded(`{"auths": {"quay.io": {`),
		encoded(encoded("https://robot:hunter2@git.example.com/a")):                                       encoded("aHR0cHM6Ly9yb2Jv"),
		`{"user": "robot", "password": "hunter2"}`:                                                        "hunter2",
		`{"password":"a\"hunter2"}`:                                                                       "hunter2",
		`{"registry.example.com":{"username":"a","password":"hunter2"}}`:                                  "hunter2",
		`{"data":"{\"client_secret\":\"hun\\u0026ter2\"}"}`:                                               "ter2",
		`{"stringData":{"api-token":"q7Rt2Kx9Zp4Lm8Nv3Wc6"}}`:                                             "q7Rt2Kx9Zp4Lm8Nv3Wc6",
		"AKIAQ3EGRJ5NZ7KDPL2M https://a:AKIAQ3EGRJ5NZ7KDPL2M@b":                                           "AKIAQ3EGRJ5NZ7KDPL2M",
	} {
		assert.NotEmpty(t, credential.In(text), text)
		assert.NotContains(t, credential.Redact(text), secret)
		assert.Empty(t, credential.In(credential.Redact(text)), credential.Redact(text))
	}
}

func TestNotIn(t *testing.T) {
	for _, text := range []string{
		"", "images", "AKIAIOSFODNN7EXAMPLE", "AKIAXXXXXXXXXXXXXXXX", "XASIAQ3EGRJ5NZ7KDPL2M", "ASIAQ3EG",
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
		"-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n${KEY}\n-----END PRIVATE KEY-----",
		"https://s3.example.com", "https://registry:5000/a@b", "ssh://git@git.example.com", "https://u:${PASSWORD}@a", "https://u:$(PASSWORD)@a",
		"docker://registry:5000@sha256:0123", "https://u:<password>@a", "https://a/b?sig=short", "https://a/b?X-Amz-Signature=${signature}",
		"REGISTRY_STORAGE_S3_SECRETKEY=$(oc get secret a)", "secretKey: REGISTRY_STORAGE_S3_SECRETKEY", "secretkey: registry-credentials-for-prod",
		`{"auths": {"quay.io": {"auth": "<base64>"}}}`, "sha512-" + strings.Repeat("aB3d", 21) + "xy==",
		"e83c5163316f89bfbde7d9ab23ca2e25604af290",
		encoded("a plain text that mentions a password and a token, and AKIA"), encoded("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"),
		encoded(`{"password": ""}`), encoded("https://s3.example.com/images?region=a"), encoded("AKIAIOSFODNN7EXAMPLE:secret"),
		`{"password": ""}`, `{"password": "${PASSWORD}"}`, `{"password": "<password>"}`, `{"password": "{{ .password }}"}`, `{"password": "changeme"}`,
		`{"passwordSecretRef": "registry"}`, `{"secretKey": "accesskey"}`, `{"secretKey": "password"}`, `{"token": "registry-token"}`, `{"password": null}`,
		`{"properties": {"password": "string"}}`, `{"password": "Password"}`, `{"password": "The password of the robot"}`, `{"tokenFile": "/etc/token"}`,
		`{\"password\":\"\"}`, `{\"secretKey\":\"tls.key\"}`, `{"remoteRef": {"key": "a", "property": "password"}}`,
		"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "quay.io/a@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"123e4567-e89b-12d3-a456-426614174000", "Bearer tokens are required", "Authorization: Bearer $(oc whoami -t)", "Authorization: Bearer ${TOKEN}",
		"Authorization: Bearer <token>", "WWW-Authenticate: Bearer realm=https://registry.example.com/openshift/token", "Basic authentication", "basic settings of the registry",
		"Authorization: Basic $(echo -n a | base64)", "Bearer authenticationOfServiceAccounts",
	} {
		assert.Empty(t, credential.In(text), text)
		assert.Equal(t, text, credential.Redact(text))
	}
}

func TestReal(t *testing.T) {
	for _, text := range []string{"hunter2", "a", "wJalrXUtnFEMI", "-----BEGIN PRIVATE KEY-----\nMIIE", "xy", "p@ss", "password", "none-of-us"} {
		assert.True(t, credential.Real(text), text)
	}
	for _, text := range []string{
		"", " ", "changeme", "CHANGE_ME", "REPLACE_ME", "<your-key>", "<path:kv/data/a#key>", "{{ .key }}", "${KEY}", "$(KEY)", "$KEY",
		"ENC[AES256_GCM,data:a]", "your-secret-key", "xxxxxxxx", "***", "REDACTED", "vault:secret/data/a#b", "op://vault/item", "AWS_SECRET_ACCESS_KEY",
		"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AKIAIOSFODNN7EXAMPLE", "@PASSWORD@",
	} {
		assert.False(t, credential.Real(text), text)
	}
}

func TestNamed(t *testing.T) {
	for _, key := range []string{"password", "example.com/token", "secretKey", "REGISTRY_STORAGE_S3_SECRETKEY", "AWS_SECRET_ACCESS_KEY", "accountKey", "client-secret", "restuserkey", "REGISTRY_HTTP_SECRET"} {
		assert.True(t, credential.Named(key), key)
	}
	for _, key := range []string{"csi.storage.k8s.io/provisioner-secret-name", "passwordSecretName", "tokenFile", "kmsKeyId", "encryptionKey", "team", "key"} {
		assert.False(t, credential.Named(key), key)
	}
	assert.False(t, credential.Value("true"))
	assert.False(t, credential.Value("10m"))
	assert.False(t, credential.Value("/etc/token"))
	assert.True(t, credential.Value("hunter2"))
}

func TestRedactValue(t *testing.T) {
	for _, test := range []struct {
		key         string
		value, want any
	}{
		{"metadata.annotations.example.com/password", "hunter2", "***"},
		{"metadata.annotations.example.com/password", "${PASSWORD}", "${PASSWORD}"},
		{"spec.data[0].secretKey", "accesskey", "accesskey"},
		{"spec.proxy.http", "http://u:p@ss/word@proxy:3128", "http://***@proxy:3128"},
		{"spec.proxy.https", "u:p@proxy:3128", "***@proxy:3128"},
		{"spec.proxy.https", "http://proxy:3128", "http://proxy:3128"},
		{"spec.tokens", "a", "a"},
		{"", "see https://robot@git.example.com/a", "see https://***@git.example.com/a"},
		{"", []any{"https://u:p@a", 1}, []any{"https://***@a", 1}},
		{"", []string{"https://u:p@a"}, []string{"https://***@a"}},
		{"", map[string]any{"AKIAQ3EGRJ5NZ7KDPL2M": true, "token": "a", "env": []any{map[string]any{"name": "PASSWORD", "value": "hunter2"}}},
			map[string]any{"***": true, "token": "***", "env": []any{map[string]any{"name": "PASSWORD", "value": "***"}}}},
		{"", map[string]string{"a": "AKIAQ3EGRJ5NZ7KDPL2M"}, map[string]any{"a": "***"}},
		{"", 3, 3},
	} {
		assert.Equal(t, test.want, credential.RedactValue(test.key, test.value))
	}
}
