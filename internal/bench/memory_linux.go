package bench

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// memoryInterval is how often a provider's peak is looked at. The peak is the kernel's, so only what a process takes in its very
// last moments can be missed, when Terraform has its answers already.
const memoryInterval = 2 * time.Millisecond

// watchMemory looks at every process that runs the program until the returned function is called, which returns the largest
// resident size, in bytes, that one of them has had. A plan starts its provider several times.
func watchMemory(program string) func() int64 {
	if program == "" {
		return func() int64 { return 0 }
	}
	stop, result := make(chan struct{}), make(chan int64)
	go func() {
		var peak int64
		var process string
		ticker := time.NewTicker(memoryInterval)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				result <- peak
				return
			case <-ticker.C:
			}
			if process == "" {
				process = findProcess(program)
			}
			size, running := peakMemory(process)
			if !running {
				process = ""
			}
			peak = max(peak, size)
		}
	}()
	return func() int64 { close(stop); return <-result }
}

// findProcess returns the /proc folder of a process that runs the program, empty when there is none.
func findProcess(program string) string {
	proc, err := os.Open("/proc")
	if err != nil {
		return ""
	}
	defer func() { _ = proc.Close() }()
	names, err := proc.Readdirnames(-1)
	if err != nil {
		return ""
	}
	for _, name := range names {
		if name[0] < '0' || name[0] > '9' {
			continue
		}
		if target, err := os.Readlink("/proc/" + name + "/exe"); err == nil && target == program {
			return "/proc/" + name
		}
	}
	return ""
}

// peakMemory reads VmHWM of a process: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html.
func peakMemory(process string) (bytesPeak int64, running bool) {
	if process == "" {
		return 0, false
	}
	status, err := os.ReadFile(process + "/status")
	if err != nil {
		return 0, false
	}
	_, rest, found := bytes.Cut(status, []byte("VmHWM:"))
	if !found {
		return 0, false // It has ended and is only waited for.
	}
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0, false
	}
	kib, err := strconv.ParseInt(string(fields[0]), 10, 64)
	return kib << 10, err == nil
}

// processMemory is peakMemory of a process by its id.
func processMemory(pid int) int64 {
	size, _ := peakMemory(fmt.Sprintf("/proc/%d", pid))
	return size
}
