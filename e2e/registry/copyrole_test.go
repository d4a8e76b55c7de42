package registry

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	awsStore = "s3.us-east-1.amazonaws.com"
	roleFile = "[default]\nsts_regional_endpoints = regional\nrole_arn = arn:aws:iam::123456789012:role/registry\nweb_identity_token_file = /var/run/secrets/openshift/serviceaccount/token\n"
)

// TestCopyCloudRole copies with the credentials of a cloud role, to a store and from it.
// The account of the Job exchanges a token of the account of the registry for keys.
func TestCopyCloudRole(t *testing.T) {
	needs(t, "busybox")
	for _, pair := range [][2]string{{"pvc", "role"}, {"role", "pvc"}} {
		t.Run(pair[0]+" to "+pair[1], func(t *testing.T) {
			s := newSite(t, pair[0], pair[1], nil)
			s.images.fill(t, 3, 50<<10)
			s.succeeds(t)
			assert.NotZero(t, s.proxy.Requests("sts.us-east-1.amazonaws.com"), "no role was assumed")
			proof(t, "cloud role: copied from %s to %s with a token of the service account registry", pair[0], pair[1])
		})
	}
	t.Run("without cloudRole", func(t *testing.T) {
		s := newSite(t, "role", "pvc", func(profile Object) {
			delete(at(profile, "spec.delivery.storageChange.copy").(Object), "cloudRole")
		})
		s.images.fill(t, 1, 20<<10)
		s.fails(t, s.jobPod(false), "are those of a cloud role; set spec.delivery.storageChange.copy.cloudRole", "")
		proof(t, "cloud role without cloudRole: stopped before any change")
	})
}

// assumeRole simulates the security token service of AWS: it gives the keys of a store
// to a token of the account of the registry for the audience of the cloud.
func (s *site) assumeRole(t *testing.T, st *store) {
	t.Helper()
	const host = "sts.us-east-1.amazonaws.com"
	s.hosts[host] = (&world{}).terminate(t, s.ca, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		review, err := controlPlane.Create(Object{
			"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "metadata": Object{"name": "any"},
			"spec": Object{"token": r.PostFormValue("WebIdentityToken"), "audiences": []any{"openshift"}},
		})
		user := at(review, "status.user.username")
		if err != nil || user != "system:serviceaccount:"+registryNamespace+":registry" || r.PostFormValue("RoleArn") == "" {
			http.Error(w, fmt.Sprint("AccessDenied ", user, err), http.StatusForbidden)
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
	secret["stringData"] = Object{"credentials": roleFile}
	s.apply(t, secret)
	t.Cleanup(func() { require.NoError(t, controlPlane.Delete(secret)) })
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
