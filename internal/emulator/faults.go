package emulator

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Fault changes the responses to the requests that it matches. Without Status, ErrorType and Body the operation is carried
// out and its response sent, delayed, edited or cut as the other fields say. Faults apply only to authenticated requests
// within the quota, at most one per request: the first injected that matches and is not used up.
type Fault struct {
	// Which requests: a certificate's id, an operation's name, a region; "" matches any.
	ID        string
	Operation string
	Region    string
	After     int // matching requests to let through first
	Times     int // matching requests to apply the fault to after that; 0 means all

	// The response instead of the operation's. Status defaults to 400 if there is an ErrorType, otherwise to 200.
	Status      int
	ErrorType   string // the x-amzn-ErrorType header
	Message     string // the text in {"message":…}
	Body        []byte // the whole body instead of the message; []byte{} is an empty one
	ContentType string // application/json if empty

	// Changes to the response, the operation's or the one above.
	Header  http.Header          // replaces headers of the response
	Edit    func(map[string]any) // changes the operation's JSON before it is sent
	Latency time.Duration        // delays the response
	Until   <-chan struct{}      // holds the response back until it is closed
	Cut     Cut                  // where the connection breaks
}

// Cut says where a connection breaks.
type Cut int

// The cuts.
const (
	NoCut       Cut = iota // the response arrives whole
	ResetBefore            // the connection is reset instead of a response
	ResetWithin            // the connection is reset after the status, the headers and half the body
	HalfBody               // the connection is closed in an orderly way after half the body; Content-Length announces all of it
	CloseAfter             // the response arrives whole, then the connection, which the client may keep, is closed in an orderly way
)

// Throttle returns a fault that answers the first requests, 0 for all, with API Gateway's 429.
func Throttle(times int) Fault {
	return Fault{Times: times, Status: errTooManyRequests.status, ErrorType: errTooManyRequests.name, Message: errTooManyRequests.message}
}

// Fail returns a fault that answers the first requests, 0 for all, with a bare status, as a gateway in between does.
func Fail(status, times int) Fault {
	return Fault{Times: times, Status: status, Body: []byte{}}
}

// RepeatPage returns a fault that makes the list's position always lead back to the first page.
func RepeatPage() Fault {
	return Fault{Operation: GetClientCertificates, Edit: func(page map[string]any) { page["position"] = encodePosition("") }}
}

// Inject adds a fault. Faults are tried in the order in which they were added.
func (s *Server) Inject(fault Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.injected = append(s.faults.injected, &injected{Fault: fault})
}

type faults struct {
	mu       sync.Mutex
	injected []*injected
}

type injected struct {
	Fault
	matched int
}

// take returns and counts the fault that applies to a request, or the zero Fault.
func (f *faults) take(c call) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.injected {
		if !fault.matches(c) || fault.Times > 0 && fault.matched >= fault.After+fault.Times {
			continue
		}
		fault.matched++
		if fault.matched > fault.After {
			return fault.Fault
		}
	}
	return Fault{}
}

func (f Fault) matches(c call) bool {
	return (f.ID == "" || f.ID == c.id) && (f.Operation == "" || f.Operation == c.operation) && (f.Region == "" || f.Region == c.auth.region)
}

func (f Fault) delayed() bool { return f.Latency > 0 || f.Until != nil }

// response returns the fault's own response, or false if the operation's is to be sent.
func (f Fault) response() (response, bool) {
	if f.Status == 0 && f.ErrorType == "" && f.Body == nil {
		return response{}, false
	}
	status := f.Status
	switch {
	case status != 0:
	case f.ErrorType != "":
		status = http.StatusBadRequest
	default:
		status = http.StatusOK
	}
	r := errorResponse(&apiError{status, f.ErrorType, f.Message})
	if f.ErrorType == "" {
		r.header.Del("X-Amzn-Errortype")
	}
	if f.Body != nil {
		r.body = f.Body
	}
	if f.ContentType != "" {
		r.header.Set("Content-Type", f.ContentType)
	}
	return f.decorate(r), true
}

// decorate sets the fault's headers.
func (f Fault) decorate(r response) response {
	for name, values := range f.Header {
		r.header[http.CanonicalHeaderKey(name)] = values
	}
	return r
}

// partial is the part of a response that is sent before the connection breaks.
type partial struct {
	bytes   []byte
	orderly bool // closed rather than reset
}

// bytes returns what is sent before the cut, nil for nothing.
func (c Cut) bytes(r response) *partial {
	if c == ResetBefore {
		return nil
	}
	header := maps.Clone(r.header)
	header.Set("Content-Length", strconv.Itoa(len(r.body)))
	var b bytes.Buffer
	_, _ = fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", r.status, http.StatusText(r.status))
	_ = header.Write(&b)
	b.WriteString("\r\n")
	if c == CloseAfter {
		b.Write(r.body)
	} else {
		b.Write(r.body[:len(r.body)/2])
	}
	return &partial{bytes: b.Bytes(), orderly: c != ResetWithin}
}
