package awsclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// certificateShape is what a client certificate looks like on the wire. The
// SDK reads it too; here it is read for what the SDK lets pass or says in words
// of its own.
type certificateShape struct {
	ClientCertificateID   *string            `json:"clientCertificateId"`
	Description           *string            `json:"description"`
	PEMEncodedCertificate *string            `json:"pemEncodedCertificate"`
	CreatedDate           json.RawMessage    `json:"createdDate"`
	ExpirationDate        json.RawMessage    `json:"expirationDate"`
	Tags                  map[string]*string `json:"tags"`
}

type answerShape struct {
	certificateShape

	Item     []certificateShape `json:"item"`
	Position *string            `json:"position"`
}

// checkBody says what is wrong with the body of a successful answer; "" when it
// can be read.
func checkBody(body []byte) string {
	if len(body) == 0 {
		return "the response is empty"
	}
	if !utf8.Valid(body) {
		// encoding/json would replace the bytes in silence, and state would
		// hold a certificate that nobody issued.
		return "the response is not valid UTF-8"
	}
	var shape answerShape
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

// fieldName is the last part of a path such as item.description: the others
// are no help, since JSON's decoder does not count the elements of a list.
func fieldName(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

func (c certificateShape) checkDates() string {
	if problem := checkDate("createdDate", c.CreatedDate); problem != "" {
		return problem
	}
	return checkDate("expirationDate", c.ExpirationDate)
}

// maxSeconds is where the SDK's arithmetic on dates overflows, in silence: late
// in the year 2261. Milliseconds instead of seconds get there.
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
