package acceptance

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startTimeout is how long a program may take to listen on a busy machine.
const startTimeout = 2 * time.Minute

// lookFor returns the path of a program. If it is missing, the test is skipped, or fails if CI is set and the program is not
// java.
func lookFor(t *testing.T, program, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	// Debian installs servers in a folder that is not on every user's PATH.
	if path, err := exec.LookPath(filepath.Join("/usr/sbin", program)); err == nil {
		return path
	}
	message := program + " is not installed; on Debian, install " + debianPackage
	if os.Getenv("CI") != "" && program != "java" {
		t.Fatal(message)
	}
	t.Skip(message)
	return ""
}

// version returns the first line that a program prints about itself.
func version(t *testing.T, program string, arguments ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), program, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, output)
	}
	line, _, _ := strings.Cut(string(output), "\n")
	return line
}

// start runs a program, whose context must be the test's, until the test ends. If announcement is not nil, it waits for a line that
// matches it and returns the first group.
func start(t *testing.T, cmd *exec.Cmd, announcement *regexp.Regexp) string {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = writer, writer
	// SIGTERM first, because nginx has to end its worker as well.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	err = cmd.Start()
	_ = writer.Close()
	for _, file := range cmd.ExtraFiles {
		_ = file.Close()
	}
	if err != nil {
		_ = reader.Close()
		t.Fatal(err)
	}

	var reading sync.WaitGroup
	var log strings.Builder
	announced := make(chan string, 1)
	reading.Go(func() {
		defer close(announced)
		defer func() { _ = reader.Close() }()
		found := announcement == nil
		for lines := bufio.NewScanner(reader); lines.Scan(); {
			log.WriteString(lines.Text() + "\n")
			if found {
				continue
			}
			if match := announcement.FindStringSubmatch(lines.Text()); match != nil {
				announced <- match[1]
				found = true
			}
		}
	})
	t.Cleanup(func() {
		_ = cmd.Wait() // The end of the test's context stopped the program.
		reading.Wait()
		if t.Failed() {
			t.Logf("%s printed:\n%s", cmd, log.String())
		}
	})
	if announcement == nil {
		return ""
	}
	select {
	case value, ok := <-announced:
		if !ok {
			t.Fatalf("%s ended before it was listening", cmd)
		}
		return value
	case <-time.After(startTimeout):
		t.Fatalf("%s is not listening after %s", cmd, startTimeout)
		return ""
	}
}

// handOver listens on a free loopback port for a program that inherits the socket as file descriptor 3. Nothing else can use the
// port in between, and connections wait until the program accepts them.
func handOver(t *testing.T) (address string, socket *os.File) {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	if socket, err = listener.File(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() }) // In case no program was started.
	return listener.Addr().String(), socket
}
