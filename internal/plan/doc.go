// Package plan describes the impact of a profile change on a cluster.
package plan
