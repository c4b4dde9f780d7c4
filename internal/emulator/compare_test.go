package emulator_test

import (
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var (
	// The SDK's structures have an unexported marker.
	ignoreDocument = cmpopts.IgnoreUnexported(types.ClientCertificate{})
	equateEmpty    = cmpopts.EquateEmpty()
)
