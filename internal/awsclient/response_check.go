package awsclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// certificateShape is a client certificate in JSON. The SDK parses it too; this
// is for what the SDK accepts, or reports in terms of its own types.
type certificateShape struct {
	ClientCertificateID   *string            `json:"clientCertificateId"`
	Description           *string            `json:"description"`
	PEMEncodedCertificate *string            `json:"pemEncodedCertificate"`
	CreatedDate           json.RawMessage    `json:"createdDate"`
	ExpirationDate        json.RawMessage    `json:"expirationDate"`
	Tags                  map[string]*string `json:"tags"`
}

type responseShape struct {
	certificateShape

	Item     []certificateShape `json:"item"`
	Position *string            `json:"position"`
}

// checkBody returns what is wrong with the body of a successful response, or ""
// if nothing is.
func checkBody(body []byte) string {
	if len(body) == 0 {
		return "the response is empty"
	}
	if !utf8.Valid(body) {
		// encoding/json would silently replace the bytes, and state would hold
		// a certificate that nobody issued.
		return "the response is not valid UTF-8"
	}
	var shape responseShape
	err := json.Unmarshal(body, &shape)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return fmt.Sprintf("the response is a JSON %s", wrong.Value)
		}
		return fmt.Sprintf("%s is a JSON %s", fieldName(wrong.Field), wrong.Value)
	}
	if err != nil {
		return "the response is not JSON"
	}
	for _, certificate := range append(shape.Item, shape.certificateShape) {
		if problem := certificate.checkDates(); problem != "" {
			return problem
		}
	}
	return ""
}

// fieldName returns the last part of a path such as item.description. The rest
// does not help: encoding/json does not say which element of a list it is.
func fieldName(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

func (c certificateShape) checkDates() string {
	if problem := checkDate("createdDate", c.CreatedDate); problem != "" {
		return problem
	}
	return checkDate("expirationDate", c.ExpirationDate)
}

// maxSeconds is where the SDK's arithmetic on dates silently overflows: late in
// the year 2261. Milliseconds instead of seconds exceed it.
const maxSeconds = math.MaxInt64 / 1e9

func checkDate(name string, value json.RawMessage) string {
	if value == nil || string(value) == "null" {
		return ""
	}
	var number json.Number
	if err := json.Unmarshal(value, &number); err != nil || value[0] == '"' {
		return fmt.Sprintf("%s is %s instead of a number of seconds", name, printable(string(value)))
	}
	if seconds, err := number.Float64(); err != nil || math.Abs(seconds) >= maxSeconds {
		return fmt.Sprintf("%s is %s, which is out of range for a date in seconds", name, printable(string(value)))
	}
	return ""
}
