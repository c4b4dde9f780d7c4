package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What STS accepts as a session name, source identity and external id.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
var (
	sessionName = []validator.String{
		unlessEmpty{stringvalidator.LengthBetween(2, 64)},
		stringvalidator.RegexMatches(regexp.MustCompile(`^[\w+=,.@-]*$`), "may only contain letters, digits and _+=,.@-"),
	}
	externalID = []validator.String{
		unlessEmpty{stringvalidator.LengthBetween(2, 1224)},
		stringvalidator.RegexMatches(regexp.MustCompile(`^[\w+=,.@:/-]*$`), "may only contain letters, digits and _+=,.@:/-"),
	}
)

// roleAttributes are the arguments that both ways to assume a role share.
func roleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"role_arn": schema.StringAttribute{
			MarkdownDescription: "ARN of the role. Required.",
			Optional:            true, // As in hashicorp/aws; validation requires it.
			Validators:          []validator.String{unlessEmpty{amazonResourceName}},
		},
		"duration": schema.StringAttribute{
			MarkdownDescription: "How long the session lasts, from 15 minutes to 12 hours, such as `1h30m`.",
			Optional:            true,
			Validators:          []validator.String{unlessEmpty{sessionDuration}},
		},
		"policy": schema.StringAttribute{
			MarkdownDescription: "IAM policy in JSON that further restricts the session.",
			Optional:            true,
			Validators:          []validator.String{unlessEmpty{jsonText}},
		},
		"policy_arns": schema.SetAttribute{
			MarkdownDescription: "ARNs of IAM policies that further restrict the session.",
			ElementType:         types.StringType,
			Optional:            true,
			Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(amazonResourceName)},
		},
		"session_name": schema.StringAttribute{
			MarkdownDescription: "Name of the session, as it appears in CloudTrail.",
			Optional:            true,
			Validators:          sessionName,
		},
	}
}

func assumeRoleBlock() schema.Block {
	attributes := roleAttributes()
	attributes["external_id"] = schema.StringAttribute{
		MarkdownDescription: "Identifier that the role's trust policy may require.",
		Optional:            true,
		Validators:          externalID,
	}
	attributes["source_identity"] = schema.StringAttribute{
		MarkdownDescription: "Identity to record for whoever assumes the role.",
		Optional:            true,
		Validators:          sessionName,
	}
	attributes["tags"] = schema.MapAttribute{
		MarkdownDescription: "Tags of the session.",
		ElementType:         types.StringType,
		Optional:            true,
		Validators:          []validator.Map{mapvalidator.NoNullValues(), mapvalidator.KeysAre(stringvalidator.LengthBetween(1, 128))},
	}
	attributes["transitive_tag_keys"] = schema.SetAttribute{
		MarkdownDescription: "Keys of the session tags that are passed on to the next role in a chain.",
		ElementType:         types.StringType,
		Optional:            true,
		Validators:          []validator.Set{setvalidator.NoNullValues()},
	}
	return schema.ListNestedBlock{
		MarkdownDescription: "Role to assume with the credentials found. Several blocks form a chain: each role is assumed with the credentials of the one before.",
		NestedObject:        schema.NestedBlockObject{Attributes: attributes},
	}
}

func webIdentityBlock() schema.Block {
	attributes := roleAttributes()
	attributes["web_identity_token"] = schema.StringAttribute{
		MarkdownDescription: "Token of an OpenID Connect or OAuth 2.0 identity provider. Can also be set with `TF_AWS_WEB_IDENTITY_TOKEN`.",
		Optional:            true,
		Sensitive:           true,
		Validators:          []validator.String{unlessEmpty{stringvalidator.LengthBetween(4, 20000)}},
	}
	attributes["web_identity_token_file"] = schema.StringAttribute{
		MarkdownDescription: "File that contains such a token. One of the two is required. Can also be set with `AWS_WEB_IDENTITY_TOKEN_FILE`.",
		Optional:            true,
	}
	return schema.ListNestedBlock{
		MarkdownDescription: "Role to assume with the token of an identity provider.",
		NestedObject:        schema.NestedBlockObject{Attributes: attributes},
		Validators:          []validator.List{listvalidator.SizeAtMost(1)},
	}
}

func endpointsBlock() schema.Block {
	endpoint := func(service string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: "URL to use instead of the default endpoint of " + service + ".",
			Optional:            true,
			Validators:          []validator.String{unlessEmpty{endpointURL}},
		}
	}
	return schema.SetNestedBlock{
		MarkdownDescription: "Endpoints of services, for emulators and private endpoints. They take precedence over the environment (`AWS_ENDPOINT_URL_API_GATEWAY`, `AWS_ENDPOINT_URL`) and the profile.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"apigateway": endpoint("API Gateway"),
			"iam": schema.StringAttribute{
				MarkdownDescription: "Accepted so that blocks can be copied from hashicorp/aws; IAM is never called.",
				Optional:            true,
				Validators:          []validator.String{unlessEmpty{endpointURL}},
			},
			"sso": endpoint("IAM Identity Center (SSO)"),
			"sts": endpoint("STS"),
		}},
	}
}

func ignoreTagsBlock() schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Tags to leave out of the data sources' `tags`. A `filter` still matches them.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"keys": schema.SetAttribute{
				MarkdownDescription: "Keys of tags to leave out. `TF_AWS_IGNORE_TAGS_KEYS` (comma-separated) adds to them.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.Set{setvalidator.NoNullValues()},
			},
			"key_prefixes": schema.SetAttribute{
				MarkdownDescription: "Key prefixes of tags to leave out. `TF_AWS_IGNORE_TAGS_KEY_PREFIXES` (comma-separated) adds to them.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.Set{setvalidator.NoNullValues()},
			},
		}},
		Validators: []validator.List{listvalidator.SizeAtMost(1)},
	}
}
