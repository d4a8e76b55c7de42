package fleet_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// marked returns an object in namespace ns with a provenance annotation.
func marked(name, mark string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n  namespace: ns\n  annotations:\n    registryprofile.dev/provenance: " + mark + "\n"
}

func TestCompare(t *testing.T) {
	const fresh = "kind: A\n"
	tests := map[string]struct {
		existing       string
		files          []string // desired files, with the content fresh
		whole          bool
		changed, stale []string
	}{
		"no files exist":           {"", []string{"prod/a.yaml", "test/a.yaml"}, true, []string{"prod/a.yaml", "test/a.yaml"}, nil},
		"all files exist":          {"-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, nil},
		"another content":          {"-- prod/a.yaml --\n" + fresh + "x: y\n", []string{"prod/a.yaml"}, true, []string{"prod/a.yaml"}, nil},
		"a removed object":         {"-- prod/b.yaml --\n" + marked("b", "prod created ConfigMap/ns/b"), []string{"prod/a.yaml"}, false, []string{"prod/a.yaml"}, []string{"prod/b.yaml"}},
		"a renamed object":         {"-- prod/b.yaml --\n" + marked("c", "prod created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, nil},
		"an object of another one": {"-- prod/b.yaml --\n" + marked("b", "test created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, nil},
		"a patched object":         {"-- prod/b.yaml --\n" + marked("b", "prod patched ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, nil},
		"unmanaged files":          {"-- prod/b.yaml --\nkind: B\n-- prod/c.yaml --\n- x\n-- prod/d.yaml --\n\t{\n-- prod/e.yaml --\n-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, nil},
		"a removed step":           {"-- prod_storage-change/b.yaml --\n" + marked("b", "prod created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, false, nil, []string{"prod_storage-change/b.yaml"}},
		"a removed cluster":        {"-- old/b.yaml --\n" + marked("b", "old created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, []string{"old/b.yaml"}},
		"another cluster":          {"-- old/b.yaml --\n" + marked("b", "old created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, false, nil, nil},
		"a similar cluster name":   {"-- prod-2/b.yaml --\n" + marked("b", "prod-2 created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, false, nil, nil},
		"another depth or suffix":  {"-- b.yaml --\n" + marked("b", "prod created ConfigMap/ns/b") + "-- prod/x/b.yaml --\n" + marked("b", "prod created ConfigMap/ns/b") + "-- prod/b.txt --\n" + marked("b", "prod created ConfigMap/ns/b") + "-- prod/a.yaml --\n" + fresh, []string{"prod/a.yaml"}, true, nil, nil},
		"a desired marked file":    {"-- prod/b.yaml --\n" + marked("b", "prod created ConfigMap/ns/b"), []string{"prod/b.yaml"}, true, []string{"prod/b.yaml"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := map[string][]byte{}
			for _, path := range test.files {
				files[path] = []byte(fresh)
			}
			dir := folder(t, test.existing)
			before := contents(t, dir)
			state, err := fleet.Folder{Path: dir, Files: files, Whole: test.whole}.Compare()
			require.NoError(t, err)
			assert.Equal(t, fleet.State{Changed: test.changed, Stale: test.stale}, state)
			assert.Equal(t, before, contents(t, dir), "Compare changes nothing")
		})
	}
}

// TestCompareSelects requires that the files of clusters that are not selected are
// never stale.
func TestCompareSelects(t *testing.T) {
	dir := folder(t, "-- old/b.yaml --\n"+marked("b", "old created ConfigMap/ns/b")+"-- other/b.yaml --\n"+marked("b", "other created ConfigMap/ns/b")+
		"-- other_step/b.yaml --\n"+marked("b", "other created ConfigMap/ns/b"))
	for selected, stale := range map[string][]string{"old": {"old/b.yaml"}, "other": {"other/b.yaml", "other_step/b.yaml"}, "prod": nil} {
		state, err := fleet.Folder{Path: dir, Whole: true, Selects: func(cluster string) bool { return cluster == selected }}.Compare()
		require.NoError(t, err)
		assert.Equal(t, stale, state.Stale, selected)
	}
}

// TestCompareFails checks that an unreadable file is not treated as missing.
func TestCompareFails(t *testing.T) {
	dir := folder(t, "-- prod/a.yaml/x --\n")
	_, err := fleet.Folder{Path: dir, Files: map[string][]byte{"prod/a.yaml": nil}}.Compare()
	assert.Error(t, err, "a folder where a file belongs")
	_, err = fleet.Folder{Path: dir, Files: map[string][]byte{"prod/b.yaml": nil}}.Compare()
	assert.Error(t, err, "a folder where a rendered file may be")
}

// TestWriteAndPrune updates a folder and checks that it then has no difference.
func TestWriteAndPrune(t *testing.T) {
	dir := folder(t, "-- prod/a.yaml --\n"+marked("a", "prod created ConfigMap/ns/a")+"-- prod/same.yaml --\nsame\n-- prod/mine.yaml --\nmine\n"+
		"-- prod/b.yaml --\n"+marked("b", "prod created ConfigMap/ns/b")+"-- old/b.yaml --\n"+marked("b", "old created ConfigMap/ns/b")+
		"-- left/mine.yaml --\nmine\n-- left/b.yaml --\n"+marked("b", "left created ConfigMap/ns/b"))
	f := fleet.Folder{Path: dir, Whole: true, Files: map[string][]byte{
		"prod/a.yaml": []byte("new\n"), "prod/same.yaml": []byte("same\n"), "test/a.yaml": []byte("first\n"),
	}}
	same := filepath.Join(dir, "prod/same.yaml")
	before, err := os.Stat(same)
	require.NoError(t, err)
	state, err := f.Compare()
	require.NoError(t, err)
	require.NoError(t, f.Write(state))
	require.NoError(t, f.Prune(state))

	assert.Equal(t, map[string]string{
		"prod/a.yaml": "new\n", "prod/same.yaml": "same\n", "prod/mine.yaml": "mine\n", "test/a.yaml": "first\n", "left/mine.yaml": "mine\n",
	}, contents(t, dir), "without temporary files")
	assert.NoDirExists(t, filepath.Join(dir, "old"))
	after, err := os.Stat(same)
	require.NoError(t, err)
	assert.True(t, os.SameFile(before, after), "unchanged files are not written")
	again, err := f.Compare()
	require.NoError(t, err)
	assert.Empty(t, again)
}

// TestWriteFails checks that a failed write does not change the folder.
func TestWriteFails(t *testing.T) {
	dir := folder(t, "-- prod/a.yaml/x --\nx\n-- file --\nx\n")
	before := contents(t, dir)
	for _, path := range []string{"prod/a.yaml", "file/a.yaml"} {
		f := fleet.Folder{Path: dir, Files: map[string][]byte{path: []byte("new")}}
		assert.Error(t, f.Write(fleet.State{Changed: []string{path}}), path)
	}
	assert.Error(t, fleet.Folder{Path: dir}.Prune(fleet.State{Stale: []string{"missing/a.yaml"}}))
	assert.Equal(t, before, contents(t, dir))
}

// TestCompareForeign checks which existing files are replaced.
func TestCompareForeign(t *testing.T) {
	fresh := marked("a", "prod created ConfigMap/ns/a") + "data: {a: b}\n"
	conflict := "<<<<<<< HEAD\n" + marked("a", "prod created ConfigMap/ns/a") + "=======\n" + fresh + ">>>>>>> x\n"
	for name, test := range map[string]struct {
		existing string
		replaced bool
	}{
		"rendered before":             {marked("a", "prod created ConfigMap/ns/a"), true},
		"rendered for another":        {marked("b", "test created ConfigMap/ns/b"), true},
		"a merge conflict":            {conflict, true},
		"empty":                       {"\n", true},
		"the object, not annotated":   {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ns}\n", true},
		"another object":              {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: ns}\n", false},
		"the object in another space": {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", false},
		"text":                        {"notes\n", false},
		"no YAML":                     {"\t{\n", false},
		"values":                      {"a: b\n", false},
	} {
		f := fleet.Folder{Path: folder(t, "-- prod/a.yaml --\n"+test.existing), Files: map[string][]byte{"prod/a.yaml": []byte(fresh)}}
		state, err := f.Compare()
		if !test.replaced {
			assert.ErrorContains(t, err, filepath.Join(f.Path, "prod/a.yaml"), name)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, []string{"prod/a.yaml"}, state.Changed, name)
	}
}

// TestLinks checks that nothing is read, written or removed through a link out of the
// folder.
func TestLinks(t *testing.T) {
	old := marked("b", "prod created ConfigMap/ns/b")
	for name, test := range map[string]struct{ link, target string }{
		"a cluster":          {"out/prod", "../else/prod"},
		"an absolute target": {"out/prod", ""},
		"a missing target":   {"out/prod", "../missing"},
		"a file":             {"out/prod/a.yaml", "../../else/prod/b.yaml"},
		"a missing file":     {"out/prod/a.yaml", "../../missing.yaml"},
		"the folder":         {"out", "else"},
		"a folder above it":  {"deep", "else"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, "-- else/prod/b.yaml --\n"+old+"-- else/out/prod/b.yaml --\n"+old)
			t.Chdir(dir)
			if test.target == "" {
				test.target = filepath.Join(dir, "else/prod")
			}
			require.NoError(t, os.MkdirAll(filepath.Dir(test.link), 0o755))
			require.NoError(t, os.Symlink(test.target, test.link))
			before := contents(t, filepath.Join(dir, "else"))
			out := "out"
			if test.link == "deep" {
				out = "deep/out"
			}
			f := fleet.Folder{Path: out, Whole: true, Files: map[string][]byte{"prod/a.yaml": []byte("kind: A\n")}}
			state, err := f.Compare()
			assert.ErrorContains(t, err, test.link)
			assert.Empty(t, state.Stale)
			assert.ErrorContains(t, errors.Join(f.Write(fleet.State{Changed: []string{"prod/a.yaml"}}), writesOver(test.link)), test.link)
			if test.link != "out/prod/a.yaml" {
				assert.Error(t, f.Prune(fleet.State{Stale: []string{"prod/b.yaml"}}))
			}
			assert.Equal(t, before, contents(t, filepath.Join(dir, "else")))
			assert.NoFileExists(t, "missing.yaml")
		})
	}
}

// writesOver returns an error for a link that a file has replaced, which is safe.
func writesOver(link string) error {
	if info, err := os.Lstat(link); err == nil && info.Mode().IsRegular() {
		return errors.New(link)
	}
	return nil
}

// TestStaleBehindLink checks that Prune does not find files behind a link.
func TestStaleBehindLink(t *testing.T) {
	dir := folder(t, "-- else/old/b.yaml --\n"+marked("b", "old created ConfigMap/ns/b")+"-- out/prod/a.yaml --\nkind: A\n")
	require.NoError(t, os.Symlink("../else/old", filepath.Join(dir, "out/old")))
	state, err := fleet.Folder{Path: filepath.Join(dir, "out"), Whole: true, Files: map[string][]byte{"prod/a.yaml": []byte("kind: A\n")}}.Compare()
	require.NoError(t, err)
	assert.Empty(t, state)
}

// TestPermissions checks the permissions of what is written.
func TestPermissions(t *testing.T) {
	for mask, want := range map[int][2]os.FileMode{0o022: {0o755, 0o644}, 0o077: {0o700, 0o600}, 0: {0o755, 0o644}} {
		out := filepath.Join(t.TempDir(), "out")
		former := syscall.Umask(mask)
		err := fleet.Folder{Path: out, Files: map[string][]byte{"prod/a.yaml": nil}}.Write(fleet.State{Changed: []string{"prod/a.yaml"}})
		syscall.Umask(former)
		require.NoError(t, err)
		for i, path := range []string{"prod", "prod/a.yaml"} {
			info, err := os.Stat(filepath.Join(out, path))
			require.NoError(t, err)
			assert.Equal(t, want[i], info.Mode().Perm(), "%o %s", mask, path)
		}
	}
}

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 7, 100} {
		calls := make([]atomic.Int32, n)
		require.NoError(t, fleet.Each(n, func(i int) error { calls[i].Add(1); return nil }))
		for i := range calls {
			assert.EqualValues(t, 1, calls[i].Load(), "%d of %d", i, n)
		}
	}
	fails := errors.New("fails")
	err := fleet.Each(50, func(i int) error {
		if i == 49 {
			return fails
		}
		return nil
	})
	assert.ErrorIs(t, err, fails)
}

func TestPathOf(t *testing.T) {
	config := &generators.Object{Kind: openshift.Config, Name: "cluster"}
	assert.Equal(t, filepath.FromSlash("prod/config_cluster.yaml"), fleet.PathOf("prod", config))
	step := &generators.Object{Kind: openshift.Job, Namespace: "ns", Name: "change", Step: "storage-change"}
	assert.Equal(t, filepath.FromSlash("prod_storage-change/job_ns_change.yaml"), fleet.PathOf("prod", step))
	assert.Equal(t, []string{"prod", "test"}, fleet.Clusters([]string{"test/a.yaml", "prod_storage-change/a.yaml", "prod/a.yaml", "prod/b.yaml"}))
}
