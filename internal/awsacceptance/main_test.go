// Package awsacceptance tests the provider against Amazon API Gateway itself if APIGATEWAY_TEST_AWS=1 is set: with the
// environment's credentials and Region, it generates client certificates, reads them and deletes them. Without the variable the
// same tests, with the same requests, run against the emulator.
//
// Like all acceptance tests, these run only with TF_ACC=1. "make testacc-aws" sets both.
package awsacceptance

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/sandbox"
)

// testTag is the tag, with any value, of every client certificate that these tests generate, so that "make sweep" finds those that
// an interrupted run left behind.
const testTag = "terraform-provider-apigateway-test"

func TestMain(m *testing.M) {
	flag.Parse()
	// The flag is terraform-plugin-testing's: -sweep=REGION,... deletes what tests left behind instead of running them.
	if flag.Lookup("sweep").Value.String() != "" {
		resource.AddTestSweepers("apigateway_client_certificate", &resource.Sweeper{
			Name: "apigateway_client_certificate",
			F:    sweepRegion,
		})
		resource.TestMain(m)
		return
	}
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if os.Getenv("APIGATEWAY_TEST_AWS") == "" {
		var server *emulator.Server
		if server, err = emulator.Start(emulator.Options{}); err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, server.Close()) }()
		for name, value := range sandbox.EmulatorEnvironment(server) {
			set := os.Setenv
			if value == "" {
				set = func(name, _ string) error { return os.Unsetenv(name) }
			}
			if err := set(name, value); err != nil {
				return 0, err
			}
		}
	}
	code = m.Run()
	return code, leftovers(code)
}

// leftovers returns an error if tests did not delete what they generated. It only checks the emulator, because in an account it
// would also find the certificates of other runs in the same Region.
func leftovers(code int) error {
	if os.Getenv("APIGATEWAY_TEST_AWS") != "" || code != 0 {
		return nil
	}
	client, err := newClient(context.Background(), "")
	if err != nil {
		return err
	}
	left, err := tagged(context.Background(), client)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("the tests left behind %v", left)
	}
	return err
}

// newClient returns a client that is configured from the environment, like a provider with an empty provider block. A region that
// is not empty overrides the environment's.
func newClient(ctx context.Context, region string) (*apigateway.Client, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(region))
	if err != nil {
		return nil, err
	}
	if cfg.Region == "" {
		return nil, errors.New("no Region: set AWS_REGION, or region in the profile")
	}
	return apigateway.NewFromConfig(cfg), nil
}

// cleanupTimeout is how long the deletion after a test may take, including retries.
const cleanupTimeout = time.Minute

// account is where a test generates its certificates.
type account struct {
	t      *testing.T
	client *apigateway.Client
}

// newAccount skips the test unless TF_ACC is set.
func newAccount(t *testing.T) account {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1, as \"make test\" and \"make testacc-aws\" do")
	}
	client, err := newClient(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return account{t: t, client: client}
}

func (a account) region() string { return a.client.Options().Region }

// generate generates a client certificate with these tags and testTag, and deletes it when the test ends.
func (a account) generate(description string, tags map[string]string) *apigateway.GetClientCertificateOutput {
	a.t.Helper()
	all := map[string]string{testTag: a.t.Name()}
	maps.Copy(all, tags)
	input := &apigateway.GenerateClientCertificateInput{Tags: all}
	if description != "" {
		input.Description = &description
	}
	generated, err := a.client.GenerateClientCertificate(a.t.Context(), input)
	if err != nil {
		a.t.Fatal(err)
	}
	id := aws.ToString(generated.ClientCertificateId)
	a.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(a.t.Context()), cleanupTimeout)
		defer cancel()
		if err := remove(ctx, a.client, id); err != nil {
			a.t.Errorf("%s was left behind, delete it with \"make sweep\": %v", id, err)
		}
	})
	read, err := a.client.GetClientCertificate(a.t.Context(), &apigateway.GetClientCertificateInput{ClientCertificateId: &id})
	if err != nil {
		a.t.Fatal(err)
	}
	return read
}

// remove deletes a client certificate. It succeeds if the certificate does not exist.
func remove(ctx context.Context, client *apigateway.Client, id string) error {
	_, err := client.DeleteClientCertificate(ctx, &apigateway.DeleteClientCertificateInput{ClientCertificateId: &id})
	if _, gone := errors.AsType[*types.NotFoundException](err); gone {
		return nil
	}
	return err
}

// tagged returns the ids of the client certificates with testTag.
func tagged(ctx context.Context, client *apigateway.Client) ([]string, error) {
	var ids []string
	pages := apigateway.NewGetClientCertificatesPaginator(client, &apigateway.GetClientCertificatesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, certificate := range page.Items {
			if _, ok := certificate.Tags[testTag]; ok {
				ids = append(ids, aws.ToString(certificate.ClientCertificateId))
			}
		}
	}
	return ids, nil
}

// sweepRegion is the sweeper for a Region.
func sweepRegion(region string) error {
	client, err := newClient(context.Background(), region)
	if err != nil {
		return err
	}
	deleted, err := sweep(context.Background(), client)
	fmt.Printf("Deleted %d client certificates with the tag %s in %s: %v\n", len(deleted), testTag, region, deleted)
	return err
}

// sweep deletes the client certificates with testTag and returns the ids of those that it could delete. That includes those of
// tests that are running in the same account and Region.
func sweep(ctx context.Context, client *apigateway.Client) ([]string, error) {
	ids, err := tagged(ctx, client)
	if err != nil {
		return nil, err
	}
	var deleted []string
	var problems []error
	for _, id := range ids {
		if err := remove(ctx, client, id); err != nil {
			problems = append(problems, err)
			continue
		}
		deleted = append(deleted, id)
	}
	return deleted, errors.Join(problems...)
}
