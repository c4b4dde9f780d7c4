package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/provider"
)

const countCertificates = `
terraform {
  required_providers {
    apigateway = {
      source = %q
    }
  }
}

data "apigateway_client_certificates" "all" {}

output "counts" {
  value = {
    ids    = length(distinct(data.apigateway_client_certificates.all.ids))
    bundle = length(split("-----BEGIN", data.apigateway_client_certificates.all.pem_bundle)) - 1
  }
}
`

// TestRequestsInTheLog reads all certificates of a Region while everything is logged, and counts the requests: one per page of 500.
// The base library's own logger cannot log responses with lines this long.
func TestRequestsInTheLog(t *testing.T) {
	t.Parallel()
	for certificates, want := range map[int]int{500: 1, 1200: 3} {
		t.Run(fmt.Sprint(certificates), func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			if _, err := server.GenerateMany("", certificates); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "main.tf"), fmt.Sprintf(countCertificates, provider.Address))
			terraform := newTerraform(t, server, dir)
			log := filepath.Join(t.TempDir(), "log")
			if err := terraform.SetLogPath(log); err != nil {
				t.Fatal(err)
			}
			if err := terraform.SetLog("TRACE"); err != nil {
				t.Fatal(err)
			}
			if err := terraform.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			outputs, err := terraform.Output(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			wantOutputs := map[string]string{"counts": fmt.Sprintf(`{"bundle":%d,"ids":%d}`, certificates, certificates)}
			if diff := cmp.Diff(wantOutputs, compact(t, map[string]string{"counts": string(outputs["counts"].Value)})); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
			if got := server.Count(""); got != want {
				t.Errorf("%d requests, want %d", got, want)
			}
			logged, err := os.ReadFile(log)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(string(logged), "HTTP Request Sent"); got != want {
				t.Errorf("the log has %d requests, want %d", got, want)
			}
		})
	}
}
