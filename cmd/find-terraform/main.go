// Command find-terraform prints the path of the Terraform or OpenTofu program that the demo and the tests use. It downloads or
// builds one if there is none. With -exports it prints shell commands that set up the acceptance tests' environment:
//
//	eval "$(go run ./cmd/find-terraform -exports)"
//	TF_ACC=1 go test ./...
//
// With -opentofu it finds OpenTofu only.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"terraform-provider-apigateway/internal/terraformcli"
)

func main() {
	exports := flag.Bool("exports", false, "print shell commands that set up the acceptance tests' environment")
	openTofu := flag.Bool("opentofu", false, "find OpenTofu, even if there is a Terraform")
	flag.Parse()
	if err := run(*exports, *openTofu); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(exports, openTofu bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	find := terraformcli.Finder{}.Find
	if openTofu {
		find = terraformcli.Finder{}.FindOpenTofu
	}
	cli, err := find(ctx)
	if err != nil {
		return err
	}
	if exports {
		fmt.Print(cli.Exports())
		return nil
	}
	fmt.Println(cli.Path)
	return nil
}
