package emulator

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

const (
	defaultLimit = 25
	maxLimit     = 500
)

// object is a JSON object in a response.
type object = map[string]any

// operate carries out an operation and returns the status and the body's content, nil for none.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
func (s *Server) operate(c call) (int, object, *apiError) {
	switch c.operation {
	case GetClientCertificate:
		return s.getOperation(c)
	case GetClientCertificates:
		return s.listOperation(c)
	case GenerateClientCertificate:
		return s.generateOperation(c)
	case UpdateClientCertificate:
		return s.updateOperation(c)
	case DeleteClientCertificate:
		if !s.store.delete(c.auth.region, c.id) {
			return 0, nil, notFound()
		}
		return http.StatusAccepted, nil, nil
	case GetTags, TagResource, UntagResource:
		return s.tagsOperation(c)
	}
	return 0, nil, errUnknownOperation
}

func (s *Server) getOperation(c call) (int, object, *apiError) {
	entry, ok := s.store.get(c.auth.region, c.id)
	if !ok {
		return 0, nil, notFound()
	}
	return http.StatusOK, certificateObject(entry.certificate), nil
}

// listOperation returns a page. What the service does with a limit that is not positive or over 500 is unconfirmed.
func (s *Server) listOperation(c call) (int, object, *apiError) {
	limit := defaultLimit
	if text := c.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return 0, nil, badRequest(fmt.Sprintf("Invalid limit %q", text))
		}
		limit = min(n, maxLimit)
	}
	last, ok := decodePosition(c.query.Get("position"))
	if !ok {
		return 0, nil, badRequest("Invalid position parameter")
	}
	certificates := s.store.list(c.auth.region)
	certificates = slices.DeleteFunc(certificates, func(c Certificate) bool { return c.ID <= last })
	page := object{}
	if len(certificates) > limit {
		certificates = certificates[:limit]
		page["position"] = encodePosition(certificates[limit-1].ID)
	}
	items := make([]object, 0, len(certificates))
	for _, certificate := range certificates {
		items = append(items, certificateObject(certificate))
	}
	page["item"] = items
	return http.StatusOK, page, nil
}

func (s *Server) generateOperation(c call) (int, object, *apiError) {
	var input struct {
		Description *string           `json:"description"`
		Tags        map[string]string `json:"tags"`
	}
	if refusal := decode(c.body, &input); refusal != nil {
		return 0, nil, refusal
	}
	certificate, err := s.generate(Certificate{Region: c.auth.region, Description: input.Description, Tags: input.Tags})
	if err != nil {
		return 0, nil, errInternal
	}
	return http.StatusCreated, certificateObject(certificate), nil
}

// updateOperation replaces the description, the only updatable field.
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateClientCertificate-Patch
func (s *Server) updateOperation(c call) (int, object, *apiError) {
	var input struct {
		PatchOperations []struct {
			Op, Path string
			Value    *string
		} `json:"patchOperations"`
	}
	if refusal := decode(c.body, &input); refusal != nil {
		return 0, nil, refusal
	}
	for _, p := range input.PatchOperations {
		if p.Op != "replace" || p.Path != "/description" {
			return 0, nil, badRequest(fmt.Sprintf("Invalid patch operation %q on path %q: only replace on /description is allowed", p.Op, p.Path))
		}
	}
	certificate, ok := s.store.update(c.auth.region, c.id, func(stored *Certificate) {
		for _, p := range input.PatchOperations {
			stored.Description = p.Value
		}
	})
	if !ok {
		return 0, nil, notFound()
	}
	return http.StatusOK, certificateObject(certificate), nil
}

// tagsOperation carries out the operations on tags. The ARN must be a client certificate's in the request's region.
func (s *Server) tagsOperation(c call) (int, object, *apiError) {
	target, err := arn.Parse(c.arn)
	if err != nil || target.Service != signingName || target.Resource != "/clientcertificates/"+c.id {
		return 0, nil, badRequest("Invalid ARN specified in the request")
	}
	if target.Region != c.auth.region {
		return 0, nil, notFound()
	}
	var input struct {
		Tags map[string]string `json:"tags"`
	}
	if c.operation == TagResource {
		if refusal := decode(c.body, &input); refusal != nil {
			return 0, nil, refusal
		}
	}
	certificate, ok := s.store.update(c.auth.region, c.id, func(stored *Certificate) {
		if stored.Tags == nil {
			stored.Tags = map[string]string{}
		}
		maps.Copy(stored.Tags, input.Tags)
		if c.operation == UntagResource {
			for _, key := range c.query["tagKeys"] {
				delete(stored.Tags, key)
			}
		}
	})
	switch {
	case !ok:
		return 0, nil, notFound()
	case c.operation == GetTags:
		return http.StatusOK, object{"tags": certificate.Tags}, nil
	}
	return http.StatusNoContent, nil, nil
}

// decode unmarshals a request's JSON; an empty body means an empty object.
func decode(body []byte, into any) *apiError {
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return badRequest("Invalid request input")
	}
	return nil
}

// encodePosition returns the opaque token for the page after lastID.
func encodePosition(lastID string) string {
	return base64.RawURLEncoding.EncodeToString([]byte("after:" + lastID))
}

func decodePosition(position string) (lastID string, ok bool) {
	if position == "" {
		return "", true
	}
	token, err := base64.RawURLEncoding.DecodeString(position)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(token), "after:")
}
