package main

import (
	"log"
	"os"
	"strings"
)

// logWanted tells whether somebody reads the log of Terraform, which has the provider's in it: an environment variable says so.
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

// turnLogOff is for when nobody wants it. The provider's libraries then write everything all the same, some seventy lines of JSON for
// each data source with the answer of the API in them, and leave it to Terraform to parse the lines and throw them away. What a
// crash prints is not part of it.
// https://developer.hashicorp.com/terraform/plugin/log/managing
func turnLogOff() {
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_PROVIDER_APIGATEWAY"} {
		if err := os.Setenv(variable, "off"); err != nil {
			log.Printf("[WARN] %s cannot be set: %s", variable, err)
		}
	}
}
