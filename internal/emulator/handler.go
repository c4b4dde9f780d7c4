package emulator

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ServeHTTP records, checks and perhaps throttles a request, then answers it with a fault or the operation's response.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		s.hangUp(w, nil)
		return
	}
	defer s.handlers.Done()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()

	c := newCall(r)
	entry := s.record.add(c, s.options.Now())
	result, fault := s.answer(w, c)
	if fault.delayed() || s.options.Latency > 0 {
		if err := s.delay(ctx, fault); err != nil {
			s.hangUp(w, nil)
			return
		}
	}
	result.header.Set("X-Amzn-Requestid", entry.RequestID)
	s.record.finish(entry, result.status)
	s.send(w, result, fault.Cut)
}

// answer returns the response and the fault that applied, or the zero Fault.
func (s *Server) answer(w http.ResponseWriter, c call) (response, Fault) {
	if !s.servesHost(c.request.Host) {
		return errorResponse(errMisdirected), Fault{}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.request.Body, maxBodyBytes))
	if err != nil {
		return errorResponse(errBodyUnreadable), Fault{}
	}
	c.body = body
	if refusal := s.authenticate(c); refusal != nil {
		return errorResponse(refusal), Fault{}
	}
	if s.options.Quota && !s.quota.allow(c.auth.region, s.options.Now()) {
		return errorResponse(errTooManyRequests), Fault{}
	}
	fault := s.faults.take(c)
	if result, ok := fault.response(); ok {
		return result, fault
	}
	status, content, refusal := s.operate(c)
	if refusal != nil {
		return fault.decorate(errorResponse(refusal)), fault
	}
	if content != nil && fault.Edit != nil {
		fault.Edit(content)
	}
	return fault.decorate(contentResponse(c, status, content)), fault
}

// servesHost reports whether the host is this machine's, so that a web page cannot reach the emulator by DNS rebinding.
func (s *Server) servesHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || slices.Contains(s.options.Hosts, host) {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

// delay waits for the latency of the server and of the fault, and then for the fault's Until.
func (s *Server) delay(ctx context.Context, fault Fault) error {
	if d := s.options.Latency + fault.Latency; d > 0 {
		if err := s.options.sleep(ctx, d); err != nil {
			return err
		}
	}
	if fault.Until == nil {
		return nil
	}
	select {
	case <-fault.Until:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
