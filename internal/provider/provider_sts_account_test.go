package provider

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestSTS_account checks when STS is called to find out the account.
func TestSTS_account(t *testing.T) {
	t.Parallel()
	const account = servicemocks.MockStsGetCallerIdentityAccountID
	const notAllowed = "The credentials belong to account " + account + ", which allowed_account_ids or forbidden_account_ids in the provider block excludes. Nothing was read. Use credentials of another account, or correct the list."
	for name, test := range map[string]struct {
		config   string
		asksSTS  bool
		refusals []finding
	}{
		"nothing":                             {config: `{}`},
		"skip_credentials_validation = true":  {config: `{"skip_credentials_validation":true}`},
		"skip_requesting_account_id":          {config: `{"skip_requesting_account_id":false}`},
		"skip_credentials_validation = false": {config: `{"skip_credentials_validation":false}`, asksSTS: true},
		"an allowed account":                  {config: `{"allowed_account_ids":["` + account + `"]}`, asksSTS: true},
		"an allowed account, not validated":   {config: `{"allowed_account_ids":["` + account + `"],"skip_credentials_validation":true}`, asksSTS: true},
		"another account":                     {config: `{"allowed_account_ids":["111111111111"]}`, asksSTS: true, refusals: []finding{{"", "AWS Account Not Allowed", notAllowed}}},
		"a forbidden account":                 {config: `{"forbidden_account_ids":["` + account + `"]}`, asksSTS: true, refusals: []finding{{"", "AWS Account Not Allowed", notAllowed}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
			sts := startSTS(t, servicemocks.MockStsGetCallerIdentityValidEndpoint)
			found := newProtocol(t).read(merged(t, keysOfTheEmulator, endpointsTo(server, "sts", sts.URL), test.config), id)
			if diff := cmp.Diff(test.refusals, found); diff != "" {
				t.Error(diff)
			}
			var wantSTS []stsRequest
			if test.asksSTS {
				wantSTS = []stsRequest{{emulator.DefaultAccessKeyID, "Action=GetCallerIdentity&Version=2011-06-15"}}
			}
			if diff := cmp.Diff(wantSTS, sts.requests); diff != "" {
				t.Errorf("to STS: %s", diff)
			}
			wantRequests := 1
			if test.refusals != nil {
				wantRequests = 0
			}
			if n := server.Count(""); n != wantRequests {
				t.Errorf("%d requests to API Gateway, want %d", n, wantRequests)
			}
		})
	}
}

func TestSTS_deniedCallerIdentity(t *testing.T) {
	t.Parallel()
	sts := startSTS(t, refusing("GetCallerIdentity", "InvalidClientTokenId", "The security token included in the request is invalid."))
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"skip_credentials_validation":false}`, sts.URL)))
	want := []finding{{"", "AWS Credentials Not Verified", "STS did not say which account the credentials from access_key, secret_key and token in the provider block belong to, " +
		"which an account list or skip_credentials_validation = false in the provider block requires. Nothing was read.\n\nCause: InvalidClientTokenId: The security token included in the request is invalid."}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

// TestSTS_attemptsAtSTS checks that the 25 attempts are for API Gateway alone.
func TestSTS_attemptsAtSTS(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]int{`{}`: 3, `{"max_retries":2}`: 2} {
		t.Run(config, func(t *testing.T) {
			t.Parallel()
			if n := attemptsAtSTS(t, config); n != want {
				t.Errorf("%d requests to STS, want %d", n, want)
			}
		})
	}
}

func TestSTS_attemptsAtSTSFromTheEnvironment(t *testing.T) {
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	if n := attemptsAtSTS(t, `{}`); n != 1 {
		t.Errorf("%d requests to STS, want 1", n)
	}
}

// attemptsAtSTS counts the requests to an STS that is never available.
func attemptsAtSTS(t *testing.T, config string) int {
	t.Helper()
	unavailable := refusing("AssumeRole", "ServiceUnavailable", "busy")
	unavailable.Response.StatusCode = http.StatusServiceUnavailable
	sts := startSTS(t, unavailable)
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"assume_role":[%s]}`, sts.URL, aRole), config))
	expectOne(t, found, "STS Unavailable", "ServiceUnavailable: busy")
	return len(sts.requests)
}
