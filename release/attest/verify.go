package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	intoto "github.com/in-toto/attestation/go/v1"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/secure-systems-lab/go-securesystemslib/signerverifier"
	"google.golang.org/protobuf/encoding/protojson"
)

// verify checks that the provenance covers exactly the files of a release, that all
// programs are built from the commit without changes, and the signature, for which it
// needs the public key. Without one, a signed envelope must only contain the statement.
func verify(folder, commit, key string) error {
	text, err := only(folder, "*"+unsigned)
	if err != nil {
		return err
	}
	envelopes, err := filepath.Glob(filepath.Join(folder, "*"+signed))
	if err != nil {
		return err
	}
	if key != "" || len(envelopes) > 0 {
		if err := verifyEnvelope(folder, text, key); err != nil {
			return err
		}
	}
	if err := verifyStatement(folder, text, commit); err != nil {
		return err
	}
	digests, err := artifacts(folder)
	if err != nil {
		return err
	}
	for name := range digests {
		if !strings.HasSuffix(name, ".tar.gz") {
			continue
		}
		infos, err := programs(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		for _, info := range infos {
			if got := setting(info, "vcs.revision"); got != commit {
				return fmt.Errorf("%s: built from commit %q, not %s", name, got, commit)
			}
			if setting(info, "vcs.modified") != "false" {
				return fmt.Errorf("%s: built with changes that are not part of the commit", name)
			}
		}
	}
	return nil
}

// only returns the content of the only file that matches.
func only(folder, pattern string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		return nil, err
	}
	if len(files) != 1 {
		return nil, fmt.Errorf("%s: %d files match %s; expected one", folder, len(files), pattern)
	}
	return os.ReadFile(files[0])
}

// verifyStatement checks the subjects and the commit of a statement.
func verifyStatement(folder string, text []byte, commit string) error {
	var statement intoto.Statement
	if err := protojson.Unmarshal(text, &statement); err != nil {
		return err
	}
	if err := statement.Validate(); err != nil {
		return err
	}
	if statement.PredicateType != predicateType {
		return fmt.Errorf("the provenance has the predicate type %q, not %s", statement.PredicateType, predicateType)
	}
	digests, err := artifacts(folder)
	if err != nil {
		return err
	}
	subjects := map[string]string{}
	for _, subject := range statement.Subject {
		subjects[subject.Name] = subject.Digest["sha256"]
	}
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		if subjects[name] != digests[name] {
			return fmt.Errorf("%s has the SHA-256 %s, and the provenance has %q", name, digests[name], subjects[name])
		}
		delete(subjects, name)
	}
	for name := range subjects {
		return fmt.Errorf("%s is in the provenance and missing in the release", name)
	}
	var predicate struct {
		BuildDefinition struct {
			ResolvedDependencies []struct{ Digest map[string]string }
		}
	}
	encoded, err := protojson.Marshal(statement.Predicate)
	if err == nil {
		err = json.Unmarshal(encoded, &predicate)
	}
	if err != nil {
		return err
	}
	if deps := predicate.BuildDefinition.ResolvedDependencies; len(deps) == 0 || deps[0].Digest["gitCommit"] != commit {
		return fmt.Errorf("the provenance is not about the commit %s", commit)
	}
	return nil
}

// verifyEnvelope checks that the envelope contains the statement, and its signature if
// key is not empty.
func verifyEnvelope(folder string, statement []byte, key string) error {
	text, err := only(folder, "*"+signed)
	if err != nil {
		return err
	}
	var envelope dsse.Envelope
	if err := json.Unmarshal(text, &envelope); err != nil {
		return err
	}
	payload, err := envelope.DecodeB64Payload()
	if err != nil {
		return err
	}
	if envelope.PayloadType != payloadType || !bytes.Equal(payload, statement) {
		return fmt.Errorf("the signed provenance differs from the file *%s", unsigned)
	}
	if key == "" {
		return nil
	}
	verifier, err := load(key)
	if err != nil {
		return err
	}
	envelopes, err := dsse.NewEnvelopeVerifier(verifier)
	if err == nil {
		_, err = envelopes.Verify(context.Background(), &envelope)
	}
	return err
}

// load reads a private or public key in PEM.
func load(file string) (dsse.SignerVerifier, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := signerverifier.LoadKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	switch key.KeyType {
	case signerverifier.ED25519KeyType:
		return signerverifier.NewED25519SignerVerifierFromSSLibKey(key)
	case signerverifier.ECDSAKeyType:
		return signerverifier.NewECDSASignerVerifierFromSSLibKey(key)
	}
	return nil, fmt.Errorf("%s: the key type %s is not supported; use ed25519 or ecdsa", file, key.KeyType)
}
