package cmd

import (
	"errors"
	"fmt"
	"hash/fnv"
)

// shard is one part of the clusters of a fleet. Several machines can each handle one
// part. The name of a cluster decides to which part it belongs, so that every
// cluster, also a removed one, belongs to exactly one part.
type shard struct{ i, n int }

func (s *shard) String() string {
	if s.n == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.i, s.n)
}

func (s *shard) Type() string { return "i/n" }

func (s *shard) Set(text string) error {
	var rest string
	if n, _ := fmt.Sscanf(text, "%d/%d%s", &s.i, &s.n, &rest); n != 2 || s.i < 1 || s.i > s.n {
		return errors.New(`specify a part and the number of parts, for example "2/5"`)
	}
	return nil
}

// selects returns whether a cluster belongs to the part, or nil if all clusters do.
func (s *shard) selects() func(name string) bool {
	if s.n == 0 {
		return nil
	}
	return func(name string) bool {
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(name)) // does not fail
		return int(hash.Sum32()%uint32(s.n)) == s.i-1
	}
}
