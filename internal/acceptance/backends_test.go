package acceptance

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

const day = 24 * time.Hour

// TestBackends connects clients with the certificates of a rotation, and a stranger, to real servers that are configured with the
// files of examples/backends, as Terraform renders them from the data source.
func TestBackends(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	older := generate(t, server, "orders", 300*day)
	newer := generate(t, server, "orders", 0)
	stranger := generate(t, server, "invoices", 0)
	files := render(t, server)
	tries := clients{
		"older":          withKey(t, server, older),
		"newer":          withKey(t, server, newer),
		"stranger":       withKey(t, server, stranger),
		"no certificate": nil,
	}
	// What the files of examples/backends do.
	both := func(others, without string) map[string]string {
		return map[string]string{"older": accepted, "newer": accepted, "stranger": others, "no certificate": without}
	}
	// What the guide warns about: verification by name picks the first certificate of a bundle.
	onlyFirst := func(others, without string) map[string]string {
		return map[string]string{"older": accepted, "newer": others, "stranger": others, "no certificate": without}
	}
	for _, test := range []struct {
		name  string
		start func(*testing.T, rendered) string
		want  map[string]string
	}{
		{"Go", startGo, both(refused, refused)},
		{"Java", startJava, both(refused, refused)},
		{"OpenSSL with partial chains", startOpenSSL, both(refused, refused)},
		{"nginx with a map", startNginx, both(forbidden, forbidden)},
		{"HAProxy with an ACL", startHAProxy, both(forbidden, refused)},
		{"OpenSSL by default", startOpenSSLByDefault, onlyFirst(refused, refused)},
		{"nginx with ssl_verify_client on", startNginxVerifyOn, onlyFirst(badRequest, badRequest)},
		{"HAProxy with verify required alone", startHAProxyVerifyRequired, onlyFirst(refused, refused)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			address := test.start(t, files)
			got := tries.outcomes(files.identity, address)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBackends_expired has an expired certificate in the list that was not deleted.
func TestBackends_expired(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	expired := generate(t, server, "orders", 366*day)
	valid := generate(t, server, "orders", 0)
	files := render(t, server)
	tries := clients{"expired": withKey(t, server, expired), "valid": withKey(t, server, valid)}
	for _, test := range []struct {
		name  string
		start func(*testing.T, rendered) string
		want  string
	}{
		{"Go", startGo, refused},
		{"Java", startJava, refused},
		{"Java that does not skip expired certificates", startJavaWithExpired, accepted},
		{"OpenSSL with partial chains", startOpenSSL, refused},
		{"nginx with a map", startNginx, badRequest},
		{"HAProxy with an ACL", startHAProxy, refused},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			address := test.start(t, files)
			want := map[string]string{"expired": test.want, "valid": accepted}
			if diff := cmp.Diff(want, tries.outcomes(files.identity, address)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBackends_empty checks that if there is no certificate, no configuration is rendered that would reject the gateway.
func TestBackends_empty(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	generate(t, server, "invoices", 0)
	terraform := newTerraform(t, server, filepath.Join(examples, "backends"))
	err := terraform.Apply(t.Context())
	if err == nil || !regexp.MustCompile(`No\s+client\s+certificate\s+has\s+these\s+tags`).MatchString(err.Error()) {
		t.Errorf("applying without a matching certificate: %v", err)
	}
}

// generate generates a certificate with its own key for a service.
func generate(t *testing.T, server *emulator.Server, service string, age time.Duration) emulator.Certificate {
	t.Helper()
	return emulatortest.Generate(t, server, "", service, map[string]string{"Service": service}, emulator.WithOwnKey(), emulator.CreatedAt(time.Now().Add(-age)))
}

// rendered is what Terraform rendered from examples/backends, and what else the servers need.
type rendered struct {
	identity serverIdentity
	bundle   string // the path of a file with the trust_bundle output
	nginx    string // the nginx output
	haproxy  string // the haproxy output
	upstream string // HOST:PORT of the server behind nginx and HAProxy

	nginxAddress   string
	nginxSocket    *os.File
	haproxyAddress string
	haproxySocket  *os.File
}

func render(t *testing.T, server *emulator.Server) rendered {
	t.Helper()
	terraform := newTerraform(t, server, filepath.Join(examples, "backends"))
	upstream := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(upstream.Close)
	files := rendered{identity: newServerIdentity(t), upstream: upstream.Listener.Addr().String()}
	files.bundle = filepath.Join(files.identity.dir, "gateway.pem")
	files.nginxAddress, files.nginxSocket = handOver(t)
	files.haproxyAddress, files.haproxySocket = handOver(t)

	outputs := applied(t, terraform,
		fmt.Sprintf("listen={nginx=%q,haproxy=%q}", files.nginxAddress, "fd@3"),
		fmt.Sprintf("files={certificate=%q,key=%q,certificate_and_key=%q,trust_bundle=%q}",
			files.identity.certificate(), files.identity.key(), files.identity.both(), files.bundle),
		"upstream="+files.upstream)
	files.nginx, files.haproxy = text(t, outputs["nginx"]), text(t, outputs["haproxy"])
	writeFile(t, files.bundle, text(t, outputs["trust_bundle"]))
	return files
}

func startGo(t *testing.T, files rendered) string {
	program := filepath.Join(t.TempDir(), "backend")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, examples+"/backends/go").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	t.Log(version(t, "go", "version"))
	return start(t, exec.CommandContext(t.Context(), program, "-address", "127.0.0.1:0", "-certificate", files.identity.certificate(),
		"-key", files.identity.key(), "-trust", files.bundle), regexp.MustCompile(`listening on (\S+)`))
}

func startJava(t *testing.T, files rendered) string {
	return runJava(t, files, examples+"/backends/java/TrustGateway.java")
}

// startJavaWithExpired starts what the guide warns about.
func startJavaWithExpired(t *testing.T, files rendered) string {
	source, err := os.ReadFile(examples + "/backends/java/TrustGateway.java")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "TrustGateway.java")
	writeFile(t, path, strings.Replace(string(source), "continue;", "", 1))
	return runJava(t, files, path)
}

func runJava(t *testing.T, files rendered, program string) string {
	java, openssl := lookFor(t, "java", "default-jdk-headless"), lookFor(t, "openssl", "openssl")
	t.Log(version(t, java, "-version"))
	store := filepath.Join(t.TempDir(), "backend.p12")
	if output, err := exec.CommandContext(t.Context(), openssl, "pkcs12", "-export", "-in", files.identity.both(), "-out", store,
		"-passout", "pass:changeit").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return start(t, exec.CommandContext(t.Context(), java, program, "0", store, "changeit", files.bundle),
		regexp.MustCompile(`listening on (\S+)`))
}

// opensslAccepts matches the line in which s_server reports its port.
var opensslAccepts = regexp.MustCompile(`ACCEPT (127\.0\.0\.1:\d+)`)

func startOpenSSL(t *testing.T, files rendered) string {
	t.Log(version(t, lookFor(t, "openssl", "openssl"), "version"))
	return start(t, exec.CommandContext(t.Context(), examples+"/backends/openssl.sh", "127.0.0.1:0", files.identity.certificate(),
		files.identity.key(), files.bundle), opensslAccepts)
}

func startOpenSSLByDefault(t *testing.T, files rendered) string {
	openssl := lookFor(t, "openssl", "openssl")
	return start(t, exec.CommandContext(t.Context(), openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", files.identity.certificate(),
		"-key", files.identity.key(), "-CAfile", files.bundle, "-Verify", "1", "-verify_return_error", "-www"), opensslAccepts)
}

// nginxMain is like a distribution's nginx.conf around the files of conf.d, without what needs root.
const nginxMain = `daemon off;
pid nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path temp;
    proxy_temp_path temp;
    fastcgi_temp_path temp;
    uwsgi_temp_path temp;
    scgi_temp_path temp;
    include gateway.conf;
}
`

func startNginx(t *testing.T, files rendered) string {
	return runNginx(t, files.nginx, files.nginxAddress, files.nginxSocket)
}

func startNginxVerifyOn(t *testing.T, files rendered) string {
	address, socket := handOver(t)
	return runNginx(t, fmt.Sprintf(`server {
    listen %s ssl;
    ssl_certificate %s;
    ssl_certificate_key %s;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_verify_client on;
    ssl_client_certificate %s;
    location / { proxy_pass http://%s; }
}
`, address, files.identity.certificate(), files.identity.key(), files.bundle, files.upstream), address, socket)
}

func runNginx(t *testing.T, config, address string, socket *os.File) string {
	nginx := lookFor(t, "nginx", "nginx-light")
	t.Log(version(t, nginx, "-v"))
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "nginx.conf"), nginxMain)
	writeFile(t, filepath.Join(dir, "gateway.conf"), config)
	cmd := exec.CommandContext(t.Context(), nginx, "-p", dir, "-e", "stderr", "-c", filepath.Join(dir, "nginx.conf"))
	// This is how a new nginx inherits the sockets of the one that it replaces.
	cmd.Env = append(os.Environ(), "NGINX=3;")
	cmd.ExtraFiles = []*os.File{socket}
	start(t, cmd, nil)
	return address
}

func startHAProxy(t *testing.T, files rendered) string {
	return runHAProxy(t, files.haproxy, files.haproxyAddress, files.haproxySocket)
}

func startHAProxyVerifyRequired(t *testing.T, files rendered) string {
	address, socket := handOver(t)
	plain := strings.NewReplacer(" crt-ignore-err 18 ca-ignore-err 18", "", "unless presented_by_gateway", "if FALSE").Replace(files.haproxy)
	return runHAProxy(t, plain, address, socket)
}

func runHAProxy(t *testing.T, config, address string, socket *os.File) string {
	haproxy := lookFor(t, "haproxy", "haproxy")
	t.Log(version(t, haproxy, "-v"))
	path := filepath.Join(t.TempDir(), "haproxy.cfg")
	writeFile(t, path, config)
	cmd := exec.CommandContext(t.Context(), haproxy, "-db", "-f", path)
	cmd.ExtraFiles = []*os.File{socket}
	start(t, cmd, nil)
	return address
}
