package verbatim_test

import (
	"bytes"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// plain are objects in the style that scan reads.
var plain = []string{
	"apiVersion: v1\nkind: ConfigMap\n",
	"kind: A\nmetadata:\n  name: a # comment\n  labels: {a: b, \"c\": 'd'}\n  annotations:\n    a.b/c: \"x\\ny\"\nspec:\n  list:\n  - a: 1\n    b:\n    - -1\n    - --flag=x\n  -\n  - - nested\n    - [a, {b: [c]}, []]\n  args: []\n  empty:\nother: {}\n",
	"kind: A # no apiVersion\n\n# a comment\ntext: |\n  a: b\n\n    # further in\n  - c\n\nfolded: >-\n  one\n  two\nkeep: |+\n  a\n\n\nlast: plain text\n  that goes on\n\n  and on\n",
	"kind: 'Quoted'\napiVersion: \"v1\"\n\"key\": don't worry\n",
	"kind: A\nnull: null\nurl: http://example.com:80/#x\ncolon: a:b\ntime: 2001-01-01T00:00:00Z\nümlaut: grün \"x\" #1\n",
	"metadata:\n# c\n  annotations:\nkind: A\n",
}

// unusual are objects that are left to the library, valid or not.
var unusual = []string{
	"kind: A\nspec: &a {b: *a}\n",
	"kind: A\na: &x 1\nb: *x\n",
	"kind: A\nmetadata: [a]\n",
	"kind: A\nmetadata:\n- a\n",
	"kind: A\nmetadata: text\n",
	"kind: A\nmetadata:\n  labels:\n  - a\n",
	"kind: A\nmetadata:\n  annotations: |\n    a\n",
	"kind: A\n? complex\n: value\n",
	"kind: A\ntext: \"two\n  lines\"\n",
	"kind: A\ntab:\tx\n",
	"kind: A\na: b: c\n",
	"kind: A\na: 'b' c\n",
	"kind: A\na: b\n   c: d\n",
	"kind: A\n b: c\n",
	"kind: A\na: |2\n   x\n",
	"kind: A\na: |\n\n     \n  x\n",
	"kind: A\na: |\n    x\n  y\n",
	"kind: A\na: b # c\n  d\n",
	"kind: A\na: {b: }\n",
	"kind: A\na: [b, ]\n",
	"kind: A\na: \"\\q\"\n",
	"kind: A\na: \x01\n",
	"kind: A\na: \xff\n",
	"kind: A\r\na: b\r\n",
	"kind: A\na: \u2028b\n",
	"kind: A\na: -\n",
	"kind: A\n- a\n",
	"kind: A\na:\n  text\n",
	"kind: A\nkind: B\n",
	"kind: {}\n",
	"kind: |\n  A\n",
	"kind: [a] # c\n",
	"kind: A\n  and: more\n",
	"kind: \"A\\\\B\"\n",
	"- a list\n",
	"text\n",
	"{kind: A}\n",
	"kind: A\na: !!str b\n",
	"kind: A\na: %x\n",
	"kind: A\n<<: {a: b}\n",
	"kind: A\nmulti\n  line: key\n",
	"kind: A\na: \"unclosed\n",
	"kind: A\na: 'x\n- kind: B'\n",
	"kind: A\na: [b,\n- c]\n",
}

func listOf(objects ...string) string {
	var b strings.Builder
	b.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	for _, object := range objects {
		b.WriteString("- " + strings.ReplaceAll(strings.TrimRight(object, "\n"), "\n", "\n  ") + "\n")
	}
	return b.String()
}

func nothing(verbatim.Head) bool { return false }

// TestPlainIsNotParsed requires that the style of nearly all manifests is kept
// as text, as an item and as a document.
func TestPlainIsNotParsed(t *testing.T) {
	for _, object := range plain {
		list, _, _ := verbatim.ResourceList(strings.NewReader(listOf(object)), nothing)
		require.NotNil(t, list, object)
		require.Len(t, list.Items, 1)
		assert.Equal(t, "Verbatim", list.Items[0].GetKind(), object)
		documents, ok := verbatim.Documents([]byte(object), nothing)
		require.True(t, ok, object)
		assert.Equal(t, "Verbatim", documents.Items[0].GetKind(), object)
	}
	for _, object := range unusual {
		if list, _, _ := verbatim.ResourceList(strings.NewReader(listOf(object)), nothing); list != nil {
			assert.NotEqual(t, "Verbatim", kindOf(list.Items[0]), object)
		}
	}
}

func kindOf(item *yaml.RNode) string {
	if item.YNode().Kind != yaml.MappingNode {
		return ""
	}
	return item.GetKind()
}

// TestRoundTrip requires that lists in unusual styles are written byte for
// byte.
func TestRoundTrip(t *testing.T) {
	for _, items := range []string{
		"- kind: A\n\n\n# about B\n- kind: B   # spaces\n  a:   'x'\n\n  # in B\n- kind: C\n  n: 0x1F\n  e: \"\\u263A\"\n  f: >\n     folded\n     text\n\n# at the end\n",
		"  # in front\n  - kind: A\n    b: &x [1, 2]\n    c: *x\n  - kind: B\n    <<: {a: b}\n",
		"- kind: A\n  a: {b: 1,   c: [x,\n    y]}\n- kind: B\n  text: \"folded\n    text\"\n- ? kind\n  : C\n",
	} {
		input := "kind: ResourceList\nitems:\n" + items + "apiVersion: config.kubernetes.io/v1\n"
		list, rest, _ := verbatim.ResourceList(strings.NewReader(input), nothing)
		require.NotNil(t, list, items)
		blocks, err := list.Blocks(list.Items)
		require.NoError(t, err)
		assert.Equal(t, items, string(bytes.Join(blocks, nil)))
		assert.Len(t, rest.Content, 4, "kind and apiVersion")
	}
}

// TestSequencesBesideItems requires that a list whose other fields are
// sequences, such as the results that the function itself writes, is read
// without parsing, wherever the fields and their dashes are.
func TestSequencesBesideItems(t *testing.T) {
	const results = "results:\n- message: a\n  severity: info\n- message: b\n"
	const indented = "results:\n  - message: a\n  - message: b\n"
	for _, items := range []string{
		"- kind: A   # a\n- kind: B\n",
		"  - kind: A   # a\n  - kind: B\n",
		"- kind: A\n  text: |\n    results:\n    - a\n",
		"- kind: A\n\n# about results\n",
	} {
		for _, input := range []string{
			"items:\n" + items + results,
			"items:\n" + items + indented,
			"items:\n" + items + "functionConfig:\n  a:\n  - b\n" + results,
			results + "items:\n" + items,
			indented + "items:\n" + items + "kind: ResourceList\n",
		} {
			list, rest, _ := verbatim.ResourceList(iotest.OneByteReader(strings.NewReader(input)), nothing)
			require.NotNil(t, list, input)
			blocks, err := list.Blocks(list.Items)
			require.NoError(t, err)
			assert.Equal(t, items, string(bytes.Join(blocks, nil)), input)
			found, err := yaml.NewRNode(rest).Pipe(yaml.Lookup("results"))
			require.NoError(t, err)
			elements, err := found.Elements()
			require.NoError(t, err)
			assert.Len(t, elements, 2, input)
		}
	}
}

// TestChanged requires that a changed item keeps its indentation and the
// comments around it, and that a removed item is not written.
func TestChanged(t *testing.T) {
	input := "items:\n    # about A\n    - kind: A # a\n      text: |\n        x\n\n        y\n    # about B\n    - kind: B\n    - kind: C\n"
	list, _, _ := verbatim.ResourceList(strings.NewReader(input), func(h verbatim.Head) bool { return h.Kind != "C" })
	require.NotNil(t, list)
	changed := list.Items[0].Copy()
	require.NoError(t, changed.PipeE(yaml.SetField("new", yaml.NewStringRNode("value"))))
	blocks, err := list.Blocks([]*yaml.RNode{changed, list.Items[2], yaml.MustParse("kind: D\n")})
	require.NoError(t, err)
	assert.Equal(t, "    # about A\n    - kind: A # a\n      text: |\n        x\n\n        y\n      new: value\n    - kind: C\n    - kind: D\n", string(bytes.Join(blocks, nil)))
}

// TestChangedText requires that text of several lines is indented, for every
// kind of line break.
func TestChangedText(t *testing.T) {
	list, _, _ := verbatim.ResourceList(strings.NewReader("items:\n    - kind: A\n"), nothing)
	require.NotNil(t, list)
	text := "a\n\n b\u2028c\u2029\nd\n"
	changed := yaml.MustParse("kind: B\n")
	value := yaml.NewStringRNode(text)
	value.YNode().Style = yaml.LiteralStyle
	require.NoError(t, changed.PipeE(yaml.SetField("text", value)))
	blocks, err := list.Blocks([]*yaml.RNode{list.Items[0], changed})
	require.NoError(t, err)
	again, err := yaml.Parse("items:\n" + string(bytes.Join(blocks, nil)))
	require.NoError(t, err, "%s", bytes.Join(blocks, nil))
	got, err := again.Pipe(yaml.Lookup("items", "1", "text"))
	require.NoError(t, err)
	assert.Equal(t, text, got.YNode().Value)
}

// TestCommentsStay requires that an item keeps the comments before it when the
// previous item changes.
func TestCommentsStay(t *testing.T) {
	input := "items:\n  - kind: A\n    # in A\n\n  # about B\n\n# too\n  - kind: B\n"
	list, _, _ := verbatim.ResourceList(strings.NewReader(input), func(verbatim.Head) bool { return true })
	require.NotNil(t, list)
	blocks, err := list.Blocks(list.Items[1:])
	require.NoError(t, err)
	assert.Equal(t, "  # about B\n\n# too\n  - kind: B\n", string(bytes.Join(blocks, nil)))
}

// TestNoLastNewline requires that a list whose last line has no newline is left
// to the library: a block scalar would gain a newline if another line followed.
func TestNoLastNewline(t *testing.T) {
	for end, cut := range map[string]bool{"\n": true, "": false} {
		list, _, _ := verbatim.ResourceList(strings.NewReader("items:\n- kind: A\n  a: |\n    b"+end), nothing)
		assert.Equal(t, cut, list != nil)
	}
}

// TestLargeLists reads lists that span several blocks, with elements larger
// than a block.
func TestLargeLists(t *testing.T) {
	var items strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&items, "# about %d\n- kind: A\n  name: item-%d\n  text: |\n    %s\n", i, i, strings.Repeat("x", 1000))
	}
	items.WriteString("- kind: B\n  text: " + strings.Repeat("y", 5<<20) + "\n")
	input := "kind: ResourceList\n" + "items:\n" + items.String() + "apiVersion: v1\n"
	list, rest, _ := verbatim.ResourceList(strings.NewReader(input), nothing)
	require.NotNil(t, list)
	assert.Less(t, len(list.Items), 20, "one placeholder for each block")
	assert.Equal(t, 1, list.Numbers[0])
	assert.Len(t, rest.Content, 4)
	blocks, err := list.Blocks(list.Items)
	require.NoError(t, err)
	assert.True(t, items.String() == string(bytes.Join(blocks, nil)))

	input += "{\n"
	list, _, whole := verbatim.ResourceList(strings.NewReader(input), nothing)
	require.Nil(t, list)
	again, err := io.ReadAll(whole)
	require.NoError(t, err)
	assert.True(t, input == string(again))
}

// TestTooLarge requires that objects that are too large for manifests are left
// to the library.
func TestTooLarge(t *testing.T) {
	for _, input := range []struct {
		before string
		size   int64
		after  string
	}{
		{"items:\n- kind: A\n  text: ", 130 << 20, "\n- kind: B\n"},
		{"items:\n- kind: A\nfunctionConfig:\n  text: ", 130 << 20, "\n"},
		{"functionConfig:\n  text: ", 40 << 20, "\nitems:\n- kind: A\n"},
	} {
		list, _, whole := verbatim.ResourceList(large(input.before, input.size, input.after), nothing)
		require.Nil(t, list)
		requireSame(t, large(input.before, input.size, input.after), whole)
	}
	list, whole := verbatim.DocumentsFrom(large("kind: A\n---\nkind: B\ntext: ", 40<<20, "\n"), nothing)
	require.Nil(t, list)
	requireSame(t, large("kind: A\n---\nkind: B\ntext: ", 40<<20, "\n"), whole)
}

// TestLargeItem requires that the text of an item is kept if the library would
// be slow to write it.
func TestLargeItem(t *testing.T) {
	list, _, _ := verbatim.ResourceList(large("items:\n- kind: A\n  text: ", 40<<20, "\n- kind: B\n"), nothing)
	require.NotNil(t, list)
	text, known := list.Text(list.Items[0])
	assert.True(t, known)
	assert.Greater(t, len(text), 40<<20)
}

// repeated is an endless text.
type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte{byte(r)}, len(p))), nil
}

// large returns a text that contains a value of the given size.
func large(before string, size int64, after string) io.Reader {
	return io.MultiReader(strings.NewReader(before), io.LimitReader(repeated('y'), size), strings.NewReader(after))
}

// requireSame requires that two readers return the same bytes, without keeping
// them in memory.
func requireSame(t *testing.T, want, got io.Reader) {
	t.Helper()
	sums := [2]hash.Hash32{crc32.NewIEEE(), crc32.NewIEEE()}
	for i, r := range []io.Reader{want, got} {
		_, err := io.Copy(sums[i], r)
		require.NoError(t, err)
	}
	require.Equal(t, sums[0].Sum32(), sums[1].Sum32())
}

// TestLargeStreams reads streams of documents that span several blocks, with
// documents larger than a block.
func TestLargeStreams(t *testing.T) {
	var input strings.Builder
	input.WriteString("# first\n---\n")
	for i := range 3000 {
		fmt.Fprintf(&input, "# about %d\nkind: A\nname: item-%d\ntext: |\n  %s\n---\n", i, i, strings.Repeat("x", 1000))
	}
	input.WriteString("kind: B\ntext: " + strings.Repeat("y", 5<<20) + "\n---\nkind: C\n")
	relevant := func(h verbatim.Head) bool { return h.Kind == "B" || h.Kind == "C" }
	want, ok := verbatim.Documents([]byte(input.String()), relevant)
	require.True(t, ok)
	require.Len(t, want.Items, 3)
	list, _ := verbatim.DocumentsFrom(strings.NewReader(input.String()), relevant)
	require.NotNil(t, list)
	assert.Less(t, len(list.Items), 20, "one placeholder for each block")
	assert.Equal(t, want.Numbers[1:], list.Numbers[len(list.Numbers)-2:])
	assert.Equal(t, want.Lines[1:], list.Lines[len(list.Lines)-2:])
	var texts [][]byte
	for _, item := range list.Items {
		text, known := list.Text(item)
		require.True(t, known)
		texts = append(texts, text)
	}
	assert.True(t, strings.TrimPrefix(input.String(), "# first\n---\n") == string(bytes.Join(texts, []byte("---\n"))))

	list, whole := verbatim.DocumentsFrom(strings.NewReader(input.String()+"..."), relevant)
	require.Nil(t, list)
	requireSame(t, strings.NewReader(input.String()+"..."), whole)
}

// TestReadOnce requires that data that the library has read does not stay in
// memory: nothing refers to a reader after it has been read.
func TestReadOnce(t *testing.T) {
	const size = 64 << 20
	_, whole := verbatim.DocumentsFrom(large("text: ", size, "\n"), nothing)
	_, err := io.CopyN(io.Discard, whole, size)
	require.NoError(t, err)
	runtime.GC()
	var used runtime.MemStats
	runtime.ReadMemStats(&used)
	assert.Less(t, used.HeapAlloc, uint64(size/4))
	_, err = io.Copy(io.Discard, whole) // keeps it alive until here
	require.NoError(t, err)
}

// TestReadErrors requires that errors of the reader are returned.
func TestReadErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, text := range []string{"", "kind: ResourceList\n", "items:\n- kind: A\n", "items:\n- kind: A\nkind: B\n"} {
		list, _, whole := verbatim.ResourceList(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), nothing)
		require.Nil(t, list, text)
		again, err := io.ReadAll(whole)
		require.ErrorIs(t, err, broken)
		assert.Equal(t, text, string(again))
	}
}

// TestLines checks the numbers of the lines on which documents start.
func TestLines(t *testing.T) {
	list, ok := verbatim.Documents([]byte("# c\n---\nkind: A\n---\n\nkind: B\n---\nkind: C\n---\nkind: D\n"), func(h verbatim.Head) bool { return h.Kind == "B" })
	require.True(t, ok)
	assert.Equal(t, []int{2, 4, 7}, list.Lines)
	assert.Equal(t, []int{1, 2, 3}, list.Numbers)
	text, known := list.Text(list.Items[1])
	assert.True(t, known)
	assert.Equal(t, "\nkind: B\n", string(text))
	text, _ = list.Text(list.Items[2])
	assert.Equal(t, "kind: C\n---\nkind: D\n", string(text))
}

func FuzzResourceList(f *testing.F) {
	for _, object := range append(plain, unusual...) {
		f.Add(listOf(object))
		f.Add(listOf("kind: First\n", object, "kind: Last\n") + "functionConfig: {kind: C}\n")
		f.Add("items:\n" + object)
		f.Add("items:\n  " + strings.ReplaceAll(object, "\n", "\n  "))
	}
	f.Add("a: \"x\nitems:\n- kind: A\nb: y\"\n")
	f.Add("items:\n- kind: A\n---\nitems:\n- kind: B\n")
	f.Add("items:\n- kind: A\nitems:\n- kind: B\n")
	f.Add("items:\n- a: |\n    x\n   y\n- b\n...\n")
	f.Add("items:\n  - a lis\n t\n")
	f.Add("items:\n- a: |\n    b")
	f.Add("items:\n-\n{0}\n")
	f.Add("{\na: b\n}\nitems:\n- kind: A\n")
	f.Add("# a\r...\nitems:\n- kind: A\n")
	f.Add("\xff\xfe#\x00x\nitems:\n- kind: A\n")
	f.Add(" 0:\nitems:\n-\n")
	f.Add("items:\n# \r\r|\n \n-\n")
	f.Add("items:\n- kind: A\nb: c\n d\n")
	f.Add("!!!A\n  on: a\nkind: ResourceList\nitems:\n-\n")
	f.Fuzz(func(t *testing.T, text string) {
		var heads []verbatim.Head
		list, rest, again := verbatim.ResourceList(iotest.OneByteReader(strings.NewReader(text)), func(h verbatim.Head) bool { heads = append(heads, h); return false })
		if list == nil {
			whole, err := io.ReadAll(again)
			require.NoError(t, err)
			require.Equal(t, text, string(whole))
			return
		}
		whole := &yaml.Node{}
		require.NoError(t, yaml.NewDecoder(strings.NewReader(text)).Decode(whole), "the library rejects it:\n%s", text)
		root := whole.Content[0]
		require.Equal(t, yaml.MappingNode, root.Kind)
		var items *yaml.Node
		others := &yaml.Node{Kind: yaml.MappingNode}
		for i := 0; i < len(root.Content); i += 2 {
			if root.Content[i].Value == "items" {
				require.Nil(t, items, "items twice")
				items = root.Content[i+1]
			} else {
				others.Content = append(others.Content, root.Content[i:i+2]...)
			}
		}
		assert.True(t, equal(others, rest), "the other fields:\n%s", text)
		require.Equal(t, yaml.SequenceNode, items.Kind)
		compare(t, list, items.Content, heads)
		blocks, err := list.Blocks(list.Items)
		require.NoError(t, err)
		assert.Contains(t, text, string(bytes.Join(blocks, nil)))
	})
}

func FuzzDocuments(f *testing.F) {
	for _, object := range append(plain, unusual...) {
		f.Add(object)
		f.Add("# c\n---\n" + object + "---\nkind: Last\n")
	}
	f.Add("a: \"x\n---\ny: \"\n")
	f.Add("a: |\n  x\n--- # c\nb: c\n")
	f.Add("---\n\xff\xfemetadata:\n  a/\n # N\n")
	f.Add("a: b\n---\n\ufeffkind: A\nb: [c,\n d]\n")
	f.Add(" 0\n---\n0\n")
	f.Add("#\x01\n---\n0\n")
	f.Add("#c\n---\n# xt\n---\nk\n")
	f.Fuzz(func(t *testing.T, text string) {
		var heads []verbatim.Head
		list, ok := verbatim.Documents([]byte(text), func(h verbatim.Head) bool { heads = append(heads, h); return false })
		streamed, again := verbatim.DocumentsFrom(iotest.OneByteReader(strings.NewReader(text)), nothing)
		require.Equal(t, ok, streamed != nil)
		if !ok {
			whole, err := io.ReadAll(again)
			require.NoError(t, err)
			require.Equal(t, text, string(whole))
			return
		}
		assert.Equal(t, list.Numbers, streamed.Numbers)
		assert.Equal(t, list.Lines, streamed.Lines)
		var documents []*yaml.Node
		decoder := yaml.NewDecoder(strings.NewReader(text))
		for {
			document := &yaml.Node{}
			err := decoder.Decode(document)
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, "the library rejects it:\n%s", text)
			documents = append(documents, document)
		}
		compare(t, list, documents, heads)
	})
}

// compare compares a list with the result of the library for the same text.
func compare(t *testing.T, list *verbatim.List, nodes []*yaml.Node, heads []verbatim.Head) {
	t.Helper()
	next := 0
	for i, item := range list.Items {
		until := len(nodes) + 1
		if i+1 < len(list.Items) {
			until = list.Numbers[i+1]
		}
		mine := nodes[list.Numbers[i]-1 : until-1]
		text, known := list.Text(item)
		require.True(t, known)
		if kindOf(item) != "Verbatim" {
			require.Len(t, mine, 1)
			assert.True(t, equal(item.Document(), mine[0]), "parsed:\n%s", text)
			continue
		}
		for _, node := range mine {
			object := yaml.NewRNode(node)
			require.Equal(t, yaml.MappingNode, object.YNode().Kind, "no object:\n%s", text)
			assert.Equal(t, object.GetKind(), heads[next].Kind, "%s", text)
			assert.Equal(t, object.GetApiVersion(), heads[next].APIVersion, "%s", text)
			next++
		}
		sameAlone(t, text, mine)
	}
}

// sameAlone requires that a text is valid by itself and contains the nodes.
func sameAlone(t *testing.T, text []byte, nodes []*yaml.Node) {
	t.Helper()
	var alone []*yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		document := &yaml.Node{}
		err := decoder.Decode(document)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, "not sound by itself:\n%s", text)
		alone = append(alone, document)
	}
	if nodes[0].Kind != yaml.DocumentNode {
		require.Len(t, alone, 1)
		alone = alone[0].Content[0].Content
	}
	require.Len(t, alone, len(nodes), "%s", text)
	for i, node := range nodes {
		assert.True(t, equal(alone[i], node), "text:\n%s", text)
	}
}

// equal reports whether two nodes have the same content, in any style.
func equal(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.ShortTag() != b.ShortTag() || a.Value != b.Value || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !equal(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
