package provider

import (
	"context"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/useragent"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-apigateway/internal/awsclient"
)

// settings converts a wholly known provider block.
func (m providerModel) settings(ctx context.Context, version, terraformVersion string) (awsclient.Settings, diag.Diagnostics) {
	expand := expander{ctx: ctx}
	endpoints := m.endpoints(&expand)
	settings := awsclient.Settings{
		Config: awsbase.Config{
			AccessKey:                      m.AccessKey.ValueString(),
			AllowedAccountIds:              expand.strings(m.AllowedAccountIDs),
			AssumeRole:                     m.assumeRoles(&expand),
			AssumeRoleWithWebIdentity:      m.webIdentity(&expand),
			CallerDocumentationURL:         "the provider's documentation, under Authentication,",
			CallerName:                     "Terraform Provider for API Gateway client certificates",
			CustomCABundle:                 m.CustomCABundle.ValueString(),
			EC2MetadataServiceEnableState:  m.metadataState(),
			EC2MetadataServiceEndpoint:     m.EC2MetadataServiceEndpoint.ValueString(),
			EC2MetadataServiceEndpointMode: m.EC2MetadataServiceEndpointMode.ValueString(),
			ForbiddenAccountIds:            expand.strings(m.ForbiddenAccountIDs),
			HTTPProxy:                      proxy(m.HTTPProxy),
			HTTPSProxy:                     proxy(m.HTTPSProxy),
			IamEndpoint:                    endpoints.IAM.ValueString(),
			Insecure:                       m.Insecure.ValueBool(),
			MaxRetries:                     int(int64OrZero(m.MaxRetries)),
			NoProxy:                        m.NoProxy.ValueString(),
			Profile:                        m.Profile.ValueString(),
			Region:                         m.Region.ValueString(),
			RetryMode:                      aws.RetryMode(m.RetryMode.ValueString()),
			SecretKey:                      m.SecretKey.ValueString(),
			SharedConfigFiles:              expand.strings(m.SharedConfigFiles),
			SharedCredentialsFiles:         expand.strings(m.SharedCredentialsFiles),
			SkipRequestingAccountId:        m.SkipRequestingAccountID.ValueBool(),
			SsoEndpoint:                    endpoints.SSO.ValueString(),
			StsEndpoint:                    endpoints.STS.ValueString(),
			StsRegion:                      m.STSRegion.ValueString(),
			Token:                          m.Token.ValueString(),
			TokenBucketRateLimiterCapacity: int(int64OrZero(m.TokenBucketRateLimiterCapacity)),
			UseDualStackEndpoint:           m.UseDualstackEndpoint.ValueBool(),
			UseFIPSEndpoint:                m.UseFIPSEndpoint.ValueBool(),
			UserAgent: append(awsbase.UserAgentProducts{
				{Name: "Terraform", Version: terraformVersion},
				{Name: "terraform-provider-apigateway", Version: version},
			}, useragent.FromSlice(expand.strings(m.UserAgent))...),
		},
		Endpoint:             endpoints.APIGateway.ValueString(),
		SkipRegionValidation: m.SkipRegionValidation.ValueBool(),
	}
	settings.VerifyAccount = len(settings.AllowedAccountIds) > 0 || len(settings.ForbiddenAccountIds) > 0 ||
		!m.SkipCredentialsValidation.IsNull() && !m.SkipCredentialsValidation.ValueBool()
	return settings, expand.diags
}

// proxy returns nil if the environment decides.
func proxy(value types.String) *string {
	if value.IsNull() {
		return nil
	}
	return aws.String(withScheme(value.ValueString()))
}

func (m providerModel) warningDays() int64 {
	if m.ExpirationWarningDays.IsNull() {
		return defaultExpirationWarningDays
	}
	return int64OrZero(m.ExpirationWarningDays)
}

func (m providerModel) metadataState() imds.ClientEnableState {
	skip, err := strconv.ParseBool(m.SkipMetadataAPICheck.ValueString())
	switch {
	case err != nil: // Not set, or set to "".
		return imds.ClientDefaultEnableState
	case skip:
		return imds.ClientDisabled
	default:
		return imds.ClientEnabled
	}
}

func (m providerModel) endpoints(expand *expander) endpointsModel {
	var merged endpointsModel
	for _, block := range elements[endpointsModel](expand, m.Endpoints) {
		into := merged.services()
		for i, service := range block.services() {
			if service.endpoint.ValueString() != "" {
				*into[i].endpoint = *service.endpoint
			}
		}
	}
	return merged
}

// serviceEndpoint is one argument of an endpoints block.
type serviceEndpoint struct {
	name     string
	endpoint *types.String
}

// services returns the block's arguments, in the same order each time.
func (m *endpointsModel) services() []serviceEndpoint {
	return []serviceEndpoint{{"apigateway", &m.APIGateway}, {"iam", &m.IAM}, {"sso", &m.SSO}, {"sts", &m.STS}}
}

func (m providerModel) assumeRoles(expand *expander) []awsbase.AssumeRole {
	var roles []awsbase.AssumeRole
	for _, block := range elements[assumeRoleModel](expand, m.AssumeRole) {
		roles = append(roles, awsbase.AssumeRole{
			RoleARN:           block.RoleARN.ValueString(),
			Duration:          duration(block.Duration),
			ExternalID:        block.ExternalID.ValueString(),
			Policy:            block.Policy.ValueString(),
			PolicyARNs:        expand.strings(block.PolicyARNs),
			SessionName:       block.SessionName.ValueString(),
			SourceIdentity:    block.SourceIdentity.ValueString(),
			Tags:              expand.stringMap(block.Tags),
			TransitiveTagKeys: expand.strings(block.TransitiveTagKeys),
		})
	}
	return roles
}

func (m providerModel) webIdentity(expand *expander) *awsbase.AssumeRoleWithWebIdentity {
	blocks := elements[webIdentityModel](expand, m.AssumeRoleWithWebIdentity)
	if len(blocks) == 0 {
		return nil
	}
	block := blocks[0] // The schema allows no more.
	role := &awsbase.AssumeRoleWithWebIdentity{
		RoleARN:              block.RoleARN.ValueString(),
		Duration:             duration(block.Duration),
		Policy:               block.Policy.ValueString(),
		PolicyARNs:           expand.strings(block.PolicyARNs),
		SessionName:          block.SessionName.ValueString(),
		WebIdentityToken:     block.WebIdentityToken.ValueString(),
		WebIdentityTokenFile: block.WebIdentityTokenFile.ValueString(),
	}
	if !role.HasValidTokenSource() {
		tokenFromEnvironment(role, &expand.diags)
	}
	return role
}

// tokenFromEnvironment reads hashicorp/aws's variables, which count only if the
// block has neither argument, as there.
func tokenFromEnvironment(role *awsbase.AssumeRoleWithWebIdentity, diags *diag.Diagnostics) {
	const token, file = "TF_AWS_WEB_IDENTITY_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE"
	role.WebIdentityToken, role.WebIdentityTokenFile = os.Getenv(token), os.Getenv(file)
	at := path.Root("assume_role_with_web_identity").AtListIndex(0)
	switch {
	case !role.HasValidTokenSource():
		diags.AddAttributeError(at, "Missing Web Identity Token",
			"Set web_identity_token or web_identity_token_file in the block, or "+token+" or "+file+" in the environment.")
	case role.WebIdentityToken != "" && role.WebIdentityTokenFile != "":
		diags.AddAttributeError(at, "Conflicting Web Identity Tokens",
			token+" and "+file+" are both set in the environment. Unset one of them, or set web_identity_token or web_identity_token_file in the block.")
	}
}

// duration returns zero, which stands for the library's default, if value is not
// set.
func duration(value types.String) time.Duration {
	d, err := time.ParseDuration(value.ValueString())
	if err != nil {
		return 0 // The validator has rejected everything else that does not parse.
	}
	return d
}
