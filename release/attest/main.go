// Command attest writes the SLSA provenance of a release, and verifies a release.
//
//	attest write FOLDER TAG COMMIT TIME PLATFORM...
//	attest verify FOLDER COMMIT [PUBLIC_KEY]
//
// With RELEASE_KEY, the path of a private key in PEM, write also signs the provenance.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	err := errors.New("usage: attest write FOLDER TAG COMMIT TIME PLATFORM... | attest verify FOLDER COMMIT [PUBLIC_KEY]")
	switch args := os.Args[1:]; {
	case len(args) > 5 && args[0] == "write":
		err = write(args[1], args[2], args[3], args[4], args[5:], os.Getenv("RELEASE_KEY"))
	case len(args) == 3 && args[0] == "verify":
		err = verify(args[1], args[2], "")
	case len(args) == 4 && args[0] == "verify":
		err = verify(args[1], args[2], args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
