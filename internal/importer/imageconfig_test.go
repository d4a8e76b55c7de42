package importer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// imageOf returns an image.config as oc prints it, with a spec in flow style.
func imageOf(spec string) string {
	return `---
apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
  uid: never-read
  managedFields:
  - {manager: oc, operation: Update, apiVersion: config.openshift.io/v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:registrySources": {}}}}
spec: ` + spec + `
status: {internalRegistryHostname: never-read, externalRegistryHostnames: [never-read], imageStreamImportMode: Legacy}
`
}

// TestImportImageConfig imports image.config. The profile has the fields of its spec
// that it can set, and none that only the operator writes.
func TestImportImageConfig(t *testing.T) {
	for name, tt := range map[string]struct {
		version, spec string
		want          any
		notes         []string
	}{
		"all fields": {
			"4.21",
			"{registrySources: {allowedRegistries: [quay.io], blockedRegistries: [docker.io], insecureRegistries: ['*.example.com'], containerRuntimeSearchRegistries: [quay.io]}, allowedRegistriesForImport: [{domainName: quay.io}, {domainName: '*', insecure: false}], externalRegistryHostnames: [a.example.com], imageStreamImportMode: PreserveOriginal}",
			object{
				"registrySources": object{
					"allowedRegistries": []any{"quay.io"}, "blockedRegistries": []any{"docker.io"},
					"insecureRegistries": []any{"*.example.com"}, "containerRuntimeSearchRegistries": []any{"quay.io"},
				},
				"allowedRegistriesForImport": []any{object{"domainName": "quay.io"}, object{"domainName": "*", "insecure": false}},
				"externalRegistryHostnames":  []any{"a.example.com"}, "imageStreamImportMode": "PreserveOriginal",
			}, nil,
		},
		"the defaults":             {"4.21", "{additionalTrustedCA: {name: ''}, registrySources: {}, imageStreamImportMode: ''}", nil, nil},
		"an empty spec":            {"4.16", "{}", nil, nil},
		"empty lists":              {"4.16", "{registrySources: {allowedRegistries: []}, allowedRegistriesForImport: [], externalRegistryHostnames: []}", nil, nil},
		"a field of a new release": {"4.16", "{imageStreamImportMode: Legacy, externalRegistryHostnames: [a]}", object{"externalRegistryHostnames": []any{"a"}}, []string{"imageStreamImportMode"}},
		"one invalid entry":        {"4.16", "{registrySources: {allowedRegistries: [quay.io, 'https://docker.io'], insecureRegistries: [a]}}", object{"registrySources": object{"insecureRegistries": []any{"a"}}}, []string{"registrySources.allowedRegistries"}},
		"an unreadable list":       {"4.16", "{registrySources: {blockedRegistries: {a: b}}, externalRegistryHostnames: [a]}", object{"externalRegistryHostnames": []any{"a"}}, []string{"registrySources.blockedRegistries.a"}},
	} {
		t.Run(name, func(t *testing.T) {
			nodes, err := krm.ReadDocuments([]byte(config("{managementState: Managed, replicas: 2, storage: {managementState: Unmanaged, s3: {bucket: images, region: eu-west-1}}}") + imageOf(tt.spec)))
			require.NoError(t, err)
			imported, err := importer.Import(nodes, importer.Options{Version: tt.version, Platform: "AWS"})
			require.NoError(t, err)
			var document object
			require.NoError(t, sigsyaml.Unmarshal(imported.Text, &document))
			assert.Equal(t, tt.want, document["spec"].(object)["imageConfig"], string(imported.Text))
			assert.NotContains(t, document["spec"], "trust")
			assert.NotContains(t, string(imported.Text), "never-read")
			var notes []string
			for _, path := range tt.notes {
				notes = append(notes, "Image/cluster: spec."+path+": not supported by RegistryProfile; it remains unchanged on the cluster")
			}
			assert.Equal(t, notes, imported.Notes)
		})
	}
}
