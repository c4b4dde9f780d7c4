// Command readymade is this provider with a ready-made response: the first response of its data source is kept in the file that
// the environment variable BENCH_RESPONSE names, and sent from then on. A plan with it costs what Terraform takes to process the
// response and to start the provider.
package main

import (
	"context"
	"errors"
	"io/fs"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"terraform-provider-apigateway/internal/provider"
)

func main() {
	err := tf6server.Serve("terraform.local/readymade/apigateway", func() tfprotov6.ProviderServer {
		return server{provider.NewServer("0.0.1")(), os.Getenv("BENCH_RESPONSE")}
	})
	if err != nil {
		log.Fatal(err)
	}
}

type server struct {
	tfprotov6.ProviderServer
	file string
}

// ReadDataSource returns the response in the file, or reads the data source and writes the file.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	response, err := os.ReadFile(s.file)
	if err == nil {
		return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: response}}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	resp, err := s.ProviderServer.ReadDataSource(ctx, req)
	if err != nil || len(resp.Diagnostics) > 0 {
		return resp, err
	}
	return resp, os.WriteFile(s.file, resp.State.MsgPack, 0o600)
}
