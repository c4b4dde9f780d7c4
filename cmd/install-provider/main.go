// Command install-provider builds the provider and installs it where Terraform and OpenTofu find it by default.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"terraform-provider-apigateway/internal/localinstall"
	"terraform-provider-apigateway/internal/provider"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := localinstall.UserDir()
	if err != nil {
		return err
	}
	program, err := localinstall.Install(ctx, dir)
	if err != nil {
		return err
	}
	fmt.Printf(`Installed %s

To use it in a configuration:

  terraform {
    required_providers {
      apigateway = {
        source  = %q
        version = %q
      }
    }
  }

After installing a changed program with the same version, delete .terraform.lock.hcl and run "terraform init":
the lock file has the previous program's checksum.
`, program, provider.Address, localinstall.Version)
	return nil
}
