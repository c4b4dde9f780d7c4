// Command demo implements "make demo": it builds the provider and applies examples/demo with a real Terraform or OpenTofu against
// the emulator, or against AWS if AWS=1 and ID is set to a certificate's id. With -rotation it implements "make demo-rotation"
// and walks through a rotation with examples/rotation. Run it in the repository's root.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"terraform-provider-apigateway/internal/demo"
	"terraform-provider-apigateway/internal/terraformcli"
)

func main() {
	rotation := flag.Bool("rotation", false, "walk through a rotation, against the emulator")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *rotation)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case interrupted:
		fmt.Fprintln(os.Stderr, "\nInterrupted. Everything that was started has been stopped.")
		os.Exit(130)
	case err != nil:
		fmt.Fprintln(os.Stderr, "\nThe demo stopped:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rotation bool) error {
	cli, err := terraformcli.Finder{}.Find(ctx)
	if err != nil {
		return err
	}
	options := demo.Options{CLI: cli, Output: os.Stdout, Color: wantsColor(os.Stdout)}
	if rotation {
		options.Example = "examples/rotation"
		return demo.RunRotation(ctx, options)
	}
	options.Example = "examples/demo"
	options.AWS, options.ID = os.Getenv("AWS") == "1", os.Getenv("ID")
	return demo.Run(ctx, options)
}

// wantsColor reports whether f is a terminal that supports colors, unless its user wants none: https://no-color.org.
func wantsColor(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
