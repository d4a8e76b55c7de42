package repository_test

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/repository"
)

// TestUnpackStaysInside writes neither outside of the folder nor through links.
func TestUnpackStaysInside(t *testing.T) {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for _, h := range []tar.Header{
		{Name: "../escape.yaml", Typeflag: tar.TypeReg},
		{Name: "/absolute.yaml", Typeflag: tar.TypeReg},
		{Name: "a/../../up.yaml", Typeflag: tar.TypeReg},
		{Name: "link.yaml", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "dir", Typeflag: tar.TypeSymlink, Linkname: "/tmp"},
		{Name: "dir/below.yaml", Typeflag: tar.TypeReg},
		{Name: "namespaces/team/core/pods.yaml", Typeflag: tar.TypeReg},
		{Name: "namespaces/openshift-image-registry/core/pods.yaml", Typeflag: tar.TypeReg},
		{Name: "log.txt", Typeflag: tar.TypeReg},
		{Name: "mg/timestamp", Typeflag: tar.TypeReg},
		{Name: "namespaces/team/pods/image-registry-1/registry/registry/logs/current.log", Typeflag: tar.TypeReg},
		{Name: "namespaces/openshift-image-registry/pods/node-ca-x/node-ca/node-ca/logs/current.log", Typeflag: tar.TypeReg},
		{Name: "namespaces/openshift-image-registry/pods/image-registry-1/registry/registry/logs/current.log", Typeflag: tar.TypeReg},
	} {
		h.Mode = 0o777
		require.NoError(t, w.WriteHeader(&h))
	}
	require.NoError(t, w.Close())
	root := t.TempDir()
	file, dir := filepath.Join(root, "a.tar"), filepath.Join(root, "out")
	require.NoError(t, os.WriteFile(file, archive.Bytes(), 0o600))
	require.NoError(t, os.Mkdir(dir, 0o700))
	require.True(t, repository.Packed(file))
	require.NoError(t, repository.Unpack(file, dir))
	var found []string
	require.NoError(t, filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path != file {
			name, _ := filepath.Rel(dir, path)
			found = append(found, filepath.ToSlash(name))
		}
		return err
	}))
	assert.Equal(t, []string{"absolute.yaml", "dir/below.yaml", "mg/timestamp", "namespaces/openshift-image-registry/core/pods.yaml", "namespaces/openshift-image-registry/pods/image-registry-1/registry/registry/logs/current.log"}, found)
	info, err := os.Stat(filepath.Join(dir, "absolute.yaml"))
	require.NoError(t, err)
	assert.Zero(t, info.Mode()&0o077)
}
