package awsclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// quotesOutput is where the SDK begins to quote all that a credential_process
// wrote, secrets included, because it could not be parsed.
const quotesOutput = "parse failed of process output: "

// outputProblem says what is wrong with the output of a credential_process
// without quoting it; "" when err is about something else.
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
		kind, _, _ := strings.Cut(mismatch.Value, " ") // The value of a number stands after it.
		if mismatch.Field == "" {
			return fmt.Sprintf("%sit is a JSON %s, not an object", problem, kind)
		}
		return fmt.Sprintf("%s%s is a JSON %s", problem, mismatch.Field, kind)
	}
	return problem + "Expiration is not a time such as 2006-01-02T15:04:05Z" // The only field with a form of its own.
}

// withoutOutput cuts a message of the SDK's log where it begins to quote the output.
func withoutOutput(message string) string {
	before, _, quotes := strings.Cut(message, quotesOutput)
	if !quotes {
		return message
	}
	return before + quotesOutput + "*****"
}
