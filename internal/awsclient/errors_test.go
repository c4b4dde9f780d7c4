package awsclient

import (
	"errors"
	"testing"
)

// kindIn is the kind of a failed read.
func kindIn(t *testing.T, err error) Kind {
	t.Helper()
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%v (%T) is no *Error", err, err)
	}
	return failed.Kind
}
