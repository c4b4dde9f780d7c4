package emulator

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"

	smithyrand "github.com/aws/smithy-go/rand"
)

// maxRecorded bounds the record of an emulator that runs for days; the oldest requests are forgotten.
const maxRecorded = 10_000

// Request is a request that arrived, whether it was let in or not.
type Request struct {
	Operation   string // "" when the API has no such operation
	ID          string // the client certificate's, where the path names one
	Method      string
	Path        string // escaped, as it was sent
	Query       string
	Region      string // of the credential scope
	AccessKeyID string
	Header      http.Header
	RemoteAddr  string // the client's end of the connection, one for all requests on it
	RequestID   string // the one in the answer
	Status      int    // 0 while it is not answered, and where it never was
	Time        time.Time
}

type record struct {
	mu       sync.Mutex
	requests []*Request
	arrived  chan struct{} // closed and replaced with every request
}

// add appends a request.
func (r *record) add(c call, now time.Time) *Request {
	request := &Request{
		Operation:   c.operation,
		ID:          c.id,
		Method:      c.request.Method,
		Path:        c.request.URL.EscapedPath(),
		Query:       c.request.URL.RawQuery,
		Region:      c.auth.region,
		AccessKeyID: c.auth.accessKeyID,
		Header:      c.request.Header.Clone(),
		RemoteAddr:  c.request.RemoteAddr,
		RequestID:   newRequestID(),
		Time:        now,
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.requests) >= maxRecorded {
		r.requests = append(r.requests[:0:0], r.requests[maxRecorded/2:]...)
	}
	r.requests = append(r.requests, request)
	if r.arrived != nil {
		close(r.arrived)
		r.arrived = nil
	}
	return request
}

// finish notes the status that a request was answered with.
func (r *record) finish(request *Request, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	request.Status = status
}

// Requests returns the requests in the order in which they arrived: all since the last ResetRequests, or the last few
// thousand of very many.
func (s *Server) Requests() []Request {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	requests := make([]Request, 0, len(s.record.requests))
	for _, request := range s.record.requests {
		requests = append(requests, *request)
	}
	return requests
}

// Count returns how many of the Requests were for an operation, or how many there were when it is "".
func (s *Server) Count(operation string) int {
	n := 0
	for _, request := range s.Requests() {
		if operation == "" || request.Operation == operation {
			n++
		}
	}
	return n
}

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	s.record.requests = nil
}

// WaitForRequests returns once n requests have arrived since the last ResetRequests, answered or not. It fails when ctx ends.
func (s *Server) WaitForRequests(ctx context.Context, n int) error {
	for {
		s.record.mu.Lock()
		if s.record.arrived == nil {
			s.record.arrived = make(chan struct{})
		}
		have, arrived := len(s.record.requests), s.record.arrived
		s.record.mu.Unlock()
		if have >= n {
			return nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return fmt.Errorf("%d of %d requests arrived: %w", have, n, ctx.Err())
		}
	}
}

// newRequestID returns a random UUID. Reading randomness does not fail.
func newRequestID() string {
	id, _ := smithyrand.NewUUID(rand.Reader).GetUUID()
	return id
}
