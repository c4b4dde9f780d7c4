package awsclient

import (
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// Settings is a provider block in Go types. An argument that is not set is the
// zero value; then the environment and the shared files decide, as in every AWS
// SDK.
type Settings struct {
	// Config is passed to aws-sdk-go-base. Its SkipCredsValidation is ignored:
	// VerifyAccount decides.
	awsbase.Config

	// Endpoint is API Gateway's address in every Region. If empty, it depends on
	// the environment, the shared files and the Region.
	Endpoint string

	// SkipRegionValidation allows Regions that the base library does not know.
	SkipRegionValidation bool

	// VerifyAccount makes New call STS to identify the caller. The account lists
	// of Config need it.
	VerifyAccount bool
}
