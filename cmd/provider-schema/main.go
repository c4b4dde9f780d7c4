// Command provider-schema prints the schema of this checkout's provider as "terraform providers schema -json" does, for
// tfplugindocs. Run it in the repository's root.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path"
	"strings"
	"syscall"

	tfjson "github.com/hashicorp/terraform-json"

	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/sandbox"
	"terraform-provider-apigateway/internal/terraformcli"
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
	cli, err := terraformcli.Finder{}.Find(ctx)
	if err != nil {
		return err
	}
	var log strings.Builder
	box, err := sandbox.New(ctx, cli, "examples/demo", nil, &log)
	if err != nil {
		return err
	}
	defer func() { _ = box.Close() }()
	if err := box.Terraform.Init(ctx); err != nil {
		return fmt.Errorf("init failed: %w\n%s", err, log.String())
	}
	schemas, err := box.Terraform.ProvidersSchema(ctx)
	if err != nil {
		return err
	}
	// tfplugindocs looks for the provider's type rather than its address.
	schemas.Schemas = map[string]*tfjson.ProviderSchema{path.Base(provider.Address): schemas.Schemas[provider.Address]}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(schemas)
}
