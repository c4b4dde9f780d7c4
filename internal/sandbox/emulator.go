package sandbox

import (
	"os"
	"strings"

	"terraform-provider-apigateway/internal/emulator"
)

// EmulatorEnvironment returns the environment for New that points the provider at the emulator and hides all settings of the
// user's own AWS account.
func EmulatorEnvironment(server *emulator.Server) map[string]string {
	env := map[string]string{}
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "AWS_") {
			env[name] = ""
		}
	}
	env["AWS_ENDPOINT_URL_API_GATEWAY"] = server.URL()
	env["AWS_REGION"] = emulator.DefaultRegion
	env["AWS_ACCESS_KEY_ID"] = emulator.DefaultAccessKeyID
	env["AWS_SECRET_ACCESS_KEY"] = emulator.DefaultSecretAccessKey
	env["AWS_CONFIG_FILE"] = os.DevNull
	env["AWS_SHARED_CREDENTIALS_FILE"] = os.DevNull
	env["AWS_EC2_METADATA_DISABLED"] = "true"
	return env
}
