// Package awsclient turns a provider block's settings into one API Gateway
// client per Region, and explains the errors of those clients. It knows nothing
// of Terraform's types.
package awsclient

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
)

// Clients has one API Gateway client per Region, created when first needed. It
// is safe for concurrent use.
type Clients struct {
	config         aws.Config
	endpoint       string
	caBundle       string
	validateRegion bool
	maxAttempts    int

	mu       sync.Mutex
	byRegion map[string]*Client
}

// New takes credentials and a Region from the settings, the environment and the
// shared files, in that order. It sends requests only if the credentials come
// from a service (a role, SSO, instance metadata) or settings.VerifyAccount is
// set.
//
// The diagnostics are written for the author of the provider block. If there is
// an error among them, the *Clients is nil.
func New(ctx context.Context, settings Settings) (*Clients, diag.Diagnostics) {
	base := settings.Config
	base.SkipCredsValidation = true // Otherwise every run would begin with a call to STS.
	base.HTTPProxyMode = awsbase.HTTPProxyModeSeparate
	base.MaxBackoff = maxBackoff
	base.Logger = newLogger(ctx)
	ctx, config, diags := getConfig(ctx, &base)
	if diags.HasError() {
		return nil, explainCredentials(ctx, diags, settings)
	}
	if config.Region == "" {
		return nil, diags.Append(missingRegion())
	}
	clients := &Clients{
		config:         config,
		endpoint:       settings.Endpoint,
		caBundle:       caBundleInForce(settings.CustomCABundle, config),
		validateRegion: !settings.SkipRegionValidation,
		maxAttempts:    cmp.Or(config.RetryMaxAttempts, defaultMaxAttempts),
		byRegion:       make(map[string]*Client),
	}
	if err := clients.ValidateRegion(config.Region); err != nil {
		return nil, diags.AddError("Invalid AWS Region", fmt.Sprintf(
			"The provider's Region (from region in the provider block, AWS_REGION, AWS_DEFAULT_REGION or the profile) cannot be used: %s.", err))
	}
	if d := clients.checkEndpoint(); d != nil {
		return nil, diags.Append(d)
	}
	if settings.VerifyAccount {
		diags = diags.Append(explainCredentials(ctx, verifyAccount(ctx, config, base), settings)...)
		if diags.HasError() {
			return nil, diags
		}
	}
	return clients, diags
}

// Region returns the Region from the settings, the environment or the profile.
func (c *Clients) Region() string {
	return c.config.Region
}

func missingRegion() diag.Diagnostic {
	return diag.NewErrorDiagnostic("Missing AWS Region",
		"No Region is configured, but every client certificate belongs to one. Set region in the provider block, AWS_REGION or AWS_DEFAULT_REGION in the environment, or region in the profile of the shared configuration file.")
}

// ValidateRegion is [ValidateRegion], or accepts everything with
// SkipRegionValidation.
func (c *Clients) ValidateRegion(region string) error {
	if !c.validateRegion {
		return nil
	}
	return ValidateRegion(region)
}

// ValidateRegion returns an error if the base library does not know region as
// one of AWS. Its text ends without a full stop.
func ValidateRegion(region string) error {
	if validation.SupportedRegion(region) == nil {
		return nil
	}
	return fmt.Errorf("%q is not the code of an AWS Region, such as eu-west-1. "+
		"For a Region newer than this provider, set skip_region_validation = true in the provider block", region)
}

// Client returns the client of a Region, the same one each time.
func (c *Clients) Client(region string) *Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	client, ok := c.byRegion[region]
	if !ok {
		client = c.newClient(region)
		c.byRegion[region] = client
	}
	return client
}

func (c *Clients) newClient(region string) *Client {
	pacer := &pacer{}
	sdk := apigateway.NewFromConfig(c.config, func(o *apigateway.Options) {
		o.Region = region
		if c.endpoint != "" {
			// An empty address here would override the environment's.
			o.BaseEndpoint = &c.endpoint
		}
		tuneTransport(o)
		o.RetryMaxAttempts = c.maxAttempts
		o.APIOptions = append(o.APIOptions, pacer.add, addResponseReader)
	})
	return &Client{
		region:   region,
		api:      api{sdk.GetClientCertificate, sdk.GetClientCertificates},
		caBundle: c.caBundle,
		variant:  sdk.Options().EndpointOptions,
		endpoint: aws.ToString(sdk.Options().BaseEndpoint),
	}
}
