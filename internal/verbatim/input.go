package verbatim

import (
	"bytes"
	"io"
)

// blockSize is how much is read into one piece of memory. Larger pieces would
// have to be copied as the input grows, and take the memory twice.
const blockSize = 1 << 20

// mostDocument and mostItem are how large a document that is read as it is cut,
// and an item of a ResourceList, may be before it is left to the library. A
// block grows to at most twice that. The library takes larger ones as they are
// read, which needs less memory than their text beside what it makes of it. For
// items the text pays: they are written again, and the library takes longer to
// write a value than to read it.
const (
	mostDocument = 16 << 20
	mostItem     = 64 << 20
)

// input is read line by line, and kept in blocks. What has begun at from stands
// in one block with all that follows.
type input struct {
	r    io.Reader
	err  error // that ended the input
	most int   // bytes; a block does not grow if more has begun in it
	// full are the blocks in front of block.
	full  [][]byte
	block []byte
	// Places in block: of what has begun, and of what is next.
	from, at int
}

// wholeInput is an input that has been read already. It is not copied.
func wholeInput(text []byte) *input { return &input{block: text, err: io.EOF} }

// find goes on to the next place of a text, and at the end of the input returns
// false.
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

// line returns the next line with its end. At the end of the input, and of what
// may be kept, it returns false, and what follows the last line.
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

// fill reads more into the block, or into a new one if it is full. It returns
// false if what has begun is too large.
func (in *input) fill() bool {
	if len(in.block) == cap(in.block) {
		begun := in.block[in.from:]
		if len(begun) > in.most {
			return false
		}
		if in.from > 0 { // or else nothing of the block is needed any more
			in.full = append(in.full, in.block[:in.from])
		}
		in.block = append(make([]byte, 0, max(blockSize, 2*len(begun))), begun...)
		in.at -= in.from
		in.from = 0
	}
	n, err := in.r.Read(in.block[len(in.block):cap(in.block)])
	in.block = in.block[:len(in.block)+n]
	in.err = err
	return true
}

// blocks returns all that has been read.
func (in *input) blocks() [][]byte { return append(in.full, in.block) }

// again is the input from its beginning.
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

// failing returns the error that ended the input.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
