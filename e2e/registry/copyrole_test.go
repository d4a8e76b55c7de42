package registry

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	byRole   = " by role" // suffix of the types of stores
	awsStore = "s3.us-east-1.amazonaws.com"
	awsSTS   = "sts.us-east-1.amazonaws.com"
	googSTS  = "sts.googleapis.com"

	// The credentials as the cloud credential operator writes them.
	awsRole = "[default]\nsts_regional_endpoints = regional\nrole_arn = arn:aws:iam::123456789012:role/registry\nweb_identity_token_file = /var/run/secrets/openshift/serviceaccount/token\n"
	// The impersonation of an account of Google is left out.
	googRole = `{"type": "external_account", "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a/providers/a", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://` + googSTS + `/v1/token", "credential_source": {"file": "/var/run/secrets/openshift/serviceaccount/token", "format": {"type": "text"}}}`
)

// TestCopyCloudRole copies with the credentials of a cloud role, to a store and from it.
// The account of the Job exchanges a token of the account of the registry for keys.
func TestCopyCloudRole(t *testing.T) {
	needs(t, "busybox")
	pairs := [][2]string{{"pvc", "s3"}, {"s3", "pvc"}}
	if full() {
		pairs = append(pairs, [][2]string{{"pvc", "gcs"}, {"gcs", "pvc"}}...)
	}
	hosts := map[string]string{"s3": awsSTS, "gcs": googSTS}
	for _, pair := range pairs {
		t.Run(pair[0]+" to "+pair[1], func(t *testing.T) {
			from, to, cloud := pair[0], pair[1]+byRole, pair[1]
			if pair[1] == "pvc" {
				from, to, cloud = pair[0]+byRole, pair[1], pair[0]
			}
			s := newSite(t, from, to, nil)
			s.images.fill(t, 3, 50<<10)
			s.succeeds(t)
			assert.NotZero(t, s.proxy.Requests(hosts[cloud]), "no role was assumed")
			proof(t, "cloud role: copied from %s to %s with a token of the service account registry", from, to)
		})
	}
	t.Run("without cloudRole", func(t *testing.T) {
		s := newSite(t, "s3"+byRole, "pvc", func(profile Object) {
			delete(at(profile, "spec.delivery.storageChange.copy").(Object), "cloudRole")
		})
		s.images.fill(t, 1, 20<<10)
		s.fails(t, s.jobPod(false), "are those of a cloud role; set spec.delivery.storageChange.copy.cloudRole", "")
		proof(t, "cloud role without cloudRole: stopped before any change")
	})
}

// assumeRole simulates the token services of AWS and Google: they give the keys of a store
// to a token of the account of the registry for the audience of the cloud.
func (s *site) assumeRole(t *testing.T, st *store) {
	t.Helper()
	host, key := awsSTS, "credentials"
	if st.kind == "gcs" {
		host, key = googSTS, "service_account.json"
	}
	s.hosts[host] = (&world{}).terminate(t, s.ca, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.PostFormValue("WebIdentityToken") + r.PostFormValue("subject_token")
		review, err := controlPlane.Create(Object{
			"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "metadata": Object{"name": "any"},
			"spec": Object{"token": token, "audiences": []any{"openshift"}},
		})
		user := at(review, "status.user.username")
		if err != nil || user != "system:serviceaccount:"+registryNamespace+":registry" {
			http.Error(w, fmt.Sprint("AccessDenied ", user, err), http.StatusForbidden)
			return
		}
		if st.kind == "gcs" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"access_token": "test", "issued_token_type": "urn:ietf:params:oauth:token-type:access_token", "token_type": "Bearer", "expires_in": 3600}`)
			return
		}
		type credentials struct {
			AccessKeyID     string `xml:"AccessKeyId"`
			SecretAccessKey string
			SessionToken    string
			Expiration      string
		}
		answer := struct {
			XMLName     xml.Name    `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleWithWebIdentityResponse"`
			Credentials credentials `xml:"AssumeRoleWithWebIdentityResult>Credentials"`
		}{Credentials: credentials{st.access, st.secret, "session", time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}}
		_ = xml.NewEncoder(w).Encode(answer)
	}), host)
	_, err := controlPlane.Apply(namespaced("ServiceAccount", registryNamespace, "registry"), "operator")
	require.NoError(t, err)
	secret := namespaced("Secret", registryNamespace, cloudSecret)
	secret["stringData"] = Object{key: st.roleText()}
	s.apply(t, secret)
	t.Cleanup(func() { require.NoError(t, controlPlane.Delete(secret)) })
}

// roleText is the text of the credentials that name the cloud role.
func (st *store) roleText() string {
	if st.kind == "gcs" {
		return googRole
	}
	return awsRole
}

// role returns the store with the credentials of a cloud role, or nil.
func (s *site) role() *store {
	for _, st := range []*store{s.old, s.new} {
		if st.role {
			return st
		}
	}
	return nil
}
