package provider

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"
)

// TestSTS_ownEndpointBesideVariants: an address in the block is where STS is
// asked, whatever is said about FIPS and dual-stack and in the environment.
func TestSTS_ownEndpointBesideVariants(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL_STS", "http://"+nobody(t))
	role := answering("AssumeRole", "ROLE", url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "DurationSeconds": {"900"}})
	for _, argument := range []string{"use_fips_endpoint", "use_dualstack_endpoint"} {
		for config, operation := range map[string]string{`{"skip_credentials_validation":false}`: "GetCallerIdentity", `{"assume_role":[` + aRole + `]}`: "AssumeRole"} {
			t.Run(argument+"/"+operation, func(t *testing.T) {
				sts := startSTS(t, servicemocks.MockStsGetCallerIdentityValidEndpoint, role)
				config := merged(t, keysOfTheEmulator, config, fmt.Sprintf(`{"endpoints":[{"sts":%q}],%q:true}`, sts.URL, argument))
				if found := newProtocol(t).configure(config); len(found) > 0 {
					t.Errorf("findings: %v", found)
				}
				if len(sts.requests) == 0 {
					t.Error("no request to STS")
				}
			})
		}
	}
}

func TestSTS_endpointsThatConflict(t *testing.T) {
	const settings = "(AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, or endpoint_url in the profile)."
	for name, test := range map[string]struct{ variable, config, want string }{
		"FIPS and a role": {"AWS_ENDPOINT_URL", `{"use_fips_endpoint":true,"assume_role":[` + aRole + `]}`,
			"The endpoint of STS is set, and use_fips_endpoint (or AWS_USE_FIPS_ENDPOINT) asks for another address; the AWS SDK accepts only one of the two. Remove use_fips_endpoint, or remove the endpoint " + settings},
		"dual-stack and an account": {"AWS_ENDPOINT_URL_STS", `{"use_dualstack_endpoint":true,"skip_credentials_validation":false}`,
			"The endpoint of STS is set, and use_dualstack_endpoint (or AWS_USE_DUALSTACK_ENDPOINT) asks for another address; the AWS SDK accepts only one of the two. Remove use_dualstack_endpoint, or remove the endpoint " + settings},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(test.variable, "http://"+nobody(t))
			found := newProtocol(t).configure(merged(t, keysOfTheEmulator, test.config))
			if diff := cmp.Diff([]finding{{"", "Conflicting Endpoint Settings", test.want}}, found); diff != "" {
				t.Error(diff)
			}
		})
	}
}
