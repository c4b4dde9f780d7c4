package bench

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestProcessMemory(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	block := make([]byte, size)
	for i := range block {
		block[i] = 1
	}
	if got := processMemory(os.Getpid()); got < size {
		t.Errorf("%d bytes, although %d were just written (%d)", got, size, block[size-1])
	}
	if got := processMemory(1 << 30); got != 0 {
		t.Errorf("%d bytes for a process that does not exist", got)
	}
}

func TestFindChild(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("cat")
	if err != nil {
		t.Fatal(err)
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), program)
	// Once it answers, it is running the program.
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(stdin, "?"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(stdout, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if got := findChild(os.Getpid(), program); got != child.Process.Pid {
		t.Errorf("the child that runs %s is %d, want %d", program, got, child.Process.Pid)
	}
	if got := findChild(os.Getpid(), program+".other"); got != 0 {
		t.Errorf("%d runs a program that does not exist", got)
	}
	if err := stdin.Close(); err != nil {
		t.Error(err)
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}
