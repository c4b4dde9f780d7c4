package provider

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

var update = flag.Bool("update", false, "write the messages to testdata/messages instead of comparing them")

// scene is what goes wrong in a test of a message, and what is read.
type scene struct {
	t      *testing.T
	server *emulator.Server
	block  map[string]any // The provider block.
	list   bool           // Whether to read the plural data source.
	within time.Duration  // timeouts { read }.
	ctx    context.Context
}

// connectTo sets the endpoint instead of the emulator's.
func (s *scene) connectTo(url string) {
	s.block["endpoints"] = []any{map[string]any{"apigateway": url}}
}

// TestMessages compares every message about a failed read with the whole text in
// testdata/messages, so that a change in wording is deliberate:
//
//	go test ./internal/provider -run TestMessages -update
func TestMessages(t *testing.T) {
	t.Parallel()
	fault := func(f emulator.Fault) func(*scene) {
		return func(s *scene) { s.server.Inject(f) }
	}
	body := func(body string) func(*scene) { return fault(emulator.Fault{Body: []byte(body)}) }
	const denied = "User: arn:aws:sts::123456789012:assumed-role/ci-with-a-long-name/terraform-run-0123456789 is not authorized to perform: apigateway:GET on resource: arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3 because no identity-based policy allows the apigateway:GET action"

	for name, arrange := range map[string]func(*scene){
		"not-found": func(s *scene) { s.server.Delete(emulator.DefaultRegion, "a1b2c3") },
		"not-found-list": func(s *scene) {
			s.list = true
			s.server.Inject(emulator.Fault{Status: http.StatusNotFound, ErrorType: "NotFoundException", Message: "Not Found"})
		},
		"denied": fault(emulator.Fault{Status: http.StatusForbidden, ErrorType: "AccessDeniedException", Message: denied}),
		"denied-list": func(s *scene) {
			s.list = true
			s.server.Inject(emulator.Fault{Status: http.StatusForbidden, ErrorType: "AccessDeniedException", Message: strings.ReplaceAll(denied, "/a1b2c3", "")})
		},
		"expired":         fault(emulator.Fault{Status: http.StatusForbidden, ErrorType: "ExpiredTokenException", Message: "The security token included in the request is expired"}),
		"unknown-key":     func(s *scene) { s.block["access_key"] = "AKIDNOBODY" },
		"wrong-signature": func(s *scene) { s.block["secret_key"] = "another" },
		"wrong-region":    fault(emulator.Fault{Status: http.StatusForbidden, ErrorType: "InvalidSignatureException", Message: "Credential should be scoped to a valid region, not 'eu-west-1'."}),
		"bad-request":     fault(emulator.Fault{Status: http.StatusBadRequest, ErrorType: "BadRequestException", Message: "Invalid request"}),
		"header-token":    func(s *scene) { s.block["token"] = "hunter2\n" },
		"header-key":      func(s *scene) { s.block["access_key"] = "AKID\nhunter2" },
		"header-agent":    func(s *scene) { s.block["user_agent"] = []any{"edge/2.0\n"} },
		"region":          func(s *scene) { s.block["region"], s.block["skip_region_validation"] = "a b", true },
		"throttled":       fault(emulator.Throttle(0)),

		"unreachable":        func(s *scene) { s.connectTo("http://" + nobody) },
		"reset":              fault(emulator.Fault{Cut: emulator.ResetBefore}),
		"cut":                fault(emulator.Fault{Cut: emulator.HalfBody}),
		"userinfo-is-hidden": func(s *scene) { s.connectTo("http://user:hunter2@" + nobody) },

		"tls-unknown-authority": func(s *scene) {
			s.connectTo(overTLS(s.t, s.server, newAuthority(s.t, "Network Root"), "127.0.0.1"))
		},
		"tls-other-bundle": func(s *scene) {
			s.connectTo(overTLS(s.t, s.server, newAuthority(s.t, "Network Root"), "127.0.0.1"))
			s.block["custom_ca_bundle"] = newAuthority(s.t, "Another Root").file
		},
		"tls-other-name": func(s *scene) {
			authority := newAuthority(s.t, "Network Root")
			s.connectTo(overTLS(s.t, s.server, authority, "apigateway.example.test"))
			s.block["custom_ca_bundle"] = authority.file
		},
		"tls-expired": func(s *scene) {
			authority := newAuthority(s.t, "Network Root")
			authority.notAfter = time.Now().Add(-time.Minute)
			s.connectTo(overTLS(s.t, s.server, authority, "127.0.0.1"))
			s.block["custom_ca_bundle"] = authority.file
		},
		"tls-not-spoken": func(s *scene) { s.connectTo(strings.Replace(s.server.URL(), "http:", "https:", 1)) },
		"tls-expected":   fault(emulator.Fault{Status: http.StatusBadRequest, Body: []byte("Client sent an HTTP request to an HTTPS server.\n"), ContentType: "text/plain"}),

		"proxy-407": func(s *scene) { s.behindProxy(refusingProxy(s.t, http.StatusProxyAuthRequired)) },
		"proxy-403": func(s *scene) { s.behindProxy(refusingProxy(s.t, http.StatusForbidden)) },
		"proxy-502": func(s *scene) { s.behindProxy(refusingProxy(s.t, http.StatusBadGateway)) },
		"proxy-unreachable": func(s *scene) {
			s.connectTo("https://apigateway.example.test")
			s.block["https_proxy"] = "proxy-user:hunter2@" + nobody
		},
		"proxy-407-plain": func(s *scene) {
			s.connectTo("http://apigateway.example.test")
			s.block["http_proxy"] = "http://proxy-user:hunter2@" + refusingProxy(s.t, http.StatusProxyAuthRequired)
			s.block["https_proxy"] = ""
		},

		"500":          fault(emulator.Fail(http.StatusInternalServerError, 0)),
		"503":          fault(emulator.Fault{Status: http.StatusServiceUnavailable, ErrorType: "ServiceUnavailableException", Message: "Service Unavailable"}),
		"502-page":     fault(emulator.Fault{Status: http.StatusBadGateway, Body: []byte("<html>\n<h1>502 Bad Gateway</h1>\n</html>"), ContentType: "text/html"}),
		"redirect":     fault(emulator.Fault{Status: http.StatusFound, Body: []byte{}, Header: http.Header{"Location": {"http://portal.example/"}}}),
		"403-page":     fault(emulator.Fault{Status: http.StatusForbidden, Body: []byte("<html><title>Blocked by policy</title></html>"), ContentType: "text/html"}),
		"page":         fault(emulator.Fault{Body: []byte("<!DOCTYPE html>\n<html>\n\t<title>Sign in to the network</title>\n</html>"), ContentType: "text/html"}),
		"empty-object": body(`{}`),
		"empty-body":   body(``),
		"other-id":     body(`{"clientCertificateId":"zzzzzz"}`),
		"string-date":  body(`{"clientCertificateId":"a1b2c3","createdDate":"2026-03-01T12:00:00Z"}`),
		"milliseconds": body(`{"clientCertificateId":"a1b2c3","createdDate":1772366400000}`),
		"not-utf8":     body("{\"clientCertificateId\":\"a1b2c3\",\"description\":\"\xff\xfe\"}"),
		"endless-list": func(s *scene) { s.list = true; s.server.Inject(emulator.RepeatPage()) },
		"no-list":      func(s *scene) { s.list = true; body(`{}`)(s) },

		"timeout": func(s *scene) {
			s.within = 2 * time.Second
			s.server.Inject(emulator.Fault{Times: 1, Status: http.StatusTooManyRequests, ErrorType: "TooManyRequestsException", Message: "Too Many Requests"})
			s.server.Inject(emulator.Fault{Until: make(chan struct{})})
		},
		"timeout-without-a-response": func(s *scene) {
			s.within = 1250 * time.Millisecond
			s.server.Inject(emulator.Fault{Until: make(chan struct{})})
		},
		"interrupted": func(s *scene) {
			s.server.Inject(emulator.Fault{Until: make(chan struct{})})
			ctx, interrupt := context.WithCancel(s.t.Context())
			s.ctx = ctx
			go func() {
				defer interrupt()
				_ = s.server.WaitForRequests(ctx, 1)
			}()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			server.Put(emulator.Certificate{ID: "a1b2c3"})
			s := &scene{t: t, server: server, ctx: t.Context(), block: map[string]any{
				"region":      emulator.DefaultRegion,
				"access_key":  emulator.DefaultAccessKeyID,
				"secret_key":  emulator.DefaultSecretAccessKey,
				"max_retries": 2,
			}}
			s.connectTo(server.URL())
			arrange(s)
			start := time.Now()
			got := s.read()
			t.Logf("%d requests, %s", server.Count(""), time.Since(start).Round(time.Millisecond))
			if strings.Contains(got, "hunter2") {
				t.Error("the message contains a password")
			}
			compareGolden(t, filepath.Join("testdata", "messages", name+".txt"), got)
		})
	}
}

// read reads the data source and returns what the user sees.
func (s *scene) read() string {
	s.t.Helper()
	p := newProtocol(s.t)
	if found := p.configure(encoded(s.t, s.block)); len(found) > 0 {
		s.t.Fatal(found)
	}
	name, arguments := "apigateway_client_certificate", map[string]any{"client_certificate_id": "a1b2c3"}
	if s.list {
		name, arguments = "apigateway_client_certificates", map[string]any{}
	}
	if s.within > 0 {
		arguments["timeouts"] = map[string]any{"read": s.within.String()}
	}
	response, err := p.server.ReadDataSource(s.ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: name,
		Config:   p.dynamic(p.dataSourceType(name), encoded(s.t, arguments)),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return normalized(p.findings(response.Diagnostics))
}

func encoded(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// normalized returns the text of the diagnostics without what differs from run to
// run.
func normalized(found []finding) string {
	var message string
	for _, f := range found {
		message += f.Summary + "\n"
		if f.Attribute != "" {
			message += "on " + f.Attribute + "\n"
		}
		message += "\n" + f.Detail + "\n"
	}
	for pattern, with := range map[string]string{
		`127\.0\.0\.\d:\d+`:                      "127.0.0.1:PORT",
		`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]+`: "REQUEST-ID",
		`/\S*/bundle\.pem`:                       "/path/to/bundle.pem",
		`current time \S+ is after \S+`:          "current time NOW is after THEN",
		`read tcp \S+->`:                         "read tcp 127.0.0.1:PORT->",
	} {
		message = regexp.MustCompile(pattern).ReplaceAllString(message, with)
	}
	return message
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the message differs from %s; if it is better, run this test with -update (-want +got)\n%s", file, diff)
	}
}
