package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	provenance "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const (
	repository    = "https://github.com/registry-profile/registry-profile"
	buildType     = repository + "/blob/main/SECURITY.md#verify-a-release"
	builder       = repository + "/blob/main/release/build"
	predicateType = "https://slsa.dev/provenance/v1"
	payloadType   = "application/vnd.in-toto+json"
)

// write writes the provenance of the files in a folder, and a signed envelope if key is
// the path of a private key. Two builds write the same statement: its times are that of
// the commit.
func write(folder, tag, commit, when string, platforms []string, key string) error {
	digests, err := artifacts(folder)
	if err != nil {
		return err
	}
	modules, goVersion, err := modules(folder, digests)
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, when)
	if err != nil {
		return err
	}
	var names []any
	for _, platform := range platforms {
		names = append(names, platform)
	}
	parameters, err := structpb.NewStruct(map[string]any{"version": tag, "platforms": names})
	if err != nil {
		return err
	}
	source := &intoto.ResourceDescriptor{Uri: "git+" + repository + "@refs/tags/" + tag, Digest: map[string]string{"gitCommit": commit}}
	predicate := &provenance.Provenance{
		BuildDefinition: &provenance.BuildDefinition{
			BuildType: buildType, ExternalParameters: parameters,
			ResolvedDependencies: append([]*intoto.ResourceDescriptor{source}, modules...),
		},
		RunDetails: &provenance.RunDetails{
			Builder:  &provenance.Builder{Id: builder, Version: map[string]string{"go": goVersion}},
			Metadata: &provenance.BuildMetadata{InvocationId: tag + "@" + commit, StartedOn: timestamppb.New(at), FinishedOn: timestamppb.New(at)},
		},
	}
	if err := predicate.Validate(); err != nil {
		return err
	}
	statement := &intoto.Statement{Type: intoto.StatementTypeUri, PredicateType: predicateType, Predicate: &structpb.Struct{}}
	text, err := protojson.Marshal(predicate)
	if err == nil {
		err = protojson.Unmarshal(text, statement.Predicate)
	}
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		statement.Subject = append(statement.Subject, &intoto.ResourceDescriptor{Name: name, Digest: map[string]string{"sha256": digests[name]}})
	}
	if err := statement.Validate(); err != nil {
		return err
	}
	text, err = stable(statement)
	if err != nil {
		return err
	}
	name := filepath.Join(folder, "registry-profile_"+strings.TrimPrefix(tag, "v"))
	if err := os.WriteFile(name+unsigned, text, 0o644); err != nil || key == "" {
		return err
	}
	return sign(name+signed, text, key)
}

// stable returns JSON that does not depend on the build of this program, as that of
// protojson does.
func stable(message proto.Message) ([]byte, error) {
	text, err := protojson.Marshal(message)
	if err != nil {
		return nil, err
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	text, err = json.MarshalIndent(value, "", "  ")
	return append(text, '\n'), err
}

// modules returns the modules of all programs of a release, and the version of Go.
func modules(folder string, digests map[string]string) (all []*intoto.ResourceDescriptor, goVersion string, err error) {
	seen := map[string]*intoto.ResourceDescriptor{}
	for name := range digests {
		if !strings.HasSuffix(name, ".tar.gz") {
			continue
		}
		infos, err := programs(filepath.Join(folder, name))
		if err != nil {
			return nil, "", err
		}
		for _, info := range infos {
			goVersion = info.GoVersion
			for _, m := range info.Deps {
				if m.Replace != nil {
					m = m.Replace
				}
				uri := fmt.Sprintf("pkg:golang/%s@%s", m.Path, m.Version)
				seen[uri] = &intoto.ResourceDescriptor{Uri: uri}
				// dirHash1 is the hash of a Go module, in hexadecimal digits.
				if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) > 0 {
					seen[uri].Digest = map[string]string{"dirHash1": hex.EncodeToString(sum)}
				}
			}
		}
	}
	for _, uri := range slices.Sorted(maps.Keys(seen)) {
		all = append(all, seen[uri])
	}
	return all, goVersion, nil
}

// sign writes a DSSE envelope of a statement.
func sign(file string, statement []byte, key string) error {
	signer, err := load(key)
	if err != nil {
		return err
	}
	envelopes, err := dsse.NewEnvelopeSigner(signer)
	if err != nil {
		return err
	}
	envelope, err := envelopes.SignPayload(context.Background(), payloadType, statement)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	var line bytes.Buffer
	if err := json.NewEncoder(&line).Encode(envelope); err != nil {
		return err
	}
	return os.WriteFile(file, line.Bytes(), 0o644)
}
