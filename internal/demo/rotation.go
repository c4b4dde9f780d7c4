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

// age is how old the first certificate is when the rotation begins: old enough for the provider's warning.
const age = 340 * 24 * time.Hour

// RunRotation builds the provider and walks through a rotation: between applies of the example, certificates are made and
// deleted through the emulator's API, and a TLS server that trusts the trust_bundle output meets clients that present them. It
// fails when a handshake ends in another way than a rotation without an outage needs. It leaves nothing behind, also when ctx
// ends. It does not use AWS.
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
	p.doing("Building the provider, which takes minutes the first time")
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
		return fmt.Errorf("%w\nThe rotation against the emulator should always work: please report this", err)
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
	ids      map[string]string // of the certificates, by what they are called here
}

// The certificates, by what they are called in the story.
const (
	oldName  = "old"
	newName  = "new"
	stranger = "stranger's" // of another service
)

// step is a heading with what is done and said below it.
type step struct {
	title string
	does  []func(context.Context) error
	says  string
}

// run walks through the steps. today moves the clock of the emulator from the first certificate's making to now.
func (r rotation) run(ctx context.Context, today func()) error {
	steps := []step{
		{
			title: "One certificate, with a few weeks to live",
			does: []func(context.Context) error{
				r.generate(oldName, "orders"),
				func(context.Context) error { today(); return nil },
				r.generate(stranger, "invoices"),
				r.apply,
				r.present(map[string]bool{oldName: true, stranger: false}),
			},
		},
		{
			title: "Generate its successor, with the same tags",
			does: []func(context.Context) error{
				r.generate(newName, "orders"),
				r.present(map[string]bool{oldName: true, newName: false}),
			},
			says: "The backend does not know the new one yet: moving a stage to it now would be an outage.",
		},
		{
			title: "Apply, so that the backend accepts both",
			does: []func(context.Context) error{
				r.apply,
				r.present(map[string]bool{oldName: true, newName: true, stranger: false}),
			},
		},
		{
			title: "Move the stages to the new one (newest_id), one by one",
			does:  []func(context.Context) error{r.present(map[string]bool{newName: true, oldName: true})},
			says:  "Whichever of the two a stage presents, it gets in. Going back is possible as well.",
		},
		{
			title: "Delete the old one when no stage presents it, and apply",
			does: []func(context.Context) error{
				r.delete(oldName),
				r.apply,
				r.present(map[string]bool{newName: true, oldName: false, stranger: false}),
			},
		},
	}
	for i, step := range steps {
		r.title(fmt.Sprintf("%d. %s", i+1, step.title))
		for _, do := range step.does {
			if err := do(ctx); err != nil {
				return fmt.Errorf("step %d, %s: %w", i+1, step.title, err)
			}
		}
		if step.says != "" {
			r.line("  %s", r.dim(step.says))
		}
	}
	r.note("One certificate is left, and no handshake has failed that should not. Which backend needs what: docs/guides/trusting-the-gateway.md")
	return nil
}
