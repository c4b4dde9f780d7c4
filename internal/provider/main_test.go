package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"go.uber.org/goleak"

	"terraform-provider-apigateway/internal/emulator"
)

// TestMain removes the machine's AWS settings from the environment, so that every
// test sees only what it sets itself, and sets a local time zone in which no date
// may be shown.
func TestMain(m *testing.M) {
	if os.Getenv(serveProvider) != "" {
		if err := tf6server.Serve(Address, NewServer("test")); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(run(m))
}

// serveProvider is an environment variable that makes the test binary serve the
// provider, for tests that need it in its own process.
const serveProvider = "APIGATEWAY_TEST_SERVE_PROVIDER"

func run(m *testing.M) int {
	time.Local = time.FixedZone("", 5*3600+45*60)
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "TF_AWS_") || name == "TF_APPEND_USER_AGENT" {
			if err := os.Unsetenv(name); err != nil {
				panic(err)
			}
		}
	}
	home, err := os.MkdirTemp("", "apigateway-provider-test")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE":             filepath.Join(home, "config"),
		"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(home, "credentials"),
		"AWS_EC2_METADATA_DISABLED":   "true",
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	// On a busy machine, what copies the output of a provider served in this process ends some time after its server.
	if err := goleak.Find(goleak.IgnoreAnyFunction("github.com/hashicorp/go-plugin.copyChan")); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, "goroutines outlive the tests:", err)
		return 1
	}
	return code
}

// providerBlock returns a provider block for an emulator, plus arguments.
func providerBlock(server *emulator.Server, arguments ...string) string {
	return fmt.Sprintf(`
provider "apigateway" {
  region     = %q
  access_key = %q
  secret_key = %q
  endpoints {
    apigateway = %q
  }
  %s
}
`, emulator.DefaultRegion, emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, server.URL(), strings.Join(arguments, "\n  "))
}

// factories serve the provider inside the test process.
var factories = factoriesAt(time.Now)

// factoriesAt returns factories with the test's own clock.
func factoriesAt(now func() time.Time) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"apigateway": func() (tfprotov6.ProviderServer, error) {
			return serve(&apigatewayProvider{version: "test", now: now}), nil
		},
	}
}

// applies applies config with a real Terraform, checks the state, and then checks
// that a second plan is empty.
func applies(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: checks},
			{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		},
	})
}

// fails applies config with a real Terraform and expects an error that contains
// text, wherever Terraform breaks the lines.
func fails(t *testing.T, config, text string) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps:                    []resource.TestStep{{Config: config, ExpectError: wrapped(text)}},
	})
}

// wrapped matches text with any line breaks between its words, as Terraform wraps
// errors.
func wrapped(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}
