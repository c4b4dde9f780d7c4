package awsclient

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

// caBundleInForce returns the setting that names the file with the trusted
// certificate authorities, and the file, or "" if the system's are trusted. The
// settings have the SDK's precedence.
func caBundleInForce(argument string, loaded aws.Config) string {
	if argument != "" {
		return fmt.Sprintf("custom_ca_bundle (%s)", argument)
	}
	for _, source := range loaded.ConfigSources {
		switch source := source.(type) {
		case config.EnvConfig:
			if source.CustomCABundle != "" {
				return fmt.Sprintf("AWS_CA_BUNDLE (%s)", source.CustomCABundle)
			}
		case config.SharedConfig:
			if source.CustomCABundle != "" {
				return fmt.Sprintf("ca_bundle in the profile %s (%s)", source.Profile, source.CustomCABundle)
			}
		}
	}
	return ""
}

// bundleAtFault returns the same for an error about a file that cannot be used,
// or "" if err is about something else. The base library and the SDK have no
// type for this error.
func bundleAtFault(err error, settings Settings) string {
	const variable = "AWS_CA_BUNDLE"
	file, unreadable := errors.AsType[*fs.PathError](err)
	environment := os.Getenv(variable)
	about := strings.Contains(err.Error(), "custom CA bundle")
	switch {
	case about && settings.CustomCABundle != "":
		return fmt.Sprintf("custom_ca_bundle (%s)", settings.CustomCABundle)
	case environment != "" && (about || unreadable && file.Path == environment):
		return fmt.Sprintf("%s (%s)", variable, environment)
	case about:
		return fmt.Sprintf("ca_bundle in the profile (%s)", profileName(settings.Profile))
	default:
		return ""
	}
}
