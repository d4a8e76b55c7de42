package crd

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLikeTheAPIServer compares Validate with the code of the API server, for
// values of all kinds at every position of every schema. Parts of schemas that
// occur several times are tested once.
func TestLikeTheAPIServer(t *testing.T) {
	seen, rejected, accepted := map[string]bool{}, 0, 0
	for _, r := range references(t) {
		s, whole := r.spec()
		walk(s, whole, func(s *props, inside func(any) any) {
			text := string(textOf(t, s))
			if seen[text] || t.Failed() {
				return
			}
			seen[text] = true
			for _, value := range values(s) {
				if compare(t, r, textOf(t, inside(value))) {
					accepted++
				} else {
					rejected++
				}
			}
		})
	}
	t.Logf("%d places, %d objects accepted, %d rejected", len(seen), accepted, rejected)
	assert.Greater(t, accepted, 2000)
	assert.Greater(t, rejected, 8000)
}

// TestLikeTheAPIServerAtRandom compares objects with several random values.
func TestLikeTheAPIServerAtRandom(t *testing.T) {
	for i, r := range references(t) {
		random := rand.New(rand.NewPCG(uint64(i), 1))
		for range 50 {
			compare(t, r, r.random(t, func(n int) int { return random.IntN(n) }))
		}
	}
}

// FuzzLikeTheAPIServer compares objects with values that the fuzzer chooses.
func FuzzLikeTheAPIServer(f *testing.F) {
	all := references(f)
	for i := range all {
		f.Add(uint8(i), []byte("any \x00\x01\x02\x03\xff\xfe choices"))
	}
	f.Fuzz(func(t *testing.T, which uint8, choices []byte) {
		r := all[int(which)%len(all)]
		compare(t, r, r.random(t, func(n int) int {
			if len(choices) == 0 {
				return 0
			}
			choice := int(choices[0]) % n
			choices = choices[1:]
			return choice
		}))
	})
}

// random returns an object for which choose decides about each field: choose
// returns a number below n.
func (r reference) random(t testing.TB, choose func(n int) int) []byte {
	s, whole := r.spec()
	return textOf(t, whole(randomValue(s, choose)))
}

func randomValue(s *props, choose func(n int) int) any {
	if choose(8) == 1 {
		if value := anything[choose(len(anything))]; !lenient(s, value) {
			return value
		}
	}
	switch {
	case s.Type == "object" && s.Properties != nil:
		object := sampleObject(s, false)
		for range choose(5) {
			names := slices.Sorted(maps.Keys(s.Properties))
			name := names[choose(len(names))]
			child := s.Properties[name]
			object[name] = randomValue(&child, choose)
		}
		return object
	case s.AdditionalProperties != nil:
		return map[string]any{"cpu": randomValue(s.AdditionalProperties.Schema, choose)}
	case s.Items != nil:
		list := []any{}
		for range choose(4) {
			list = append(list, randomValue(s.Items.Schema, choose))
		}
		return list
	default:
		return sample(s, false)
	}
}

// compare fails if Validate and the API server reject or drop different fields.
// It returns whether both accept the object.
func compare(t testing.TB, r reference, text []byte) bool {
	t.Helper()
	want := r.validate(t, text)
	var object map[string]any
	require.NoError(t, json.Unmarshal(text, &object))
	var rejected, dropped []string
	for _, p := range Validate(object, r.kind, r.release) {
		if p.Unknown {
			dropped = append(dropped, p.Path)
		} else {
			rejected = append(rejected, p.Path)
		}
	}
	slices.Sort(rejected)
	slices.Sort(dropped)
	// If no alternative matches, the API server also reports the problems of
	// one of the alternatives, in its fields.
	expected := slices.DeleteFunc(slices.Clone(want.rejected), func(path string) bool {
		parent := path[:max(strings.LastIndex(path, "."), 0)]
		return slices.Contains(want.mixed, parent) && !slices.Contains(rejected, path)
	})
	// The API server drops fields of a value that it then rejects because of
	// its type.
	want.dropped = slices.DeleteFunc(want.dropped, func(path string) bool {
		return slices.ContainsFunc(rejected, func(above string) bool { return below(path, above) && !slices.Contains(dropped, path) })
	})
	if rejected = slices.Compact(rejected); !slices.Equal(expected, rejected) {
		t.Errorf("%s of %s: the API server rejects %q, Validate %q: %.2000s", r.kind.Kind, r.release, expected, rejected, text)
	}
	if !slices.Equal(want.dropped, dropped) {
		t.Errorf("%s of %s: the API server drops %q, Validate %q: %.2000s", r.kind.Kind, r.release, want.dropped, dropped, text)
	}
	return len(want.rejected) == 0
}

func below(path, above string) bool {
	return strings.HasPrefix(path, above+".") || strings.HasPrefix(path, above+"[")
}
