package repository

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/regular"
)

// Bounds of an archive.
const (
	maxUnpacked = 2 << 30
	maxMembers  = 500_000
)

// Packed reports whether a file is an archive that Unpack reads: tar, tar.gz, or a
// compressed file.
func Packed(file string) bool {
	f, err := regular.Open(file, most(true))
	if err != nil {
		return false
	}
	defer f.Close()
	start, _ := bufio.NewReader(f).Peek(262)
	return bytes.HasPrefix(start, []byte("\x1f\x8b")) || isTar(start)
}

func isTar(start []byte) bool { return len(start) == 262 && string(start[257:]) == "ustar" }

// Unpack writes the YAML and JSON files of an archive and the logs of the registry to a
// folder, with their times. It skips links and
// the files of other namespaces than that of the registry. If the archive is
// truncated or damaged, it returns the error after the files before the damage; the
// folder then contains a part of the archive.
func Unpack(archive, dir string) error {
	f, err := regular.Open(archive, most(true))
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	if start, _ := in.Peek(2); string(start) == "\x1f\x8b" {
		z, err := gzip.NewReader(in)
		if err != nil {
			return err
		}
		in = bufio.NewReaderSize(z, 64<<10)
	}
	if start, _ := in.Peek(262); !isTar(start) {
		return write(filepath.Join(dir, "dump.yaml"), in, MaxFile)
	}
	members, left := tar.NewReader(in), int64(maxUnpacked)
	for range maxMembers {
		header, err := members.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := path.Clean(strings.TrimLeft(header.Name, "/"))
		if header.Typeflag != tar.TypeReg || !filepath.IsLocal(name) || header.Size > MaxFile || !unpacks(name) || ofOtherNamespace(filepath.FromSlash(name)) {
			continue
		}
		if left -= header.Size; left < 0 {
			return fmt.Errorf("larger than %d bytes unpacked, the maximum size", int64(maxUnpacked))
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := write(file, members, MaxFile); err != nil {
			return err
		}
		if err := os.Chtimes(file, header.ModTime, header.ModTime); err != nil {
			return err
		}
	}
	return fmt.Errorf("more than %d files, the maximum number", maxMembers)
}

// unpacks reports whether a file of an archive is needed.
func unpacks(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name)) || path.Base(name) == timestamp || podOfLog(name) != ""
}

// write writes at most limit bytes to a file.
func write(file string, in io.Reader, limit int64) error {
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(out, io.LimitReader(in, limit+1))
	if err == nil && n > limit {
		err = fmt.Errorf("larger than %d bytes, the maximum size", limit)
	}
	return errors.Join(err, out.Close())
}
