// Command launch runs a program and writes the memory that it used, in bytes,
// to the file in its first argument. It is a separate process, because the
// kernel includes the memory of the parent process.
package main

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

func main() {
	cmd := exec.Command(os.Args[2], os.Args[3:]...)
	cmd.Stdin, cmd.Stdout = os.Stdin, os.Stdout
	if err := cmd.Run(); err != nil {
		os.Exit(1)
	}
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
	if err := os.WriteFile(os.Args[1], []byte(strconv.FormatInt(used, 10)), 0o600); err != nil {
		os.Exit(1)
	}
}
