//go:build !linux

package bench

// Only Linux reports the peak of another process that is still running.
func watchMemory(int, string) func() int64 { return func() int64 { return 0 } }

func processMemory(int) int64 { return 0 }
