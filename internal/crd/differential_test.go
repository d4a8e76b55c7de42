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

// TestLikeTheAPIServer holds Validate against the code of the API server, with
// values of all kinds at every place of every schema. Parts of schemas that
// occur several times are tried once.
func TestLikeTheAPIServer(t *testing.T) {
	seen, refused, taken := map[string]bool{}, 0, 0
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
					taken++
				} else {
					refused++
				}
			}
		})
	}
	t.Logf("%d places, %d objects taken, %d refused", len(seen), taken, refused)
	assert.Greater(t, taken, 2000)
	assert.Greater(t, refused, 8000)
}

// TestLikeTheAPIServerAtRandom does so with several values at once.
func TestLikeTheAPIServerAtRandom(t *testing.T) {
	for i, r := range references(t) {
		random := rand.New(rand.NewPCG(uint64(i), 1))
		for range 50 {
			compare(t, r, r.random(t, func(n int) int { return random.IntN(n) }))
		}
	}
}

// FuzzLikeTheAPIServer does so with values that the fuzzer chooses.
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

// random returns an object where choose decides about each field: choose returns
// a number below n.
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

// compare fails if Validate and the API server do not refuse the same fields, or
// drop the same. It returns whether they take the object.
func compare(t testing.TB, r reference, text []byte) bool {
	t.Helper()
	want := r.validate(t, text)
	var object map[string]any
	require.NoError(t, json.Unmarshal(text, &object))
	var refused, dropped []string
	for _, p := range Validate(object, r.kind, r.release) {
		if p.Unknown {
			dropped = append(dropped, p.Path)
		} else {
			refused = append(refused, p.Path)
		}
	}
	slices.Sort(refused)
	slices.Sort(dropped)
	// Where no alternative holds, the API server also reports what is wrong with
	// one of the alternatives, in the fields there.
	expected := slices.DeleteFunc(slices.Clone(want.refused), func(path string) bool {
		parent := path[:max(strings.LastIndex(path, "."), 0)]
		return slices.Contains(want.mixed, parent) && !slices.Contains(refused, path)
	})
	// It drops fields of a value that it then refuses for its type.
	want.dropped = slices.DeleteFunc(want.dropped, func(path string) bool {
		return slices.ContainsFunc(refused, func(above string) bool { return below(path, above) && !slices.Contains(dropped, path) })
	})
	if refused = slices.Compact(refused); !slices.Equal(expected, refused) {
		t.Errorf("%s of %s: the API server refuses %q, Validate %q: %.2000s", r.kind.Kind, r.release, expected, refused, text)
	}
	if !slices.Equal(want.dropped, dropped) {
		t.Errorf("%s of %s: the API server drops %q, Validate %q: %.2000s", r.kind.Kind, r.release, want.dropped, dropped, text)
	}
	return len(want.refused) == 0
}

func below(path, above string) bool {
	return strings.HasPrefix(path, above+".") || strings.HasPrefix(path, above+"[")
}
