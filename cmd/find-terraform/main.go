// Command find-terraform prints the path of the Terraform or OpenTofu program that the demo and the tests use, after fetching
// one where there is none. With -exports it prints shell commands instead, which set the environment of the acceptance tests:
//
//	eval "$(go run ./cmd/find-terraform -exports)"
//	TF_ACC=1 go test ./...
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
	exports := flag.Bool("exports", false, "print shell commands that set the acceptance tests' environment")
	flag.Parse()
	if err := run(*exports); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(exports bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cli, err := terraformcli.Finder{}.Find(ctx)
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
