// Package terraformclitest finds the Terraform or OpenTofu program for a test.
package terraformclitest

import (
	"os"
	"testing"

	"terraform-provider-apigateway/internal/terraformcli"
)

// Find returns the program that acceptance tests run. Without TF_ACC it skips the test, as terraform-plugin-testing does.
func Find(t *testing.T) terraformcli.CLI {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("runs a real Terraform: set TF_ACC=1, or use make test")
	}
	cli, err := terraformcli.Finder{Progress: t.Output()}.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return cli
}
