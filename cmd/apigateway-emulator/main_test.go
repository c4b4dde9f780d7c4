package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// asProgram makes the test binary run as the program itself.
const asProgram = "APIGATEWAY_EMULATOR_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// programEnvironment returns the environment that runs the test binary as the program. With -cover it writes files.
func programEnvironment(t *testing.T) []string {
	t.Helper()
	return []string{asProgram + "=1", "GOCOVERDIR=" + t.TempDir()}
}

func TestStopsOnSignals(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), program, "-addr", "127.0.0.1:0", "-certificates", "2", "-region", "us-east-1")
			command.Env = programEnvironment(t)
			var stderr bytes.Buffer
			command.Stderr = &stderr
			stdout, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			// Signals after the last line of the startup output, then reads the rest.
			var output strings.Builder
			lines := bufio.NewScanner(stdout)
			for lines.Scan() {
				output.WriteString(lines.Text() + "\n")
				if strings.HasPrefix(lines.Text(), "unset ") {
					if err := command.Process.Signal(signal); err != nil {
						t.Error(err)
					}
				}
			}
			if err := command.Wait(); err != nil {
				t.Errorf("%v: %s", err, stderr.String())
			}
			got := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(output.String(), "ADDR")
			got = regexp.MustCompile(`one: [a-z0-9]{6}`).ReplaceAllString(got, "one: ID")
			want := `# API Gateway emulator on http://ADDR; client certificates in us-east-1: 2. Ctrl-C stops it.
# The id of one: ID
# To point Terraform and the AWS CLI at it:
export AWS_ENDPOINT_URL_API_GATEWAY=http://ADDR
export AWS_ACCESS_KEY_ID=EMULATORACCESSKEYID
export AWS_SECRET_ACCESS_KEY=emulator-secret-access-key
export AWS_REGION=us-east-1
export AWS_DEFAULT_REGION=us-east-1
unset AWS_SESSION_TOKEN AWS_PROFILE
# Stopped.
`
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInitialCertificates(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	if err := announce(server, 2, "us-east-1", tags{"Service": "orders"}, io.Discard); err != nil {
		t.Fatal(err)
	}
	certificates := server.Certificates("us-east-1")
	if len(certificates) != 2 {
		t.Errorf("%d certificates, want 2", len(certificates))
	}
	for _, certificate := range certificates {
		if diff := cmp.Diff(map[string]string{"Service": "orders"}, certificate.Tags); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		if _, err := server.KeyPair("us-east-1", certificate.ID); err != nil {
			t.Error(err)
		}
	}
}

func TestProgramFailsWithAMessage(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args   []string
		status int
		stderr string
	}{
		{[]string{"-addr", "0.0.0.0:0"}, 1, `apigateway-emulator: "0.0.0.0:0" is not a loopback address, such as 127.0.0.1:4567; the emulator only serves this machine` + "\n"},
		{[]string{"delete"}, 2, "an argument is missing; see apigateway-emulator delete -h\n"},
		{[]string{"-h"}, 0, usage},
	} {
		var stderr bytes.Buffer
		command := exec.CommandContext(t.Context(), program, test.args...)
		command.Env, command.Stderr = programEnvironment(t), &stderr
		if err := command.Run(); err != nil {
			if _, ok := errors.AsType[*exec.ExitError](err); !ok {
				t.Fatal(err)
			}
		}
		got, _, _ := strings.Cut(stderr.String(), "  -addr address\n")
		if diff := cmp.Diff(test.stderr, got); diff != "" || command.ProcessState.ExitCode() != test.status {
			t.Errorf("%v: status %d, want %d; stderr (-want +got):\n%s", test.args, command.ProcessState.ExitCode(), test.status, diff)
		}
	}
}

func TestCommandsOnARunningEmulator(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }})
	output := func(args ...string) string {
		t.Helper()
		var stdout bytes.Buffer
		args = append([]string{args[0], "-endpoint", server.URL(), "-region", "eu-north-1"}, args[1:]...)
		if err := run(t.Context(), args, &stdout, t.Output()); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return stdout.String()
	}
	id := strings.TrimSpace(output("generate", "-description", "orders", "-tag", "Stage=live", "-tag", "Service=a=b"))
	created := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	server.Put(emulator.Certificate{ID: "older1", Region: "eu-north-1", CreatedDate: &created})
	want := `ID      CREATED               EXPIRES               DESCRIPTION  TAGS
` + id + `  2026-03-01T12:00:00Z  2027-03-01T12:00:00Z  orders       Service=a=b Stage=live
older1  2025-03-01T12:00:00Z                                     
`
	if diff := cmp.Diff(want, output("list")); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if got, want := output("delete", id, "older1"), "deleted "+id+"\ndeleted older1\n"; got != want {
		t.Errorf("delete: %q, want %q", got, want)
	}
	if got, want := output("list"), "ID  CREATED  EXPIRES  DESCRIPTION  TAGS\n"; got != want {
		t.Errorf("list: %q, want %q", got, want)
	}
	err := run(t.Context(), []string{"delete", "-endpoint", server.URL(), "nosuch"}, io.Discard, t.Output())
	if err == nil || !strings.HasPrefix(err.Error(), `deleting "nosuch" in eu-west-1: operation error API Gateway: DeleteClientCertificate`) {
		t.Errorf("delete nosuch: %v", err)
	}
}

func TestCommandLineMistakes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want string // on stderr
	}{
		"an unknown command": {[]string{"start"}, `unexpected argument "start"; see apigateway-emulator -h`},
		"an argument":        {[]string{"list", "all"}, `unexpected argument "all"; see apigateway-emulator list -h`},
		"an unknown flag":    {[]string{"-port", "1"}, "flag provided but not defined: -port"},
		"a tag without key":  {[]string{"generate", "-tag", "=a"}, "write it as KEY=VALUE"},
		"a negative number":  {[]string{"-certificates", "-1"}, "-certificates"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Stops at once if the arguments are not rejected.
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			var stderr bytes.Buffer
			err := run(ctx, test.args, io.Discard, &stderr)
			if !errors.Is(err, errUsage) || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("%v, stderr %q, want %q", err, stderr.String(), test.want)
			}
		})
	}
}

func TestCommandHelp(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	if err := run(t.Context(), []string{"delete", "-h"}, io.Discard, &stderr); !errors.Is(err, flag.ErrHelp) {
		t.Error(err)
	}
	want := `Deletes client certificates.

  apigateway-emulator delete [flags] ID...

  -endpoint URL
    	the emulator's URL (default "http://127.0.0.1:4567")
  -region region
    	region of the client certificates (default "eu-west-1")
`
	if diff := cmp.Diff(want, stderr.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNoEmulator(t *testing.T) {
	t.Parallel()
	server, err := emulator.Start(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), []string{"list", "-endpoint", server.URL()}, io.Discard, t.Output())
	if want := "nothing is listening on " + server.URL() + "; start apigateway-emulator, or set -endpoint to its URL: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}
