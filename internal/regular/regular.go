// Package regular reads input files. A repository can contain pipes, links to devices,
// and sparse files of any size: they are errors, and reading them does not wait.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ErrNotRegular is the error of a path that is not that of a regular file or of a link
// to one.
var ErrNotRegular = errors.New("not a regular file")

// errTooLarge returns the error of a file that is larger than a number of bytes.
func errTooLarge(limit int64) error { return fmt.Errorf("larger than %d bytes", limit) }

// Open opens a regular file of at most limit bytes. The errors are of type
// *fs.PathError.
func Open(path string, limit int64) (*os.File, error) {
	return open(path, limit, os.Stat, os.OpenFile)
}

// Read returns the content of a regular file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	return read(path, limit, os.Stat, os.OpenFile)
}

// ReadIn is Read for a path below a root.
func ReadIn(root *os.Root, path string, limit int64) ([]byte, error) {
	return read(path, limit, root.Stat, root.OpenFile)
}

type (
	statFunc func(path string) (fs.FileInfo, error)
	openFunc func(path string, flag int, mode fs.FileMode) (*os.File, error)
)

func read(path string, limit int64, stat statFunc, openFile openFunc) ([]byte, error) {
	file, err := open(path, limit, stat, openFile)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit { // it has grown
		err = &fs.PathError{Op: "read", Path: path, Err: errTooLarge(limit)}
	}
	return text, err
}

// open checks the file before it opens it, because opening a device can have effects,
// and again after that, because the file may have been replaced.
func open(path string, limit int64, stat statFunc, openFile openFunc) (*os.File, error) {
	info, err := stat(path)
	if err == nil {
		err = check(path, info, limit)
	}
	if err != nil {
		return nil, err
	}
	file, err := openFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe without a writer does not wait
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = check(path, info, limit)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func check(path string, info fs.FileInfo, limit int64) error {
	switch {
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: "open", Path: path, Err: ErrNotRegular}
	case info.Size() > limit:
		return &fs.PathError{Op: "open", Path: path, Err: errTooLarge(limit)}
	}
	return nil
}
