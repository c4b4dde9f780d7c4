package main

import (
	"log"
	"os"
	"strings"
)

// logWanted reports whether the environment enables Terraform's log, which includes the provider's.
// https://developer.hashicorp.com/terraform/internals/debugging
func logWanted(environ []string) bool {
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if value != "" && (strings.HasPrefix(name, "TF_LOG") || name == "TF_TEMP_LOG_PATH") {
			return true
		}
	}
	return false
}

// turnLogOff turns off the log of the provider's libraries. If Terraform's log is off, they would otherwise still write everything,
// some seventy lines of JSON per data source including the API's response, for Terraform to parse and discard. The output of a
// crash is not affected.
// https://developer.hashicorp.com/terraform/plugin/log/managing
func turnLogOff() {
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_PROVIDER_APIGATEWAY"} {
		if err := os.Setenv(variable, "off"); err != nil {
			log.Printf("[WARN] %s cannot be set: %s", variable, err)
		}
	}
}
