// Command install-provider builds the provider and puts it where Terraform and OpenTofu find it without any configuration.
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

A configuration uses it with

  terraform {
    required_providers {
      apigateway = {
        source  = %q
        version = %q
      }
    }
  }

After installing a changed program under the same version, delete .terraform.lock.hcl and run "terraform init":
the lock file holds the checksum of the program that was there before.
`, program, provider.Address, localinstall.Version)
	return nil
}
