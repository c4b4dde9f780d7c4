package provider

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// validate finds what no single attribute's validator can see. Unknown values
// get the benefit of the doubt.
func (m providerModel) validate(ctx context.Context) diag.Diagnostics {
	read := reader{ctx: ctx}
	m.validateRegions(&read.diags)
	m.validateAccounts(&read.diags)
	m.validateEndpoints(&read)
	m.validateAssumeRoles(&read)
	m.validateWebIdentity(&read)
	return read.diags
}

func (m providerModel) validateRegions(diags *diag.Diagnostics) {
	if m.SkipRegionValidation.IsUnknown() || m.SkipRegionValidation.ValueBool() {
		return
	}
	for name, region := range map[string]types.String{"region": m.Region, "sts_region": m.STSRegion} {
		if value := region.ValueString(); value != "" && validation.SupportedRegion(value) != nil {
			diags.AddAttributeError(path.Root(name), "Invalid AWS Region", fmt.Sprintf(
				"%q is not the code of an AWS Region, such as eu-west-1. For a region that is newer than this provider, set skip_region_validation = true.", value))
		}
	}
}

func (m providerModel) validateAccounts(diags *diag.Diagnostics) {
	for name, accounts := range map[string]types.Set{"allowed_account_ids": m.AllowedAccountIDs, "forbidden_account_ids": m.ForbiddenAccountIDs} {
		if len(accounts.Elements()) > 0 && m.SkipRequestingAccountID.ValueBool() {
			diags.AddAttributeError(path.Root("skip_requesting_account_id"), "Conflicting Arguments", fmt.Sprintf(
				"%s can only be checked with the account id, which skip_requesting_account_id = true forbids to ask for. Remove one of the two.", name))
		}
	}
}

func (m providerModel) validateEndpoints(read *reader) {
	if m.Endpoints.IsUnknown() {
		return
	}
	set := make(map[string]string)
	for _, block := range elements[endpointsModel](read, m.Endpoints) {
		for service, endpoint := range block.byService() {
			if endpoint.ValueString() == "" {
				continue
			}
			if _, twice := set[service]; twice {
				read.diags.AddAttributeError(path.Root("endpoints"), "Conflicting Arguments", fmt.Sprintf(
					"Two endpoints blocks set %s. Keep one.", service))
			}
			set[service] = endpoint.ValueString()
		}
	}
	if set["apigateway"] == "" {
		return
	}
	for name, enabled := range map[string]types.Bool{"use_fips_endpoint": m.UseFIPSEndpoint, "use_dualstack_endpoint": m.UseDualstackEndpoint} {
		if enabled.ValueBool() {
			read.diags.AddAttributeError(path.Root(name), "Conflicting Arguments", fmt.Sprintf(
				"endpoints sets the address of API Gateway to %q, and %s asks for another one. Remove one of the two.", withoutUserinfo(set["apigateway"]), name))
		}
	}
}

func (m providerModel) validateAssumeRoles(read *reader) {
	for i, block := range elements[assumeRoleModel](read, m.AssumeRole) {
		requireRoleARN(&read.diags, path.Root("assume_role").AtListIndex(i), block.RoleARN)
	}
}

func (m providerModel) validateWebIdentity(read *reader) {
	for i, block := range elements[webIdentityModel](read, m.AssumeRoleWithWebIdentity) {
		at := path.Root("assume_role_with_web_identity").AtListIndex(i)
		requireRoleARN(&read.diags, at, block.RoleARN)
		if block.WebIdentityToken.IsNull() && block.WebIdentityTokenFile.IsNull() &&
			os.Getenv("TF_AWS_WEB_IDENTITY_TOKEN") == "" && os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE") == "" {
			read.diags.AddAttributeError(at, "Missing Web Identity Token",
				"Set web_identity_token or web_identity_token_file in the block, or TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE in the environment.")
		}
	}
}

func requireRoleARN(diags *diag.Diagnostics, block path.Path, arn types.String) {
	if !arn.IsUnknown() && arn.ValueString() == "" {
		diags.AddAttributeError(block.AtName("role_arn"), "Missing Role ARN",
			"The block says that a role is to be assumed, and not which. Set role_arn, or remove the block.")
	}
}

// byService returns the endpoints of the block under the names of the services.
func (m *endpointsModel) byService() map[string]*types.String {
	return map[string]*types.String{"apigateway": &m.APIGateway, "iam": &m.IAM, "sso": &m.SSO, "sts": &m.STS}
}
