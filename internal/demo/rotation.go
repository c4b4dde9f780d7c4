package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/localinstall"
	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/sandbox"
)

// age is the first certificate's age when the rotation begins: old enough for the provider to warn.
const age = 340 * 24 * time.Hour

// RunRotation builds the provider and walks through a rotation: between applies of the example it generates and deletes
// certificates through the emulator's API, and clients present them to a TLS server that trusts the trust_bundle output. It
// fails if a handshake does not end as a rotation without an outage requires. It leaves nothing behind, even if ctx is canceled.
// It does not use AWS.
func RunRotation(ctx context.Context, o Options) (err error) {
	p := printer{out: o.Output, color: o.Color, now: time.Now()}
	p.title("Rotating a client certificate without an outage")
	p.done(o.CLI.String(), o.CLI.Path)

	var clock atomic.Pointer[time.Time]
	clock.Store(new(p.now.Add(-age)))
	server, err := emulator.Start(emulator.Options{Now: func() time.Time { return *clock.Load() }})
	if err != nil {
		return fmt.Errorf("starting the emulator on a loopback port: %w", err)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	p.done("API Gateway emulator", server.URL())

	backend, err := startBackend()
	if err != nil {
		return fmt.Errorf("starting the backend on a loopback port: %w", err)
	}
	defer func() { err = errors.Join(err, backend.close()) }()
	p.done("Backend", "https://"+backend.address()+", a TLS server that requires a client certificate")

	var log strings.Builder
	started := time.Now()
	p.doing("Building the provider (minutes the first time)")
	box, err := sandbox.New(ctx, o.CLI, o.Example, sandbox.EmulatorEnvironment(server), &log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	p.done("Provider built", fmt.Sprintf("%s %s, %s", provider.Address, localinstall.Version, seconds(started)))
	if err := box.Terraform.Init(ctx); err != nil {
		return fmt.Errorf("init failed: %w\n%s", err, log.String())
	}

	r := rotation{printer: p, emulator: server, backend: backend, box: box, ids: map[string]string{}, api: apigateway.New(apigateway.Options{
		BaseEndpoint: aws.String(server.URL()),
		Region:       emulator.DefaultRegion,
		Credentials:  credentials.NewStaticCredentialsProvider(emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, ""),
	})}
	if err := r.run(ctx, func() { clock.Store(&p.now) }); err != nil {
		return fmt.Errorf("%w\nThe rotation should always work against the emulator. Please report this", err)
	}
	return nil
}

// rotation is what the steps work with.
type rotation struct {
	printer
	emulator *emulator.Server
	api      *apigateway.Client
	backend  *backend
	box      *sandbox.Sandbox
	ids      map[string]string // of the certificates, by name
}

// The names of the certificates.
const (
	oldName  = "old"
	newName  = "new"
	stranger = "stranger's" // of another service
)
