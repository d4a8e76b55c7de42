package fleet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// eachBlob calls do with the content of each object of the Git repository of the
// working directory, in their order. One process reads all.
func eachBlob(ids []string, do func(i int, content []byte)) error {
	if len(ids) == 0 {
		return nil
	}
	cmd := exec.Command("git", "cat-file", "--batch", "--buffer")
	cmd.Stdin = strings.NewReader(strings.Join(ids, "\n") + "\n")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	out := bufio.NewReaderSize(pipe, 1<<16)
	for i := range ids {
		content, err := nextBlob(out)
		if err != nil {
			_ = cmd.Process.Kill() // what it would write is not needed
			_ = cmd.Wait()
			return fmt.Errorf("git cat-file: %w %s", err, strings.TrimSpace(errs.String()))
		}
		do(i, content)
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("git cat-file: %w %s", err, strings.TrimSpace(errs.String()))
	}
	return nil
}

// nextBlob reads the answer about one object.
func nextBlob(out *bufio.Reader) ([]byte, error) {
	header, err := out.ReadString('\n')
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(header)
	if len(fields) != 3 || fields[1] != "blob" {
		return nil, fmt.Errorf("%s", strings.TrimSpace(header))
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return nil, err
	}
	content := make([]byte, size+1) // with a newline
	if _, err := io.ReadFull(out, content); err != nil {
		return nil, err
	}
	return content[:size], nil
}
