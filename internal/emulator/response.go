package emulator

import (
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// response is an HTTP response before it is sent.
type response struct {
	status int
	header http.Header
	body   []byte
}

// errorResponse returns the response for an error: its name in a header, its message in the body.
func errorResponse(e *apiError) response {
	body, err := json.Marshal(object{"message": e.message})
	if err != nil {
		body = nil
	}
	return response{e.status, http.Header{"X-Amzn-Errortype": {e.name}, "Content-Type": {"application/json"}}, body}
}

// contentResponse returns the response of an operation: one line of JSON, or HAL for a client that does not ask for JSON. The
// HAL is required: AWS sends it to such clients too.
func contentResponse(c call, status int, content object) response {
	header := http.Header{}
	if content == nil {
		return response{status, header, nil}
	}
	header.Set("Content-Type", "application/json")
	asksForJSON := slices.ContainsFunc(c.request.Header.Values("Accept"), func(accept string) bool {
		return strings.Contains(accept, "application/json")
	})
	if !asksForJSON {
		header.Set("Content-Type", "application/hal+json")
		content = hal(c, content)
	}
	body, err := json.Marshal(content)
	if err != nil {
		// A certificate's Raw values and a fault's edits may not be valid JSON.
		return errorResponse(errInternal)
	}
	return response{status, header, body}
}

// certificateObject returns the JSON object of a certificate; absent fields have no key.
func certificateObject(c Certificate) object {
	o := object{"clientCertificateId": c.ID}
	if c.Description != nil {
		o["description"] = *c.Description
	}
	if c.PEM != nil {
		o["pemEncodedCertificate"] = *c.PEM
	}
	if c.CreatedDate != nil {
		o["createdDate"] = epoch(*c.CreatedDate)
	}
	if c.ExpirationDate != nil {
		o["expirationDate"] = epoch(*c.ExpirationDate)
	}
	if len(c.Tags) > 0 {
		o["tags"] = c.Tags
	}
	for key, value := range c.Raw {
		o[key] = value
	}
	return o
}

// epoch returns a date as epoch seconds: an integer if it is a whole second, otherwise with milliseconds.
func epoch(t time.Time) json.Number {
	return json.Number(strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64))
}

// hal converts a response to Hypertext Application Language, with dates as text.
// https://datatracker.ietf.org/doc/html/draft-kelly-json-hal
func hal(c call, content object) object {
	items, isList := content["item"].([]object)
	if !isList {
		return halMember(c.request.URL.EscapedPath(), content)
	}
	embedded := make([]object, 0, len(items))
	for _, item := range items {
		id, _ := item["clientCertificateId"].(string)
		embedded = append(embedded, halMember("/clientcertificates/"+id, item))
	}
	links := object{"self": object{"href": c.request.URL.RequestURI()}}
	if position, ok := content["position"].(string); ok {
		links["next"] = object{"href": "/clientcertificates?position=" + position}
	}
	return object{"_links": links, "_embedded": object{"item": embedded}}
}

func halMember(path string, content object) object {
	member := object{"_links": object{"self": object{"href": path}}}
	for key, value := range content {
		if number, ok := value.(json.Number); ok {
			if seconds, err := number.Float64(); err == nil {
				value = time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
			}
		}
		member[key] = value
	}
	return member
}

// send writes a response, or as much of it as the cut leaves.
func (s *Server) send(w http.ResponseWriter, r response, cut Cut) {
	if cut != NoCut {
		s.hangUp(w, cut.bytes(r))
		return
	}
	// Disconnects clients that read too slowly. Not every writer supports deadlines.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.options.ioTimeout))
	maps.Copy(w.Header(), r.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
}

// hangUp hijacks the connection, writes the bytes as they are and closes it: with a reset, unless partial says that the
// close is orderly.
func (s *Server) hangUp(w http.ResponseWriter, partial *partial) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	if partial != nil {
		_ = conn.SetWriteDeadline(time.Now().Add(s.options.ioTimeout))
		_, _ = conn.Write(partial.bytes)
		if partial.orderly {
			return
		}
	}
	reset(conn)
}

// reset makes the next Close send a TCP reset.
func reset(conn net.Conn) {
	if wrapper, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = wrapper.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}
