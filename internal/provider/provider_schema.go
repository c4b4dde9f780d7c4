package provider

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// defaultExpirationWarningDays is how many days before a certificate expires
// warnings start by default.
const defaultExpirationWarningDays = 30

// providerSchema has the names and shapes of hashicorp/aws's provider block, so
// that blocks can be copied.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs#provider-configuration
func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Reads Amazon API Gateway client certificates: the certificates that API Gateway presents to HTTP backends, so that they know a request came through the gateway.",
		Attributes: map[string]schema.Attribute{
			"access_key": schema.StringAttribute{
				MarkdownDescription: "AWS access key. Can also be set with `AWS_ACCESS_KEY_ID`, or come from the profile, a role or the machine.",
				Optional:            true,
			},
			"secret_key": schema.StringAttribute{
				MarkdownDescription: "AWS secret key. Can also be set with `AWS_SECRET_ACCESS_KEY`.",
				Optional:            true,
				Sensitive:           true,
			},
			"token": schema.StringAttribute{
				MarkdownDescription: "Session token of temporary credentials. Can also be set with `AWS_SESSION_TOKEN`.",
				Optional:            true,
				Sensitive:           true,
			},
			"profile": schema.StringAttribute{
				MarkdownDescription: "Profile in the shared configuration and credentials files. Can also be set with `AWS_PROFILE`.",
				Optional:            true,
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the certificates, such as `eu-west-1`; a data source can name another. Can also be set with `AWS_REGION`, `AWS_DEFAULT_REGION` or in the profile.",
				Optional:            true,
			},
			"shared_config_files": schema.ListAttribute{
				MarkdownDescription: "Paths of the shared configuration files. Defaults to `[~/.aws/config]`. Can also be set with `AWS_CONFIG_FILE`.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.List{listvalidator.NoNullValues()},
			},
			"shared_credentials_files": schema.ListAttribute{
				MarkdownDescription: "Paths of the shared credentials files. Defaults to `[~/.aws/credentials]`. Can also be set with `AWS_SHARED_CREDENTIALS_FILE`.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.List{listvalidator.NoNullValues()},
			},
			"allowed_account_ids": schema.SetAttribute{
				MarkdownDescription: "Ids of the accounts that may be read; with the credentials of any other account, nothing is read. Calls STS once to find out whose credentials they are. Conflicts with `forbidden_account_ids`.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(accountID)},
			},
			"forbidden_account_ids": schema.SetAttribute{
				MarkdownDescription: "Ids of the accounts that must not be read. Calls STS once to find out whose credentials they are. Conflicts with `allowed_account_ids`.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(accountID)},
			},
			"custom_ca_bundle": schema.StringAttribute{
				MarkdownDescription: "File with the certificate authorities to trust, for both API Gateway and STS. Can also be set with `AWS_CA_BUNDLE`.",
				Optional:            true,
			},
			"insecure": schema.BoolAttribute{
				MarkdownDescription: "Whether to accept any TLS certificate. Defaults to `false`.",
				Optional:            true,
			},
			"http_proxy": schema.StringAttribute{
				MarkdownDescription: "URL or `host:port` of the proxy for HTTP requests; empty for none. Can also be set with `HTTP_PROXY` or `http_proxy`.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{proxyURL}},
			},
			"https_proxy": schema.StringAttribute{
				MarkdownDescription: "URL or `host:port` of the proxy for HTTPS requests; empty for none. Can also be set with `HTTPS_PROXY` or `https_proxy`.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{proxyURL}},
			},
			"no_proxy": schema.StringAttribute{
				MarkdownDescription: "Comma-separated hosts to reach without a proxy. Can also be set with `NO_PROXY` or `no_proxy`.",
				Optional:            true,
			},
			"ec2_metadata_service_endpoint": schema.StringAttribute{
				MarkdownDescription: "Address of the EC2 instance metadata service. Can also be set with `AWS_EC2_METADATA_SERVICE_ENDPOINT`.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{endpointURL}},
			},
			"ec2_metadata_service_endpoint_mode": schema.StringAttribute{
				MarkdownDescription: "Protocol of the EC2 instance metadata service: `IPv4` or `IPv6`. Can also be set with `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{stringvalidator.OneOfCaseInsensitive(awsbase.EC2MetadataEndpointMode_Values()...)}},
			},
			"skip_metadata_api_check": schema.StringAttribute{
				MarkdownDescription: "`true` never calls the EC2 instance metadata service; `false` calls it even if `AWS_EC2_METADATA_DISABLED` says not to.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{booleanText}},
			},
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: "Maximum number of attempts for a request to API Gateway. Can also be set with `AWS_MAX_ATTEMPTS` or `max_attempts` in the profile, which are for requests for credentials too. Defaults to `25`; `0` counts as not set.",
				Optional:            true,
				Validators:          []validator.Number{wholeNumber(1000)},
			},
			"retry_mode": schema.StringAttribute{
				MarkdownDescription: "How requests are retried: `standard` or `adaptive`. Can also be set with `AWS_RETRY_MODE`.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{stringvalidator.OneOf(aws.RetryModeStandard.String(), aws.RetryModeAdaptive.String())}},
			},
			"token_bucket_rate_limiter_capacity": schema.NumberAttribute{
				MarkdownDescription: "Capacity of the AWS SDK's token bucket for retries. If not set or `0`, retries are not limited this way.",
				Optional:            true,
				Validators:          []validator.Number{wholeNumber(1_000_000)},
			},
			"skip_credentials_validation": schema.BoolAttribute{
				MarkdownDescription: "Set to `false` to call STS once, before anything is read, and check that the credentials work. Unlike in hashicorp/aws, they are not checked by default.",
				Optional:            true,
			},
			"skip_region_validation": schema.BoolAttribute{
				MarkdownDescription: "Whether to accept Regions that this provider does not know. Defaults to `false`.",
				Optional:            true,
			},
			"skip_requesting_account_id": schema.BoolAttribute{
				MarkdownDescription: "Accepted so that blocks can be copied from hashicorp/aws: the account id is only requested if an account list needs it. Must not be `true` together with an account list.",
				Optional:            true,
			},
			"sts_region": schema.StringAttribute{
				MarkdownDescription: "Region of STS. Defaults to the provider's Region.",
				Optional:            true,
			},
			"use_dualstack_endpoint": schema.BoolAttribute{
				MarkdownDescription: "Whether to use endpoints that also support IPv6. Can also be set with `AWS_USE_DUALSTACK_ENDPOINT`.",
				Optional:            true,
			},
			"use_fips_endpoint": schema.BoolAttribute{
				MarkdownDescription: "Whether to use endpoints with FIPS 140 cryptography. Can also be set with `AWS_USE_FIPS_ENDPOINT`.",
				Optional:            true,
			},
			"user_agent": schema.ListAttribute{
				MarkdownDescription: "Products to add to the User-Agent of requests, each as `name/version (comment)`. `TF_APPEND_USER_AGENT` adds to them.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.List{listvalidator.NoNullValues()},
			},
			"expiration_warning_days": schema.NumberAttribute{
				MarkdownDescription: "A plan warns of certificates that expire within this many days or have expired. Defaults to `30`; `0` turns the warning off.",
				Optional:            true,
				Validators:          []validator.Number{anyWholeNumber},
			},
		},
		Blocks: map[string]schema.Block{
			"assume_role":                   assumeRoleBlock(),
			"assume_role_with_web_identity": webIdentityBlock(),
			"endpoints":                     endpointsBlock(),
			"ignore_tags":                   ignoreTagsBlock(),
		},
	}
}
