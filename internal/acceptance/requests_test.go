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
)

const countCertificates = `
terraform {
  required_providers {
    apigateway = {
      source = "terraform.local/local/apigateway"
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

// TestRequests counts the requests with which all certificates of a Region are read: one for each page of 500.
func TestRequests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		certificates int
		log          string
		want         int
	}{
		{0, "", 1},
		{1, "", 1},
		{500, "", 1},
		{501, "", 2},
		{1200, "", 3},
		// The base library's own logger cannot read a line as long as these answers.
		{500, "TRACE", 1},
		{1200, "TRACE", 3},
	} {
		t.Run(fmt.Sprintf("%d%s", test.certificates, test.log), func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			if _, err := server.GenerateMany("", test.certificates); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "main.tf"), countCertificates)
			terraform := newTerraform(t, server, dir)
			log := filepath.Join(t.TempDir(), "log")
			if test.log != "" {
				if err := terraform.SetLogPath(log); err != nil {
					t.Fatal(err)
				}
				if err := terraform.SetLog(test.log); err != nil {
					t.Fatal(err)
				}
			}
			if err := terraform.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := server.Count(""); got != test.want {
				t.Errorf("%d requests, want %d", got, test.want)
			}
			t.Logf("%d certificates: %d requests", test.certificates, server.Count(""))
			outputs, err := terraform.Output(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"counts": fmt.Sprintf(`{"bundle":%d,"ids":%d}`, test.certificates, test.certificates)}
			if diff := cmp.Diff(want, compact(t, map[string]string{"counts": string(outputs["counts"].Value)})); diff != "" {
				t.Errorf("what was read (-want +got):\n%s", diff)
			}
			if test.log == "" {
				return
			}
			logged, err := os.ReadFile(log)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(string(logged), "HTTP Request Sent"); got != test.want {
				t.Errorf("the log tells of %d requests, want %d", got, test.want)
			}
		})
	}
}
