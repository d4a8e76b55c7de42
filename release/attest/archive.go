package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// sums is the file with the checksums, which the provenance does not cover because it
// contains the checksum of the provenance.
const sums = "SHA256SUMS"

// The ends of the names of the provenance: a statement, and its signed envelope.
const (
	unsigned = ".provenance.json"
	signed   = ".intoto.jsonl"
)

// artifacts returns the SHA-256 of all files of a release that the provenance covers.
func artifacts(folder string) (map[string]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	digests := map[string]string{}
	for _, entry := range entries {
		name := entry.Name()
		if name == sums || strings.HasSuffix(name, unsigned) || strings.HasSuffix(name, signed) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		digest := sha256.Sum256(data)
		digests[name] = hex.EncodeToString(digest[:])
	}
	if len(digests) == 0 {
		return nil, fmt.Errorf("%s does not contain a release", folder)
	}
	return digests, nil
}

// programs returns the build information of the Go programs in an archive. It fails
// if there are none.
func programs(archive string) ([]*debug.BuildInfo, error) {
	file, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", archive, err)
	}
	var all []*debug.BuildInfo
	for r := tar.NewReader(unzipped); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", archive, err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", archive, header.Name, err)
		}
		if info, err := buildinfo.Read(bytes.NewReader(data)); err == nil {
			all = append(all, info)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s does not contain a Go program", archive)
	}
	return all, nil
}

// setting returns a setting of a build, or an empty string.
func setting(info *debug.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
