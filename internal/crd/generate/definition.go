package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// definition is the schema of a kind from its CustomResourceDefinition, in the
// version that is stored, without descriptions.
type definition struct {
	Release string `json:"release,omitempty"`
	Group   string `json:"group"`
	Kind    string `json:"kind"`
	// Schema is the openAPIV3Schema without the status, which no manifest has.
	Schema map[string]any `json:"schema"`
}

// read returns the schema of a file with a CustomResourceDefinition.
func read(path string) (definition, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return definition{}, err
	}
	var document struct {
		Spec struct {
			Group    string
			Names    struct{ Kind string }
			Versions []struct {
				Storage bool
				Schema  struct{ OpenAPIV3Schema map[string]any }
			}
		}
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return definition{}, fmt.Errorf("%s: %w", path, err)
	}
	for _, version := range document.Spec.Versions {
		if version.Storage {
			c := definition{Group: document.Spec.Group, Kind: document.Spec.Names.Kind, Schema: version.Schema.OpenAPIV3Schema}
			c.trim()
			return c, nil
		}
	}
	return definition{}, fmt.Errorf("%s: no version is marked as stored", path)
}

func (c definition) trim() {
	delete(c.Schema["properties"].(map[string]any), "status")
	if c.Kind == "SecretStore" {
		// The registry uses one of its forty providers.
		providers := at(c.Schema, "properties", "spec", "properties", "provider", "properties")
		for name := range providers {
			if name != "kubernetes" {
				providers[name] = map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}
			}
		}
	}
	undescribed(c.Schema)
}

func at(value map[string]any, path ...string) map[string]any {
	for _, key := range path {
		value = value[key].(map[string]any)
	}
	return value
}

// undescribed removes the descriptions. A description that is not a text is a
// field with the name description.
func undescribed(value any) {
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value["description"].(string); ok {
			delete(value, "description")
		}
		for _, below := range value {
			undescribed(below)
		}
	case []any:
		for _, below := range value {
			undescribed(below)
		}
	}
}

// store writes the schema to a file below dir: <release>/<kind>.json, or
// <kind>.json.
func (c definition) store(dir string) error {
	path := filepath.Join(dir, c.Release, c.Kind+".json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
