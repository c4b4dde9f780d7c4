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

// Fault changes the answers to the requests that it matches. Without Status, ErrorType and Body the operation is carried
// out and its answer sent, later, edited or cut as the other fields say. A request must be authentic and within the quota
// to meet a fault, and meets one at most: the first injected that matches and is not used up.
type Fault struct {
	// Which requests: a certificate's id, an operation's name, a region; "" matches any.
	ID        string
	Operation string
	Region    string
	After     int // matching requests that are let through first
	Times     int // matching requests that are answered with the fault then; 0 is every one

	// The answer in the operation's place. It is status 200 when only a Body is given, and 400 when only an ErrorType is.
	Status      int
	ErrorType   string // the x-amzn-ErrorType header
	Message     string // the text in {"message":…}
	Body        []byte // the whole body, in the place of the message; []byte{} is an empty one
	ContentType string // application/json when empty

	// Changes to the answer, the operation's or the one above.
	Header  http.Header          // set over the answer's own
	Edit    func(map[string]any) // changes the operation's JSON before it is sent
	Latency time.Duration        // waited before the answer
	Until   <-chan struct{}      // waited for before the answer: closing it lets the answers go
	Cut     Cut                  // where the connection breaks
}

// Cut says where a connection breaks.
type Cut int

// The cuts.
const (
	NoCut       Cut = iota // the answer arrives whole
	ResetBefore            // the connection is reset in the place of an answer
	ResetWithin            // it is reset after the status, the headers and half the body
	HalfBody               // it is closed in an orderly way after half of a body whose Content-Length is the whole
	CloseAfter             // the answer arrives whole, and the connection, which the client may keep, is closed in an orderly way
)

// Throttle is a fault that answers the first requests, 0 for all, with API Gateway's 429.
func Throttle(times int) Fault {
	return Fault{Times: times, Status: errTooManyRequests.status, ErrorType: errTooManyRequests.name, Message: errTooManyRequests.message}
}

// Fail is a fault that answers the first requests, 0 for all, with a status and, as a gateway in between does, no more.
func Fail(status, times int) Fault {
	return Fault{Times: times, Status: status, Body: []byte{}}
}

// RepeatPage is a fault that makes every page of the list the first one, followed always by the same position.
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

// take returns the fault that a request meets, and counts it; the zero Fault when there is none.
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

// response returns the fault's own answer; false when the operation is to answer.
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

// partial is what of an answer is sent before a connection breaks.
type partial struct {
	bytes   []byte
	orderly bool // closed, not reset
}

// bytes returns what is sent before the cut.
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
