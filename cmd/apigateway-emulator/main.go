// Command apigateway-emulator runs the API Gateway emulator of internal/emulator on a loopback port, and manages the client
// certificates of a running one. Run it with -h for help.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const (
	defaultAddr     = "127.0.0.1:4567"
	defaultEndpoint = "http://" + defaultAddr
)

const usage = `apigateway-emulator serves Amazon API Gateway's client certificate operations on this machine, without an AWS account.

Run it until Ctrl-C:
  apigateway-emulator [-addr 127.0.0.1:4567] [-certificates N] [-tag KEY=VALUE]... [-region eu-west-1] [-quota] [-latency 200ms]

Manage the client certificates of a running emulator:
  apigateway-emulator generate [-description TEXT] [-tag KEY=VALUE]... [-endpoint URL] [-region REGION]
  apigateway-emulator list [-endpoint URL] [-region REGION]
  apigateway-emulator delete [-endpoint URL] [-region REGION] ID...

Flags of the first form (COMMAND -h shows a command's flags):
`

// errUsage is for command-line mistakes that have already been reported.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		_, _ = fmt.Fprintln(os.Stderr, "apigateway-emulator:", err)
		os.Exit(1)
	}
}

// run executes a command line until it is done or ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "generate":
			return generate(ctx, args[1:], stdout, stderr)
		case "list":
			return list(ctx, args[1:], stdout, stderr)
		case "delete":
			return remove(ctx, args[1:], stdout, stderr)
		}
	}
	return serve(ctx, args, stdout, stderr)
}

// parse reads the flags of a command; the number of arguments after them must be between least and most.
func parse(flags *flag.FlagSet, args []string, stderr io.Writer, least, most int) error {
	flags.SetOutput(stderr)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	switch n := flags.NArg(); {
	case n > most:
		_, _ = fmt.Fprintf(stderr, "unexpected argument %q; see %s -h\n", flags.Arg(most), flags.Name())
		return errUsage
	case n < least:
		_, _ = fmt.Fprintf(stderr, "an argument is missing; see %s -h\n", flags.Name())
		return errUsage
	}
	return nil
}
