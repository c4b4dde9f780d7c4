package awsclient

import (
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// Settings is what a provider block says, in Go's types. What it leaves out is
// the zero value, and then the environment and the shared files decide, as for
// every AWS SDK.
type Settings struct {
	// Config has what aws-sdk-go-base takes as it is. Its SkipCredsValidation
	// is not read: VerifyAccount says the same the other way round.
	awsbase.Config

	// Endpoint replaces API Gateway's address in every region. Empty leaves it
	// to the environment, the shared files and the region.
	Endpoint string

	// SkipRegionValidation allows regions that the base library has not heard of.
	SkipRegionValidation bool

	// VerifyAccount asks STS who the caller is before anything is read. The
	// account lists of Config need it.
	VerifyAccount bool
}
