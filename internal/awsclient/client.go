package awsclient

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/aws-sdk-go-base/v2/endpoints"
)

// pageSize is the most that GetClientCertificates returns at once.
// https://docs.aws.amazon.com/apigateway/latest/api/API_GetClientCertificates.html
const pageSize = 500

// Client reads the client certificates of one Region. It is safe for
// concurrent use.
type Client struct {
	region   string
	api      api
	variant  apigateway.EndpointResolverOptions // FIPS and dual-stack.
	endpoint string                             // Empty for AWS's default endpoint.
	caBundle string                             // Which setting names the trusted authorities; empty for the system's.

	one  flights[types.ClientCertificate]
	list flights[[]types.ClientCertificate]
}

// api has the two operations of the SDK's client that are needed. A field of the
// client's type, or of an interface type, would link in all of its 120
// operations (4 MB): net/rpc, in go-plugin, calls methods by reflection, so the
// linker has to keep every one. Functions hide the others.
type api struct {
	getClientCertificate  func(context.Context, *apigateway.GetClientCertificateInput, ...func(*apigateway.Options)) (*apigateway.GetClientCertificateOutput, error)
	getClientCertificates func(context.Context, *apigateway.GetClientCertificatesInput, ...func(*apigateway.Options)) (*apigateway.GetClientCertificatesOutput, error)
}

// Region returns the Region that the client reads.
func (c *Client) Region() string {
	return c.region
}

// Partition returns the partition of the client's Region, such as aws, aws-cn or
// aws-us-gov. It is aws for an unknown Region.
func (c *Client) Partition() string {
	partition, ok := endpoints.PartitionForRegion(endpoints.DefaultPartitions(), c.region)
	if !ok {
		return "aws"
	}
	return partition.ID()
}

// ClientCertificate reads the certificate with the given id. Concurrent calls
// for the same id share one request and the map of tags, which callers must not
// change. The error is an [*Error]; it is non-nil if the response is not the
// requested certificate.
//
// https://docs.aws.amazon.com/apigateway/latest/api/API_GetClientCertificate.html
func (c *Client) ClientCertificate(ctx context.Context, id string) (types.ClientCertificate, error) {
	certificate, err := c.one.do(ctx, id, func(ctx context.Context) (types.ClientCertificate, error) {
		return c.getOne(ctx, id)
	})
	if err != nil {
		return types.ClientCertificate{}, c.explain(id, err)
	}
	return certificate, nil
}

func (c *Client) getOne(ctx context.Context, id string) (types.ClientCertificate, error) {
	out, err := c.api.getClientCertificate(ctx, &apigateway.GetClientCertificateInput{ClientCertificateId: &id}, withRetryer)
	if err != nil {
		return types.ClientCertificate{}, err
	}
	if got := aws.ToString(out.ClientCertificateId); got != id {
		problem := fmt.Sprintf("the response is for the client certificate %q", printable(got))
		if got == "" {
			problem = "the response has no clientCertificateId"
		}
		return types.ClientCertificate{}, unexpectedResponse(problem, out.ResultMetadata)
	}
	return types.ClientCertificate{
		ClientCertificateId:   out.ClientCertificateId,
		CreatedDate:           out.CreatedDate,
		Description:           out.Description,
		ExpirationDate:        out.ExpirationDate,
		PemEncodedCertificate: out.PemEncodedCertificate,
		Tags:                  out.Tags,
	}, nil
}

// ClientCertificates reads all certificates of the Region, in the API's order.
// Concurrent calls share the requests and the slice, which callers must not
// change. The error is an [*Error].
//
// https://docs.aws.amazon.com/apigateway/latest/api/API_GetClientCertificates.html
func (c *Client) ClientCertificates(ctx context.Context) ([]types.ClientCertificate, error) {
	certificates, err := c.list.do(ctx, "", c.getAll)
	if err != nil {
		return nil, c.explain("", err)
	}
	return certificates, nil
}

func (c *Client) getAll(ctx context.Context) ([]types.ClientCertificate, error) {
	list := listing{ids: make(map[string]bool), positions: make(map[string]bool)}
	input := &apigateway.GetClientCertificatesInput{Limit: aws.Int32(pageSize)}
	for {
		page, err := c.api.getClientCertificates(ctx, input, withRetryer)
		if err != nil {
			return nil, err
		}
		problem := list.add(page)
		if problem != "" {
			return nil, unexpectedResponse(problem, page.ResultMetadata)
		}
		if aws.ToString(page.Position) == "" {
			return list.all, nil
		}
		input.Position = page.Position
		record(ctx, func(p *progress) { *p = progress{pages: p.pages + 1} })
	}
}

// listing collects the pages of a list and detects one that would never end. If
// the list changes between two requests, a certificate can be on two pages.
type listing struct {
	all       []types.ClientCertificate
	items     int // Including repeated ones.
	ids       map[string]bool
	positions map[string]bool
}

// add adds a page, or returns what is wrong with it.
func (l *listing) add(page *apigateway.GetClientCertificatesOutput) (problem string) {
	if page.Items == nil {
		// Not an empty list: taking it for one would empty a trust bundle.
		return "the response has no list of client certificates"
	}
	before := len(l.ids)
	for i, item := range page.Items {
		id := aws.ToString(item.ClientCertificateId)
		if id == "" {
			return fmt.Sprintf("client certificate %d in the list has no clientCertificateId", l.items+i+1)
		}
		if !l.ids[id] {
			l.ids[id] = true
			l.all = append(l.all, item)
		}
	}
	l.items += len(page.Items)
	position := aws.ToString(page.Position)
	if position == "" {
		return "" // The list ends here, even if the page repeats another.
	}
	if l.positions[position] || len(page.Items) > 0 && len(l.ids) == before {
		return "the response repeats a page, so the list would never end"
	}
	l.positions[position] = true
	return ""
}

// unexpectedResponse returns the error for a successful response that is not what was requested.
func unexpectedResponse(problem string, metadata middleware.Metadata) error {
	err := &unexpectedResponseError{problem: problem}
	if response, ok := awsmiddleware.GetRawResponse(metadata).(*smithyhttp.Response); ok {
		err.summary = summarize(response)
	}
	return err
}
