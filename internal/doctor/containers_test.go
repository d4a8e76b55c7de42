package doctor_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/doctor"
)

// TestCheckContainers checks that a client in PATH is not enough, and that kustomize
// only runs docker.
func TestCheckContainers(t *testing.T) {
	docker, podman, both := []string{"docker"}, []string{"podman"}, []string{"docker", "podman"}
	tests := map[string]struct {
		inPath, answers []string
		unknown, needed doctor.Level // if it is not known whether a profile needs it, and if one does
	}{
		"docker":                  {docker, docker, doctor.OK, doctor.OK},
		"podman":                  {podman, podman, doctor.OK, doctor.Wrong},
		"both":                    {both, both, doctor.OK, doctor.OK},
		"docker without a server": {docker, nil, doctor.Warning, doctor.Wrong},
		"only podman answers":     {both, podman, doctor.OK, doctor.Wrong},
		"nerdctl":                 {[]string{"nerdctl"}, []string{"nerdctl"}, doctor.OK, doctor.Wrong},
		"none":                    {nil, nil, doctor.OK, doctor.Wrong},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := environment(append([]string{"kustomize", "registry-profile"}, test.inPath...), "", "v5.7.0", nil)
			e.Output = func(program string, _ ...string) (string, error) {
				if program == "/bin/kustomize" || slices.Contains(test.answers, program[len("/bin/"):]) {
					return "v5.7.0", nil
				}
				return "", errors.New("cannot connect")
			}
			for _, needs := range []doctor.Needs{{}, {Container: true}} {
				want := test.unknown
				if needs.Container {
					want = test.needed
				}
				found := e.Check(needs)
				require.NotEmpty(t, found)
				last := found[len(found)-1]
				assert.Equal(t, want, last.Level, last.Text)
				assert.Equal(t, last.Level == doctor.OK, last.Fix == "", last.Text)
			}
			assert.Len(t, e.Check(doctor.Needs{Exec: true}), 2, "no finding about containers that are not needed")
		})
	}
}

// TestSilentEngine checks that a client that waits for its server is stopped.
func TestSilentEngine(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the time limit")
	}
	_, err := doctor.System("").Output("sh", "-c", "sleep 60")
	assert.ErrorContains(t, err, "no answer")
	_, err = doctor.System("").Output("sh", "-c", "echo first >&2; echo Cannot connect >&2; exit 1")
	assert.EqualError(t, err, "Cannot connect")
}
