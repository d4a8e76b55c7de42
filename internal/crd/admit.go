package crd

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// admit returns a value in the form that the API server validates. With every
// create and update, the server does the following:
//
//   - It drops the fields that the schema does not have. admit reports them.
//   - It drops a null in a map if the schema neither allows null there nor has a
//     default. The field is then missing. A null in a list stays, and fails
//     validation.
//   - It sets the default if the field is missing, or if it is null and the
//     schema does not allow null.
//
// A value of a wrong type is unchanged: validation rejects it.
func (v *validator) admit(index int, value any, trail []string, path string) any {
	node := &v.nodes[index]
	switch got := value.(type) {
	case map[string]any:
		if node.Type == "object" || node.Type == "" && !node.IntOrString {
			return v.admitObject(index, got, trail, path)
		}
	case []any:
		if node.Items != 0 {
			return v.admitList(node, got, trail, path)
		}
	}
	return value
}

func (v *validator) admitObject(index int, object map[string]any, trail []string, path string) map[string]any {
	node := &v.nodes[index]
	out := make(map[string]any, len(object))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		value := object[key]
		if len(trail) == 0 && outside(key) {
			if value != nil {
				out[key] = value
			}
			continue
		}
		child, known := node.child(key)
		below := append(slices.Clip(trail), key)
		switch {
		case known:
			value = v.admit(child, value, below, join(path, key))
			if value != nil || v.nodes[child].Nullable {
				out[key] = value
			}
		case node.Open:
			out[key] = value
		default:
			v.unknown(node, key, below, join(path, key))
		}
	}
	for _, p := range node.Properties {
		if _, set := out[p.Name]; !set && v.nodes[p.Node].Default != "" {
			out[p.Name] = v.fallback(p.Node, append(slices.Clip(trail), p.Name), join(path, p.Name))
		}
	}
	return out
}

func (v *validator) admitList(node *Node, list []any, trail []string, path string) []any {
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = v.admit(node.Items, item, append(slices.Clip(trail), inList), element(path, i))
	}
	return out
}

// outside reports whether a field of the object is outside of the schema: the
// API server validates the metadata separately, and ignores the status.
func outside(key string) bool {
	switch key {
	case "apiVersion", "kind", "metadata", "status":
		return true
	}
	return false
}

// fallback returns the default of a node, whose own fields may have defaults
// too.
func (v *validator) fallback(index int, trail []string, path string) any {
	var value any
	if err := json.Unmarshal([]byte(v.nodes[index].Default), &value); err != nil {
		panic(err) // the tables are invalid; a test reads all defaults
	}
	return v.admit(index, value, trail, path)
}

func (v *validator) unknown(node *Node, key string, trail []string, path string) {
	p := Problem{Path: path, Unknown: true, Message: "unknown field"}
	if v.replaced {
		p.Message = "unknown field of the given CRD"
	}
	if release, later := first(v.kind, trail); later && !v.replaced {
		p.Message = fmt.Sprintf("unknown to this release, first in %s", release)
	} else if guess := decode.Closest(key, node.names()); guess != "" {
		p.Message += fmt.Sprintf("; did you mean %q?", guess)
	}
	v.problems = append(v.problems, p)
}

// join returns the path of a field, element that of an element of a list.
func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
