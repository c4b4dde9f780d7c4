package provider

import (
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// FuzzReadResponse passes arbitrary bytes as the API's response through a read of
// both data sources: each ends in an error or in state that is wholly known.
func FuzzReadResponse(f *testing.F) {
	const certificate = `{"clientCertificateId":"a1b2c3","description":"orders","pemEncodedCertificate":"testcert-123","createdDate":1772366400,"expirationDate":1803902400.5,"tags":{"Service":"orders"}}`
	for _, seed := range []string{
		certificate,
		`{"item":[` + certificate + `]}`,
		`{"item":[` + certificate + `,` + strings.Replace(certificate, "a1b2c3", "d4e5f6", 1) + `]}`,
		`{"item":[]}`, `{}`, `null`, `[]`, ``, `<html>`, `{"item":[null]}`, `{"item":[{}],"position":"x"}`,
		`{"clientCertificateId":"a1b2c3","createdDate":"2026-03-01T12:00:00Z"}`,
		`{"clientCertificateId":"a1b2c3","createdDate":1e12,"expirationDate":-1e12}`,
		`{"clientCertificateId":"a1b2c3","createdDate":-9223372036.854775,"expirationDate":9223372036.854775}`,
		`{"clientCertificateId":"a1b2c3","createdDate":null,"tags":{"a":null},"description":null}`,
		`{"clientCertificateId":"a1b2c3","pemEncodedCertificate":"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"}`,
		"{\"clientCertificateId\":\"a1b2c3\",\"description\":\"\\ud800 \\u0000 e\\u0301\"}",
		`{"clientCertificateId":"a1b2c3"}{"clientCertificateId":"a1b2c3"}`,
		`{"message":"Forbidden"}`,
	} {
		f.Add(uint16(200), "", []byte(seed))
	}
	f.Add(uint16(403), "AccessDeniedException", []byte(`{"message":"no"}`))
	f.Add(uint16(404), "NotFoundException:http://internal.amazon.com/", []byte(`{"message":"Invalid"}`))
	f.Add(uint16(302), "", []byte(``))

	var answer atomic.Pointer[func(http.ResponseWriter)]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { (*answer.Load())(w) }))
	f.Cleanup(server.Close)
	config := merged(f, keysOfTheEmulator, `{"max_retries":1,"endpoints":[{"apigateway":"`+server.URL+`"}]}`)
	f.Fuzz(func(t *testing.T, status uint16, errorType string, body []byte) {
		// A new one each time: one that has been throttled paces itself.
		p := newProtocol(t)
		if found := p.configure(config); len(found) > 0 {
			t.Fatal(found)
		}
		answer.Store(new(func(w http.ResponseWriter) {
			w.Header().Set("Connection", "close")
			w.Header()["X-Amzn-Errortype"] = []string{errorType}
			w.WriteHeader(200 + int(status)%400)
			_, _ = w.Write(body)
		}))
		for dataSource, config := range map[string]string{
			"apigateway_client_certificate":  `{"client_certificate_id":"a1b2c3"}`,
			"apigateway_client_certificates": `{}`,
		} {
			state, found := p.state(dataSource, config)
			checkRead(t, state, found)
			for _, f := range found {
				if len(f.Detail) > 20_000 || !utf8.ValidString(f.Detail) {
					t.Errorf("an unreadable detail: %q", f.Detail)
				}
			}
		}
	})
}

// checkRead checks that a read ended in an error or in state that is wholly known.
func checkRead(t *testing.T, state tftypes.Value, found []finding) {
	t.Helper()
	for _, f := range found {
		if f.isError() {
			return
		}
	}
	if state.IsNull() || !state.IsFullyKnown() {
		t.Errorf("no error, and the state is %s", state)
	}
}

// FuzzProviderConfig passes arbitrary provider blocks to validation and, if that
// finds no error, to Configure. Values are null, unknown, or words of the input.
// Blocks with which Configure would call a service are only validated.
func FuzzProviderConfig(f *testing.F) {
	f.Add(uint64(0), "")
	f.Add(uint64(1), "eu-west-1\n\nhttp://127.0.0.1:1\narn:aws:iam::123456789012:role/reader\n123456789012\ntrue\n{}\n1h")
	f.Add(uint64(0xffff_ffff_ffff_ffff), "http://user:pa%zzss@host\nhttp://[::1\n\x00\n☃\n~/x\n-1\n1e999")
	f.Add(uint64(0x5555_5555_5555_5555), "standard\nadaptive\nIPv4\nfalse\n0\nus-gov-west-1\n${x}\n..\\..")
	of := providerType(f)
	f.Fuzz(func(t *testing.T, choices uint64, text string) {
		if !utf8.ValidString(text) {
			return // Terraform's strings are UTF-8.
		}
		p := newProtocol(t)
		g := generator{choices: choices, words: strings.Split(text, "\n")}
		value := g.value(of, "")
		config, err := tfprotov6.NewDynamicValue(of, value)
		if err != nil {
			t.Fatal(err)
		}
		validated, err := p.server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &config})
		if err != nil {
			t.Fatal(err)
		}
		found := p.findings(validated.Diagnostics)
		for _, f := range found {
			if f.isError() {
				return
			}
		}
		if value.IsFullyKnown() && g.asks {
			return
		}
		configured, err := p.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &config, TerraformVersion: terraformVersion})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.findings(configured.Diagnostics) {
			if f.Summary == "" || f.Detail == "" || !utf8.ValidString(f.Detail) {
				t.Errorf("an empty or unreadable diagnostic: %q", f)
			}
		}
	})
}

// generator generates values of any type from a number and words.
type generator struct {
	choices uint64
	words   []string
	asks    bool // Whether Configure would call a service.
}

func (g *generator) choose(n int) int {
	g.choices = g.choices*6364136223846793005 + 1442695040888963407 // Knuth's generator: a few bits yield many choices.
	return int(g.choices>>33) % n
}

// asking are the arguments that make Configure call a service, for credentials or
// to find out whose they are.
var asking = map[string]bool{
	"assume_role": true, "assume_role_with_web_identity": true, "profile": true,
	"allowed_account_ids": true, "forbidden_account_ids": true, "skip_credentials_validation": true,
	"shared_config_files": true, "shared_credentials_files": true, "skip_metadata_api_check": true,
}

func (g *generator) value(of tftypes.Type, name string) tftypes.Value {
	kind := g.choose(8)
	switch of := of.(type) {
	case tftypes.Object:
		values := make(map[string]tftypes.Value, len(of.AttributeTypes))
		for _, attribute := range slices.Sorted(maps.Keys(of.AttributeTypes)) {
			values[attribute] = g.value(of.AttributeTypes[attribute], attribute)
		}
		return tftypes.NewValue(of, values)
	case tftypes.List:
		return tftypes.NewValue(of, g.elements(of.ElementType, name))
	case tftypes.Set:
		return tftypes.NewValue(of, g.elements(of.ElementType, name))
	case tftypes.Map:
		if kind == 0 {
			return tftypes.NewValue(of, tftypes.UnknownValue)
		}
		return tftypes.NewValue(of, map[string]tftypes.Value{g.word(): g.value(of.ElementType, name)})
	}
	switch {
	case kind == 0:
		return tftypes.NewValue(of, tftypes.UnknownValue)
	case kind < 4 && name != "access_key" && name != "secret_key":
		return tftypes.NewValue(of, nil)
	}
	g.asks = g.asks || asking[name]
	switch {
	case of.Is(tftypes.Bool):
		return tftypes.NewValue(of, g.choose(2) == 0)
	case of.Is(tftypes.Number):
		return tftypes.NewValue(of, big.NewFloat(float64(g.choose(2000)-1000)/float64(1+g.choose(2))))
	default:
		return tftypes.NewValue(of, g.word())
	}
}

func (g *generator) elements(of tftypes.Type, name string) any {
	n := g.choose(4) - 1
	if n < 0 {
		return tftypes.UnknownValue
	}
	g.asks = g.asks || asking[name] && n > 0
	elements := make([]tftypes.Value, 0, n)
	for range n {
		elements = append(elements, g.value(of, name))
	}
	return elements
}

func (g *generator) word() string { return g.words[g.choose(len(g.words))] }

// FuzzSelectors reads with arbitrary ids and filters: what validation accepts
// reaches the API unchanged or matches nothing.
func FuzzSelectors(f *testing.F) {
	for _, id := range []string{"a1b2c3", "", " ", "ü", "a/b", "..", "arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3", "a?b#c", "%2F", "a b", "\x00", "e\u0301"} {
		f.Add(id, id, id)
	}
	var asked atomic.Pointer[http.Request]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r)
		id := strings.TrimPrefix(r.URL.Path, "/clientcertificates")
		var answer any = map[string]any{"clientCertificateId": strings.TrimPrefix(id, "/")}
		if id == "" {
			answer = map[string]any{"item": []any{map[string]any{"clientCertificateId": "a1b2c3", "description": "orders", "tags": map[string]string{"Service": "orders"}}}}
		}
		text, err := json.Marshal(answer)
		if err != nil {
			panic(err)
		}
		_, _ = w.Write(text)
	}))
	f.Cleanup(server.Close)
	configured := newProtocol(f)
	config := merged(f, keysOfTheEmulator, `{"max_retries":1,"endpoints":[{"apigateway":"`+server.URL+`"}]}`)
	if found := configured.configure(config); len(found) > 0 {
		f.Fatal(found)
	}
	f.Fuzz(func(t *testing.T, id, key, value string) {
		p := protocol{t, configured.server}
		if !utf8.ValidString(id) || !utf8.ValidString(key) || !utf8.ValidString(value) {
			return
		}
		for _, config := range []string{
			encoded(t, map[string]any{"client_certificate_id": id}),
			encoded(t, map[string]any{"filter": map[string]any{"description": value, "tags": map[string]any{key: value}}}),
		} {
			const dataSource = "apigateway_client_certificate"
			dynamic := p.dynamic(p.dataSourceType(dataSource), config)
			validated, err := p.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: dataSource, Config: dynamic})
			if err != nil {
				t.Fatal(err)
			}
			if len(validated.Diagnostics) > 0 {
				continue
			}
			asked.Store(nil)
			state, found := p.state(dataSource, config)
			checkRead(t, state, found)
			request := asked.Load()
			if request == nil {
				t.Fatalf("%s passed validation, but no request was sent: %v", config, found)
			}
			if strings.Contains(config, `"client_certificate_id"`) && request.URL.Path != "/clientcertificates/"+id {
				t.Errorf("requested %q, want %q", request.URL.Path, id)
			}
		}
	})
}
