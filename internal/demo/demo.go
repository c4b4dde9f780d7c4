// Package demo demonstrates the provider: it runs a real Terraform or OpenTofu on an example, against the emulator or AWS, and
// prints the state.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/localinstall"
	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/sandbox"
	"terraform-provider-apigateway/internal/terraformcli"
)

// Options says what Run and RunRotation do.
type Options struct {
	CLI     terraformcli.CLI
	Example string    // the folder of the example
	AWS     bool      // read from AWS, with the environment's credentials
	ID      string    // the certificate to read from AWS
	Output  io.Writer // what a person reads
	Color   bool      // Output is a terminal that supports colors
}

// Run builds the provider, applies the example and prints the state. It leaves nothing behind, even if ctx is canceled.
func Run(ctx context.Context, o Options) (err error) {
	if o.AWS && o.ID == "" {
		return errors.New("AWS=1 needs the id of a client certificate: AWS=1 ID=a1b2c3 make demo\n" +
			"\"aws apigateway get-client-certificates\" lists the ids in a Region")
	}
	p := printer{out: o.Output, color: o.Color, now: time.Now()}
	p.title("An API Gateway client certificate in Terraform state")
	p.done(o.CLI.String(), o.CLI.Path)

	env := map[string]string{}
	if !o.AWS {
		var server *emulator.Server
		if server, err = emulator.Start(emulator.Options{}); err != nil {
			return fmt.Errorf("starting the emulator on a loopback port: %w", err)
		}
		defer func() { err = errors.Join(err, server.Close()) }()
		certificates, err := generate(server, p.now)
		if err != nil {
			return fmt.Errorf("generating client certificates: %w", err)
		}
		o.ID = certificates[0].ID
		env = sandbox.EmulatorEnvironment(server)
		p.done("API Gateway emulator", fmt.Sprintf("%s with %d certificates", server.URL(), len(certificates)))
	}

	var log strings.Builder
	started := time.Now()
	p.doing("Building the provider (minutes the first time)")
	box, err := sandbox.New(ctx, o.CLI, o.Example, env, &log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	p.done("Provider built", fmt.Sprintf("%s %s, %s", provider.Address, localinstall.Version, seconds(started)))

	started = time.Now()
	p.doing("Applying " + o.Example)
	if err := box.Terraform.Init(ctx); err != nil {
		return fmt.Errorf("init failed: %w\n%s", err, log.String())
	}
	if err := box.Terraform.Apply(ctx, tfexec.Var("client_certificate_id="+o.ID)); err != nil {
		return o.explain(err)
	}
	p.done("Applied "+o.Example, seconds(started))
	state, err := box.Terraform.Show(ctx)
	if err != nil {
		return fmt.Errorf("reading the state: %w", err)
	}
	p.state(state)
	if o.AWS {
		return nil
	}
	p.note("This certificate came from the emulator. To read one from AWS with the same configuration: AWS=1 ID=a1b2c3 make demo")
	return nil
}

// explain adds what to do to the error of an apply, which includes Terraform's own messages.
func (o Options) explain(err error) error {
	if !o.AWS {
		return fmt.Errorf("apply failed, although it should always work against the emulator. Please report this: %w", err)
	}
	return fmt.Errorf("apply failed. It read certificate %s with your environment's credentials and Region "+
		"(AWS_PROFILE, AWS_REGION, …): %w", o.ID, err)
}

// generate generates a certificate that is in use, its successor, and one about to expire. The demo shows the first.
func generate(server *emulator.Server, now time.Time) ([]emulator.Certificate, error) {
	const day = 24 * time.Hour
	var certificates []emulator.Certificate
	for _, c := range []struct {
		description, stage string
		age                time.Duration
	}{
		{"orders, in use", "prod", 120 * day},
		{"orders, next", "prod", 0},
		{"orders, test", "test", 350 * day},
	} {
		tags := map[string]string{"Service": "orders", "Stage": c.stage}
		certificate, err := server.Generate("", c.description, tags, emulator.CreatedAt(now.Add(-c.age)))
		if err != nil {
			return nil, err
		}
		certificates = append(certificates, certificate)
	}
	return certificates, nil
}

func seconds(since time.Time) string { return fmt.Sprintf("%.1f s", time.Since(since).Seconds()) }
