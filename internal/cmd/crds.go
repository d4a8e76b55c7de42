package cmd

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/validators"
)

func addCRDFlag(cmd *cobra.Command, files *[]string) {
	cmd.Flags().StringArrayVar(files, "crd", nil, "file with CRDs as \"oc get crd -o yaml\" prints them, instead of the built-in schemas of their kinds (repeatable)")
}

// readCRDs reads the files of --crd. It returns nil without files. It prints the
// parts of the schemas that the rules ignore.
func readCRDs(files []string, s Streams) (*validators.CRDs, error) {
	if len(files) == 0 {
		return nil, nil
	}
	crds := &validators.CRDs{}
	for _, file := range files {
		if err := addCRDs(crds, file, s); err != nil {
			err = fmt.Errorf("--crd: %s: %w", file, err)
			if errors.As(err, new(*fs.PathError)) || errors.As(err, new(failed)) {
				return nil, usageError(err)
			}
			return nil, invalid(err)
		}
	}
	return crds, nil
}

// addCRDs adds the CRDs of a file. Among others, it skips those of other kinds:
// a dump of a cluster has hundreds.
func addCRDs(crds *validators.CRDs, file string, s Streams) error {
	if isFolder(file) {
		return usageError(errors.New("a folder; specify its files, each with its own --crd"))
	}
	in, err := open(file, s)
	if err != nil {
		return err
	}
	defer in.Close()
	var other error
	added := false
	err = krm.EachDocument(in, func(document *yaml.RNode) error {
		if yaml.IsMissingOrNull(document) {
			return nil // only comments
		}
		members, err := krm.Members(document)
		if err != nil {
			return err
		}
		for _, member := range members {
			err := addCRD(crds, file, member, s)
			switch {
			case errors.Is(err, validators.ErrOtherKind):
				other = err
			case err != nil:
				return err
			default:
				added = true
			}
		}
		return nil
	})
	switch {
	case err != nil || added:
		return err
	case other != nil:
		return other
	}
	return errors.New("contains no CRD; use the output of: oc get crd NAME -o yaml")
}

func addCRD(crds *validators.CRDs, file string, node *yaml.RNode, s Streams) error {
	object, err := node.Map()
	if err != nil {
		return fmt.Errorf("not a CRD: %w", err)
	}
	ignored, err := crds.Add(object)
	for _, part := range ignored {
		s.note("%s: %s: not checked: %s", file, node.GetName(), part)
	}
	return err
}
