package argocd

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argoproj/argo-cd/v3/cmpserver/apiclient"
	"github.com/argoproj/argo-cd/v3/util/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPlugin runs Argo CD's plugin server with our plugin.yaml and sends it the
// requests of the repo server over gRPC.
func TestPlugin(t *testing.T) {
	client := serve(t)
	work := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	asked := 0

	generate := func(app string, env ...string) (*apiclient.ManifestResponse, error) {
		asked++
		stream, err := client.GenerateManifest(ctx)
		require.NoError(t, err)
		require.NoError(t, cmp.SendRepoStream(ctx, filepath.Join(work, app), work, stream, env, nil))
		return stream.CloseAndRecv()
	}
	matches := func(app string) bool {
		asked++
		stream, err := client.MatchRepository(ctx)
		require.NoError(t, err)
		require.NoError(t, cmp.SendRepoStream(ctx, filepath.Join(work, app), work, stream, nil, nil))
		answer, err := stream.CloseAndRecv()
		require.NoError(t, err)
		return answer.IsSupported
	}
	require.NoError(t, os.CopyFS(work, os.DirFS(filepath.Join(root(), "overlays"))))
	require.NoError(t, os.CopyFS(filepath.Join(work, "examples"), os.DirFS(filepath.Join(root(), "examples"))))

	// A kustomization of profiles generates the rendered manifests.
	for _, cluster := range []string{"aws-production", "odf-production", "vsphere-non-production"} {
		answer, err := generate("clusters/"+cluster, "ARGOCD_APP_PARAMETERS="+`[{"name": "cluster", "string": "`+cluster+`"}]`)
		require.NoError(t, err)
		files, err := filepath.Glob(filepath.Join(work, "rendered", cluster, "*.yaml"))
		require.NoError(t, err)
		assert.Len(t, answer.Manifests, len(files))
		for _, manifest := range answer.Manifests {
			assert.NotContains(t, manifest, "RegistryProfile")
		}
		assert.True(t, matches("clusters/"+cluster))
	}
	// One kustomization runs the function, and the function patches the
	// manifests of the other.
	for _, example := range []string{"aws-s3", "odf-ceph-rgw", "existing-manifests"} {
		answer, err := generate("examples/" + example)
		require.NoError(t, err)
		text, err := os.ReadFile(filepath.Join(root(), "examples", example, "expected.yaml"))
		require.NoError(t, err)
		assert.Len(t, answer.Manifests, strings.Count(string(text), "\n---\n")+1)
	}
	// The parameters.
	answer, err := generate("examples/aws-s3", "ARGOCD_APP_PARAMETERS="+`[{"name": "profile", "string": "profile.yaml"}, {"name": "release", "string": "4.20"}]`)
	require.NoError(t, err)
	assert.NotEmpty(t, answer.Manifests)
	_, err = generate("examples/aws-s3", "ARGOCD_APP_PARAMETERS="+`[{"name": "profile", "string": "../../secret.yaml"}]`)
	assert.ErrorContains(t, err, `parameter profile: "../../secret.yaml"`)

	// The plugin ignores folders of other tools, and reports mistakes.
	for _, folder := range []string{"argocd", "argocd/settings", "argocd/plugin", "rendered/odf-production"} {
		assert.False(t, matches(folder), folder)
	}
	assert.True(t, matches("acm/profiles"), "bases with profiles")
	_, err = generate("argocd/settings")
	assert.ErrorContains(t, err, "RegistryProfile")
	stream, err := client.GetParametersAnnouncement(ctx)
	require.NoError(t, err)
	require.NoError(t, cmp.SendRepoStream(ctx, filepath.Join(work, "clusters/aws-production"), work, stream, nil, nil))
	announced, err := stream.CloseAndRecv()
	require.NoError(t, err)
	var names []string
	for _, a := range announced.ParameterAnnouncements {
		names = append(names, a.Name)
	}
	assert.Equal(t, []string{"profile", "cluster", "release"}, names)
	fmt.Printf("proof: Argo CD's plugin server answers with our plugin: %d requests\n", asked+1)
}

// serve starts the plugin server with the plugin.yaml that the program prints.
func serve(t *testing.T) apiclient.ConfigManagementPluginServiceClient {
	t.Helper()
	program := filepath.Join(root(), "bin/registry-profile")
	plugin, err := exec.Command(program, "cmp", "plugin").Output()
	require.NoError(t, err)
	// The path of t.TempDir is too long for a socket.
	dir, err := os.MkdirTemp("", "cmp-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	config := strings.ReplaceAll(string(plugin), "- /registry-profile\n", "- "+program+"\n")
	require.NotEqual(t, string(plugin), config)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plugin.yaml"), []byte(config), 0o644))
	server := exec.Command(tool("argocd-cmp-server"), "--config-dir-path", dir)
	log, err := os.Create(filepath.Join(dir, "log"))
	require.NoError(t, err)
	server.Stdout, server.Stderr = log, log
	server.Env = append(os.Environ(), "ARGOCD_PLUGINSOCKFILEPATH="+dir, "ARGOCD_CMP_WORKDIR="+dir)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = server.Process.Kill() // it may have exited already
		_ = server.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Log(string(text))
		}
	})
	socket := filepath.Join(dir, "registry-profile.sock")
	for range 200 {
		if _, err = os.Stat(socket); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	require.NoError(t, err)
	closer, client, err := apiclient.NewConfigManagementPluginClientSet(socket).NewConfigManagementPluginClient()
	require.NoError(t, err)
	t.Cleanup(func() { closer.Close() })
	return client
}
