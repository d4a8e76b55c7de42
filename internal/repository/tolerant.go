package repository

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// MaxFile is the maximum size in bytes of a file in a folder, and of a file of a dump
// whose unreadable files are skipped.
const MaxFile = 64 << 20

// readTolerant reads a file. With Options.Unreadable, it reports a file that cannot be
// read instead of failing, and skips the files of other namespaces.
func (d *Dump) readTolerant(file string, named bool, stdin io.Reader, o Options) error {
	if o.Unreadable == nil {
		return d.read(file, named, stdin)
	}
	if !named && ofOtherNamespace(file) {
		return nil
	}
	err := d.readBounded(file, named, stdin)
	if err == nil {
		return nil
	}
	invalid := (*InvalidDump)(nil)
	if !errors.As(err, &invalid) {
		invalid = &InvalidDump{file, err}
	}
	o.Unreadable(invalid)
	return nil
}

func (d *Dump) readBounded(file string, named bool, stdin io.Reader) error {
	if file == "-" {
		return d.read(file, named, stdin)
	}
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return reason(err)
	case !info.Mode().IsRegular():
		return errors.New("not a regular file")
	case info.Size() > MaxFile:
		return fmt.Errorf("larger than %d bytes, the maximum size", MaxFile)
	case info.Size() == 0 && (named || aboutRegistry(file)):
		return errors.New("empty; the command that collects it failed")
	}
	before := len(d.Objects)
	err = d.read(file, named, stdin)
	if err == nil && !named && len(d.Objects) == before && aboutRegistry(file) && invalidFile(file) {
		err = errors.New("not valid YAML")
	}
	return reason(err)
}

// reason returns an error without the path, which precedes it.
func reason(err error) error {
	if failed := (*os.PathError)(nil); errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

func invalidFile(file string) bool {
	_, _, invalid, err := survey(file, MaxFile, make([]byte, chunk))
	return invalid != nil || err != nil
}

// aboutRegistry reports whether the path of a file names the registry.
func aboutRegistry(file string) bool {
	return strings.Contains(file, openshift.RegistryNamespace) || strings.Contains(file, openshift.Config.Group)
}

// ofOtherNamespace reports whether a file of an archive contains objects of another
// namespace than that of the registry.
func ofOtherNamespace(file string) bool {
	_, rest, found := above(filepath.Dir(file), "namespaces")
	first, _, _ := strings.Cut(rest, "/")
	return found && first != "" && first != openshift.RegistryNamespace
}
