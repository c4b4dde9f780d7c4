package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// memoryInterval is how often a provider's peak is read. The kernel keeps the peak, so only growth in a process's very last
// moments can be missed, when Terraform already has its responses.
const memoryInterval = 5 * time.Millisecond

// watchMemory watches the children of the process parent that run the program. The returned function stops it and returns the
// largest resident size, in bytes, that any of them has had. A plan starts its provider several times.
//
// It looks only at the parent's children: scanning all processes takes a good part of a core away from the measured plan.
func watchMemory(parent int, program string) func() int64 {
	if program == "" {
		return func() int64 { return 0 }
	}
	stop, result := make(chan struct{}), make(chan int64)
	go func() {
		var peak int64
		var child int
		ticker := time.NewTicker(memoryInterval)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				result <- peak
				return
			case <-ticker.C:
			}
			if child == 0 {
				child = findChild(parent, program)
			}
			size := processMemory(child)
			if size == 0 {
				child = 0 // It has ended.
			}
			peak = max(peak, size)
		}
	}()
	return func() int64 { close(stop); return <-result }
}

// findChild returns the id of a child of parent that runs the program, or 0 if there is none. Each thread has its own children:
// https://man7.org/linux/man-pages/man5/proc_tid_children.5.html.
func findChild(parent int, program string) int {
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if err != nil {
		return 0
	}
	for _, list := range lists {
		children, err := os.ReadFile(list)
		if err != nil {
			continue // The thread has ended.
		}
		for child := range strings.FieldsSeq(string(children)) {
			if target, err := os.Readlink("/proc/" + child + "/exe"); err == nil && target == program {
				pid, _ := strconv.Atoi(child)
				return pid
			}
		}
	}
	return 0
}

// processMemory returns the largest resident size that a process has had, in bytes, or 0 if there is no such process. It reads
// VmHWM: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html.
func processMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, found := bytes.Cut(status, []byte("VmHWM:"))
	if !found {
		return 0 // A zombie.
	}
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
