package verbatim

import (
	"bytes"
	"io"
)

// firstBlock and blockSize are the sizes of the first and of further blocks of
// memory in bytes. Most lists fit into a small block. Larger blocks would have to
// be copied as the input grows, which doubles the memory.
const (
	firstBlock = 32 << 10
	blockSize  = 1 << 20
)

// maxDocument and maxItem are the sizes up to which this package keeps a
// document that is split while it is read, and an item of a ResourceList. The
// library reads larger ones. A block grows to at most twice that size. For
// documents, the library reads the stream directly, which needs less memory
// because the text is not kept beside the parsed nodes. For items, keeping the
// text is worthwhile: they are written again, and the library takes longer to
// write a value than to read it.
const (
	maxDocument = 16 << 20
	maxItem     = 64 << 20
)

// input is read line by line and kept in blocks. The element that starts at
// from is contiguous in one block.
type input struct {
	r    io.Reader
	err  error // which ended the input
	most int   // bytes; a block stops growing if the current element is larger
	// full are the blocks before block.
	full  [][]byte
	block []byte
	// Offsets in block: of the current element, and of the next byte to read.
	from, at int
}

// wholeInput returns an input that is already in memory. It does not copy the
// text.
func wholeInput(text []byte) *input { return &input{block: text, err: io.EOF} }

// find advances to the next occurrence of a text. It returns false at the end
// of the input.
func (in *input) find(text []byte) bool {
	for {
		if i := bytes.Index(in.block[in.at:], text); i >= 0 {
			in.at += i
			return true
		}
		in.at = max(in.at, len(in.block)-len(text)+1)
		if in.err != nil || !in.fill() {
			return false
		}
	}
}

// line returns the next line with its newline. At the end of the input, or if
// the element is too large to keep, it returns false and the text after the
// last line.
func (in *input) line() ([]byte, bool) {
	for searched := 0; ; {
		if end := bytes.IndexByte(in.block[in.at+searched:], '\n'); end >= 0 {
			line := in.block[in.at : in.at+searched+end+1]
			in.at += len(line)
			return line, true
		}
		searched = len(in.block) - in.at
		if in.err != nil || !in.fill() {
			last := in.block[in.at:]
			in.at = len(in.block)
			return last, false
		}
	}
}

// readAll reads up to the end of the input. It returns false if the current
// element is too large.
func (in *input) readAll() bool {
	for in.err == nil {
		if !in.fill() {
			return false
		}
	}
	return true
}

// fill reads more data into the block, or into a new one if it is full. It
// returns false if the current element is too large.
func (in *input) fill() bool {
	if len(in.block) == cap(in.block) {
		begun := in.block[in.from:]
		if len(begun) > in.most {
			return false
		}
		if in.from > 0 { // otherwise the block can be dropped
			in.full = append(in.full, in.block[:in.from])
		}
		size := blockSize
		if in.block == nil {
			size = firstBlock
		}
		in.block = append(make([]byte, 0, max(size, 2*len(begun))), begun...)
		in.at -= in.from
		in.from = 0
	}
	n, err := in.r.Read(in.block[len(in.block):cap(in.block)])
	in.block = in.block[:len(in.block)+n]
	in.err = err
	return true
}

// blocks returns all data that has been read.
func (in *input) blocks() [][]byte { return append(in.full, in.block) }

// again returns the input from its beginning.
func (in *input) again() io.Reader {
	var parts []io.Reader
	for _, block := range in.blocks() {
		parts = append(parts, bytes.NewReader(block))
	}
	if in.err != nil {
		return io.MultiReader(append(parts, failing{in.err})...)
	}
	return io.MultiReader(append(parts, in.r)...)
}

// failing is a reader that returns the error that ended the input.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
