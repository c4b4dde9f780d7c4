package awsclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// quotesOutput is the text after which the SDK quotes the output of a
// credential_process that it could not parse, secrets included.
const quotesOutput = "parse failed of process output: "

// outputProblem returns what is wrong with the output of a credential_process,
// without quoting it, or "" if err is about something else.
func outputProblem(err error) string {
	failed, ok := errors.AsType[*processcreds.ProviderError](err)
	if !ok || !strings.Contains(failed.Error(), quotesOutput) {
		return ""
	}
	const problem = "the output of credential_process is not the expected JSON: "
	if syntax, ok := errors.AsType[*json.SyntaxError](failed); ok {
		return problem + syntax.Error() // Quotes one character at most.
	}
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](failed); ok {
		kind, _, _ := strings.Cut(mismatch.Value, " ") // A number is followed by its value.
		if mismatch.Field == "" {
			return fmt.Sprintf("%sit is a JSON %s, not an object", problem, kind)
		}
		return fmt.Sprintf("%s%s is a JSON %s", problem, mismatch.Field, kind)
	}
	return problem + "Expiration is not a time such as 2006-01-02T15:04:05Z" // The only field with its own format.
}

// withoutOutput removes the quoted output from a message of the SDK's log.
func withoutOutput(message string) string {
	before, _, quotes := strings.Cut(message, quotesOutput)
	if !quotes {
		return message
	}
	return before + quotesOutput + "*****"
}
