package provider

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-apigateway/internal/awsclient"
	"terraform-provider-apigateway/internal/clientcertificate"
	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// replay returns the URL of a server that repeats the emulator's first response
// to each request: otherwise, a benchmark would mostly measure how the emulator
// checks signatures and lists certificates.
func replay(b *testing.B, server *emulator.Server) string {
	b.Helper()
	var answers sync.Map
	recorder := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers.Load(r.URL.String())
		if !ok {
			recorded := httptest.NewRecorder()
			server.ServeHTTP(recorded, r)
			answer = recorded.Body.Bytes()
			answers.Store(r.URL.String(), answer)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer.([]byte)) //nolint:errcheck,forcetypeassert // Nothing else is stored.
	}))
	b.Cleanup(recorder.Close)
	return recorder.URL
}

// configured returns a provider that reads from an emulator with n certificates,
// and their ids.
func configured(b *testing.B, n int) (protocol, []string) {
	b.Helper()
	server := emulatortest.Start(b, emulator.Options{})
	certificates, err := server.GenerateMany(emulator.DefaultRegion, n)
	if err != nil {
		b.Fatal(err)
	}
	ids := make([]string, n)
	for i, certificate := range certificates {
		ids[i] = certificate.ID
	}
	p := newProtocol(b)
	b.Setenv("AWS_ENDPOINT_URL_API_GATEWAY", replay(b, server))
	if found := p.configure(keysOfTheEmulator); len(found) > 0 {
		b.Fatal(found)
	}
	return p, ids
}

// readRepeatedly measures reading one data source, without encoding and decoding
// the messages of the protocol.
func readRepeatedly(b *testing.B, p protocol, name, config string) {
	b.Helper()
	request := &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: p.dynamic(p.dataSourceType(name), config)}
	b.ReportAllocs()
	inUse := func() float64 {
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return float64(memory.HeapAlloc)
	}
	before := inUse()
	for b.Loop() {
		response, err := p.server.ReadDataSource(b.Context(), request)
		if err != nil {
			b.Fatal(err)
		}
		if found := p.findings(response.Diagnostics); len(found) > 0 {
			b.Fatal(found)
		}
	}
	// The framework keeps half a KiB for each request until the process ends, so that it can cancel all of them.
	b.ReportMetric((inUse()-before)/float64(b.N), "B-kept/op")
}

func BenchmarkReadClientCertificate(b *testing.B) {
	p, ids := configured(b, 1)
	readRepeatedly(b, p, "apigateway_client_certificate", fmt.Sprintf(`{"client_certificate_id":%q}`, ids[0]))
}

func BenchmarkReadClientCertificates(b *testing.B) {
	for _, n := range []int{1, 10, 100, 500, 2000} {
		b.Run(fmt.Sprintf("certificates=%d", n), func(b *testing.B) {
			p, _ := configured(b, n)
			readRepeatedly(b, p, "apigateway_client_certificates", `{}`)
		})
	}
}

func BenchmarkFlatten1000(b *testing.B) {
	server := emulatortest.Start(b, emulator.Options{})
	certificates, err := server.GenerateMany(emulator.DefaultRegion, 1000)
	if err != nil {
		b.Fatal(err)
	}
	inspected := make([]clientcertificate.Inspected, len(certificates))
	for i, c := range certificates {
		inspected[i] = clientcertificate.Inspect(clientcertificate.ClientCertificate{
			ID: c.ID, PEM: c.PEM, CreatedDate: c.CreatedDate, ExpirationDate: c.ExpirationDate, Tags: map[string]string{"Service": "orders"},
		})
	}
	settings, diags := providerModel{}.settings(b.Context(), "test", terraformVersion)
	if diags.HasError() {
		b.Fatal(diags)
	}
	settings.Region, settings.AccessKey, settings.SecretKey = emulator.DefaultRegion, "key", "secret"
	clients, baseDiags := awsclient.New(b.Context(), settings)
	if baseDiags.HasError() {
		b.Fatal(baseDiags)
	}
	client := clients.Client(emulator.DefaultRegion)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range inspected {
			flatten(c, client, ignoreTags{})
		}
	}
}

func BenchmarkConfigure(b *testing.B) {
	p := newProtocol(b)
	request := &tfprotov6.ConfigureProviderRequest{TerraformVersion: terraformVersion, Config: p.dynamic(providerType(b), keysOfTheEmulator)}
	b.ReportAllocs()
	for b.Loop() {
		response, err := p.server.ConfigureProvider(b.Context(), request)
		if err != nil {
			b.Fatal(err)
		}
		if found := p.findings(response.Diagnostics); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

// BenchmarkGetProviderSchema uses a new server each time, as Terraform does,
// because a server caches its schemas.
func BenchmarkGetProviderSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewServer("test")().GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}
