package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// generate makes a certificate through the API.
func (r rotation) generate(name, service string) func(context.Context) error {
	return func(ctx context.Context) error {
		description := fmt.Sprintf("%s, %s", service, name)
		if name == stranger {
			description = service
		}
		r.command("aws apigateway generate-client-certificate --tags Service=%s --description %q", service, description)
		output, err := r.api.GenerateClientCertificate(ctx, &apigateway.GenerateClientCertificateInput{
			Description: &description, Tags: map[string]string{"Service": service},
		})
		if err != nil {
			return err
		}
		r.ids[name] = aws.ToString(output.ClientCertificateId)
		return nil
	}
}

// delete removes a certificate through the API. The backend's clients keep it, so that they can try it once more.
func (r rotation) delete(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := r.backend.remember(r.emulator, r.ids[name]); err != nil {
			return err
		}
		r.command("aws apigateway delete-client-certificate --client-certificate-id %s", r.ids[name])
		_, err := r.api.DeleteClientCertificate(ctx, &apigateway.DeleteClientCertificateInput{ClientCertificateId: aws.String(r.ids[name])})
		return err
	}
}

// apply runs Terraform, shows the certificates it has found and what it warns of, and lets the backend trust them.
func (r rotation) apply(ctx context.Context) error {
	r.command("terraform apply")
	var messages bytes.Buffer
	if err := r.box.Terraform.ApplyJSON(ctx, &messages); err != nil {
		return fmt.Errorf("%w\n%s", err, strings.Join(diagnostics(messages.Bytes(), "error"), "\n"))
	}
	for _, warning := range diagnostics(messages.Bytes(), "warning") {
		r.line("    %s", r.style("33", "Warning: "+warning))
	}
	outputs, err := r.box.Terraform.Output(ctx)
	if err != nil {
		return fmt.Errorf("reading the outputs: %w", err)
	}
	var bundle, newest string
	var accepted []struct {
		ID             string    `json:"id"`
		Description    string    `json:"description"`
		ExpirationDate time.Time `json:"expiration_date"`
	}
	if err := errors.Join(
		json.Unmarshal(outputs["trust_bundle"].Value, &bundle),
		json.Unmarshal(outputs["accepted"].Value, &accepted),
		json.Unmarshal(outputs["newest_id"].Value, &newest),
	); err != nil {
		return fmt.Errorf("the outputs are not what they were: %w", err)
	}
	count := "1 certificate"
	if n := strings.Count(bundle, "BEGIN CERTIFICATE"); n != 1 {
		count = fmt.Sprintf("%d certificates, oldest first", n)
	}
	r.line("    trust_bundle  %s", count)
	for _, c := range accepted {
		r.line("    accepted      %s  %s  %s", c.ID, c.Description, r.dim(remaining(c.ExpirationDate.Sub(r.now))))
	}
	r.line("    newest_id     %s", newest)
	return r.backend.trust(bundle)
}

// present lets the backend meet clients that hold the certificates, and compares whom it lets in.
func (r rotation) present(want map[string]bool) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, name := range []string{oldName, newName, stranger} {
			wanted, asked := want[name]
			if !asked {
				continue
			}
			refusal, err := r.backend.meet(ctx, r.emulator, r.ids[name])
			if err != nil {
				return err
			}
			if (refusal == "") != wanted {
				return fmt.Errorf("the backend must let the %s certificate %s in: %t; it has said %q", name, r.ids[name], wanted, refusal)
			}
			label := fmt.Sprintf("the %s certificate, %s,", name, r.ids[name])
			if wanted {
				r.line("  %s %-33s is accepted", r.style("32", "✓"), label)
			} else {
				r.line("  %s %-33s is refused  %s", r.style("31", "✗"), label, r.dim(refusal))
			}
		}
		return nil
	}
}

func (r rotation) command(format string, args ...any) {
	r.line("  %s", r.bold("$ "+fmt.Sprintf(format, args...)))
}

// diagnostics returns the different summaries, with the first line of the details, from the messages of "apply -json".
// https://developer.hashicorp.com/terraform/internals/machine-readable-ui
func diagnostics(messages []byte, severity string) []string {
	var found []string
	for line := range bytes.Lines(messages) {
		var message struct {
			Diagnostic struct {
				Severity, Summary, Detail string
			} `json:"diagnostic"`
		}
		if json.Unmarshal(line, &message) != nil || message.Diagnostic.Severity != severity {
			continue
		}
		text := message.Diagnostic.Summary
		// The provider's lists begin in the second line.
		if lines := strings.Split(message.Diagnostic.Detail, "\n"); len(lines) > 1 {
			text += ": " + strings.TrimSpace(lines[1])
		}
		// Both data sources may warn of one certificate.
		if !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return found
}
