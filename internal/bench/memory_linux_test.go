package bench

import (
	"os"
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
		t.Errorf("%d bytes, although %d of them were written to just now (%d)", got, size, block[size-1])
	}
	if got := processMemory(1 << 30); got != 0 {
		t.Errorf("%d bytes for a process that does not exist", got)
	}
}

func TestFindProcess(t *testing.T) {
	t.Parallel()
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	if findProcess(program) == "" {
		t.Errorf("no process runs %s, which is this test", program)
	}
	if got := findProcess(program + ".other"); got != "" {
		t.Errorf("%s runs a program that does not exist", got)
	}
}
