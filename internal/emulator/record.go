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

// maxRecorded bounds the record of an emulator that runs for days; the oldest requests are dropped.
const maxRecorded = 10_000

// Request is a request that arrived, whether it was accepted or not.
type Request struct {
	Operation   string // "" if the API has no such operation
	ID          string // the client certificate's id, if the path has one
	Method      string
	Path        string // escaped, as sent
	Query       string
	Region      string // of the credential scope
	AccessKeyID string
	Header      http.Header
	RemoteAddr  string // the client's address, the same for all requests on a connection
	RequestID   string // as in the response
	Status      int    // 0 until it is answered
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

// finish records the status of a request's response.
func (r *record) finish(request *Request, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	request.Status = status
}

// Requests returns the requests since the last ResetRequests in order of arrival; of more than ten thousand, only the latest.
func (s *Server) Requests() []Request {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	requests := make([]Request, 0, len(s.record.requests))
	for _, request := range s.record.requests {
		requests = append(requests, *request)
	}
	return requests
}

// Count returns how many of the Requests were for an operation, or all of them if it is "".
func (s *Server) Count(operation string) int {
	n := 0
	for _, request := range s.Requests() {
		if operation == "" || request.Operation == operation {
			n++
		}
	}
	return n
}

// ResetRequests clears the record of requests.
func (s *Server) ResetRequests() {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	s.record.requests = nil
}

// WaitForRequests returns once n requests have arrived since the last ResetRequests, answered or not. It fails if ctx ends first.
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

// newRequestID returns a random UUID. Reading from crypto/rand does not fail.
func newRequestID() string {
	id, _ := smithyrand.NewUUID(rand.Reader).GetUUID()
	return id
}
