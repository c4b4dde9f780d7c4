package awsclient

import (
	"context"
	"maps"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/hashicorp/aws-sdk-go-base/v2/logging"
)

// WithLogger returns a context with which the AWS SDK writes to Terraform's log.
// Terraform gives every call its own context, so every call needs it.
func WithLogger(ctx context.Context) context.Context {
	return logging.RegisterLogger(ctx, newLogger(ctx))
}

func newLogger(ctx context.Context) logging.Logger {
	_, tf := logging.NewTfLogger(ctx)
	return logger{tf}
}

// logger is the base library's logger with more secrets hidden. The base
// library's logs whole messages and hides the secrets of signed requests, but not
// those in responses of services that issue credentials, in tokens or in errors.
type logger struct {
	logging.Logger
}

// SubLogger returns a logger of the given name that hides the same secrets.
func (l logger) SubLogger(ctx context.Context, name string) (context.Context, logging.Logger) {
	ctx, sub := l.Logger.SubLogger(ctx, name)
	return ctx, logger{sub}
}

// Debug logs a message of the SDK. Only those about API Gateway are logged
// whole: the other services are called for credentials.
func (l logger) Debug(ctx context.Context, msg string, fields ...map[string]any) {
	if awsmiddleware.GetServiceID(ctx) != apigateway.ServiceID {
		for i := range fields {
			fields[i] = withoutSecrets(fields[i])
		}
	}
	l.Logger.Debug(ctx, masked(withoutOutput(msg)), fields...)
}

// Info logs a message of the base library, which quotes endpoints as they are set.
func (l logger) Info(ctx context.Context, msg string, fields ...map[string]any) {
	l.Logger.Info(ctx, masked(msg), maskedTexts(fields)...)
}

// Warn logs a message of the base library or the SDK, like Info.
func (l logger) Warn(ctx context.Context, msg string, fields ...map[string]any) {
	l.Logger.Warn(ctx, masked(msg), maskedTexts(fields)...)
}

func maskedTexts(all []map[string]any) []map[string]any {
	safe := make([]map[string]any, len(all))
	for i, fields := range all {
		safe[i] = maps.Clone(fields)
		for name, value := range fields {
			if text, ok := value.(string); ok {
				safe[i][name] = masked(text)
			}
		}
	}
	return safe
}

func withoutSecrets(fields map[string]any) map[string]any {
	safe := maps.Clone(fields)
	for name := range safe {
		if strings.HasSuffix(name, ".body") || strings.Contains(name, "token") {
			safe[name] = "*****"
		}
	}
	return safe
}
