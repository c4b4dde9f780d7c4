package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-apigateway/internal/awsclient"
)

// validate checks what no single attribute's validator can see. Unknown values
// get the benefit of the doubt, and an empty string counts as not set.
func (m providerModel) validate(ctx context.Context) diag.Diagnostics {
	expand := expander{ctx: ctx}
	m.validateKeys(&expand.diags)
	m.validateRegions(&expand.diags)
	m.validateAccounts(&expand.diags)
	m.validateEndpoints(&expand)
	m.validateAssumeRoles(&expand)
	m.validateWebIdentity(&expand)
	return expand.diags
}

// validateKeys requires both keys if any of the three arguments is set, because
// the base library then takes none of them from elsewhere.
func (m providerModel) validateKeys(diags *diag.Diagnostics) {
	var set, missing []string
	for _, argument := range []struct {
		name     string
		value    types.String
		required bool
	}{{"access_key", m.AccessKey, true}, {"secret_key", m.SecretKey, true}, {"token", m.Token, false}} {
		if argument.value.ValueString() != "" {
			set = append(set, argument.name)
		} else if argument.required && !argument.value.IsUnknown() {
			missing = append(missing, argument.name)
		}
	}
	if len(set) > 0 && len(missing) > 0 {
		with, without := strings.Join(set, " and "), strings.Join(missing, " and ")
		diags.AddAttributeError(path.Root(set[0]), "Incomplete Credentials", fmt.Sprintf(
			"The provider block sets %[1]s without %[2]s, which is not taken from the environment then. Set %[2]s too, or remove %[1]s and leave the credentials to the environment or a profile.", with, without))
	}
}

func (m providerModel) validateRegions(diags *diag.Diagnostics) {
	if m.SkipRegionValidation.IsUnknown() || m.SkipRegionValidation.ValueBool() {
		return
	}
	for _, argument := range []struct {
		name   string
		region types.String
	}{{"region", m.Region}, {"sts_region", m.STSRegion}} {
		if argument.region.ValueString() == "" {
			continue
		}
		if err := awsclient.ValidateRegion(argument.region.ValueString()); err != nil {
			diags.AddAttributeError(path.Root(argument.name), "Invalid AWS Region", err.Error()+".")
		}
	}
}

func (m providerModel) validateAccounts(diags *diag.Diagnostics) {
	allowed, forbidden := len(m.AllowedAccountIDs.Elements()) > 0, len(m.ForbiddenAccountIDs.Elements()) > 0
	if allowed && forbidden {
		diags.AddAttributeError(path.Root("forbidden_account_ids"), "Conflicting Arguments",
			"allowed_account_ids already excludes every account that it does not list. Remove one of the two.")
	}
	if (allowed || forbidden) && m.SkipRequestingAccountID.ValueBool() {
		diags.AddAttributeError(path.Root("skip_requesting_account_id"), "Conflicting Arguments",
			"allowed_account_ids and forbidden_account_ids can only be checked with the account id, which skip_requesting_account_id = true keeps the provider from requesting. Remove the list or skip_requesting_account_id.")
	}
}

func (m providerModel) validateEndpoints(expand *expander) {
	set := make(map[string]string)
	for _, block := range elements[endpointsModel](expand, m.Endpoints) {
		for _, service := range block.services() {
			endpoint := service.endpoint.ValueString()
			if endpoint == "" {
				continue
			}
			if _, twice := set[service.name]; twice {
				expand.diags.AddAttributeError(path.Root("endpoints"), "Conflicting Arguments", fmt.Sprintf(
					"Two endpoints blocks set %s. Keep one.", service.name))
			}
			set[service.name] = endpoint
		}
	}
	if set["apigateway"] == "" {
		return
	}
	for _, argument := range []struct {
		name    string
		enabled types.Bool
	}{{"use_dualstack_endpoint", m.UseDualstackEndpoint}, {"use_fips_endpoint", m.UseFIPSEndpoint}} {
		if argument.enabled.ValueBool() {
			expand.diags.AddAttributeError(path.Root(argument.name), "Conflicting Arguments", fmt.Sprintf(
				"endpoints sets the address of API Gateway to %q, but %s asks for another one. Remove one of the two.", awsclient.WithoutUserinfo(set["apigateway"]), argument.name))
		}
	}
}

func (m providerModel) validateAssumeRoles(expand *expander) {
	for i, block := range elements[assumeRoleModel](expand, m.AssumeRole) {
		requireRoleARN(&expand.diags, path.Root("assume_role").AtListIndex(i), block.RoleARN)
	}
}

// validateWebIdentity leaves it to Configure whether there is a token at all:
// `terraform validate` also runs where nobody is signed in.
func (m providerModel) validateWebIdentity(expand *expander) {
	for i, block := range elements[webIdentityModel](expand, m.AssumeRoleWithWebIdentity) {
		at := path.Root("assume_role_with_web_identity").AtListIndex(i)
		requireRoleARN(&expand.diags, at, block.RoleARN)
		if m.AccessKey.ValueString() != "" {
			expand.diags.AddAttributeWarning(at, "Role Not Assumed",
				"access_key in the provider block takes precedence, so assume_role_with_web_identity has no effect. Remove one of the two.")
		}
		if block.WebIdentityToken.ValueString() != "" && block.WebIdentityTokenFile.ValueString() != "" {
			expand.diags.AddAttributeError(at.AtName("web_identity_token_file"), "Conflicting Arguments",
				"web_identity_token is the token itself, and web_identity_token_file is the file to read it from. Remove one of the two.")
		}
	}
}

func requireRoleARN(diags *diag.Diagnostics, block path.Path, arn types.String) {
	if isUnset(arn) {
		diags.AddAttributeError(block.AtName("role_arn"), "Missing Role ARN",
			"The block does not say which role to assume. Set role_arn, or remove the block.")
	}
}

// isUnset reports whether value is null or empty; an unknown value is neither.
func isUnset(value types.String) bool {
	return !value.IsUnknown() && value.ValueString() == ""
}
