package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"terraform-provider-apigateway/internal/emulator"
)

// command has the flags that are common to the commands on a running emulator.
type command struct {
	*flag.FlagSet
	endpoint, region string
}

func newCommand(name, arguments, summary string) *command {
	c := &command{FlagSet: flag.NewFlagSet("apigateway-emulator "+name, flag.ContinueOnError)}
	c.StringVar(&c.endpoint, "endpoint", defaultEndpoint, "the emulator's `URL`")
	c.StringVar(&c.region, "region", emulator.DefaultRegion, "`region` of the client certificates")
	c.Usage = func() {
		_, _ = fmt.Fprintf(c.Output(), "%s\n\n  %s [flags]%s\n\n", summary, c.Name(), arguments)
		c.PrintDefaults()
	}
	return c
}

// client returns a client with the emulator's credentials. It ignores the machine's AWS and proxy configuration, and no
// connection outlives its request.
func (c *command) client() *apigateway.Client {
	return apigateway.New(apigateway.Options{
		BaseEndpoint: &c.endpoint,
		Region:       c.region,
		HTTPClient:   &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
		Credentials:  credentials.NewStaticCredentialsProvider(emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, ""),
	})
}

// explain adds what to do to a request's error.
func (c *command) explain(err error) error {
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("nothing is listening on %s; start apigateway-emulator, or set -endpoint to its URL: %w", c.endpoint, err)
	}
	return err
}

// tags collects -tag KEY=VALUE.
type tags map[string]string

// String returns "", because there are no tags by default.
func (t tags) String() string { return "" }

// Set adds a tag.
func (t tags) Set(text string) error {
	key, value, ok := strings.Cut(text, "=")
	if !ok || key == "" {
		return errors.New("write it as KEY=VALUE")
	}
	t[key] = value
	return nil
}

// generate generates a client certificate and prints its id.
func generate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c := newCommand("generate", "", "Generates a client certificate and prints its id.")
	description := c.String("description", "", "`text` that describes it")
	tags := tags{}
	c.Var(tags, "tag", "a tag, `KEY=VALUE`; may be repeated")
	if err := parse(c.FlagSet, args, stderr, 0, 0); err != nil {
		return err
	}
	input := &apigateway.GenerateClientCertificateInput{Tags: tags}
	if *description != "" {
		input.Description = description
	}
	certificate, err := c.client().GenerateClientCertificate(ctx, input)
	if err != nil {
		return c.explain(err)
	}
	_, err = fmt.Fprintln(stdout, aws.ToString(certificate.ClientCertificateId))
	return err
}

// list prints a table of the client certificates, newest first.
func list(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c := newCommand("list", "", "Lists the client certificates, newest first.")
	if err := parse(c.FlagSet, args, stderr, 0, 0); err != nil {
		return err
	}
	var certificates []types.ClientCertificate
	pages := apigateway.NewGetClientCertificatesPaginator(c.client(), &apigateway.GetClientCertificatesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return c.explain(err)
		}
		certificates = append(certificates, page.Items...)
	}
	slices.SortFunc(certificates, func(a, b types.ClientCertificate) int {
		return cmp.Or(aws.ToTime(b.CreatedDate).Compare(aws.ToTime(a.CreatedDate)), cmp.Compare(aws.ToString(a.ClientCertificateId), aws.ToString(b.ClientCertificateId)))
	})
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "ID\tCREATED\tEXPIRES\tDESCRIPTION\tTAGS")
	for _, certificate := range certificates {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", aws.ToString(certificate.ClientCertificateId), date(certificate.CreatedDate),
			date(certificate.ExpirationDate), aws.ToString(certificate.Description), join(certificate.Tags))
	}
	return table.Flush()
}

// remove deletes client certificates.
func remove(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c := newCommand("delete", " ID...", "Deletes client certificates.")
	if err := parse(c.FlagSet, args, stderr, 1, math.MaxInt); err != nil {
		return err
	}
	client := c.client()
	for _, id := range c.Args() {
		if _, err := client.DeleteClientCertificate(ctx, &apigateway.DeleteClientCertificateInput{ClientCertificateId: &id}); err != nil {
			return fmt.Errorf("deleting %q in %s: %w", id, c.region, c.explain(err))
		}
		if _, err := fmt.Fprintf(stdout, "deleted %s\n", id); err != nil {
			return err
		}
	}
	return nil
}

func date(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func join(tags map[string]string) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		pairs = append(pairs, key+"="+tags[key])
	}
	return strings.Join(pairs, " ")
}
