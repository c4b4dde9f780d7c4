package main

import "testing"

func TestLogWanted(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]bool{
		"TF_LOG=DEBUG":                     true,
		"TF_LOG_PROVIDER=TRACE":            true,
		"TF_LOG_PROVIDER_APIGATEWAY=DEBUG": true,
		"TF_LOG_SDK_PROTO_DATA_DIR=/tmp":   true,
		"TF_TEMP_LOG_PATH=/tmp/log":        true,
		"TF_LOG=":                          false,
		"TF_DATA_DIR=/tmp":                 false,
	} {
		if got := logWanted([]string{"HOME=/home/x", entry}); got != want {
			t.Errorf("with %s: %t, want %t", entry, got, want)
		}
	}
}
