package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// generate generates a certificate through the API.
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

// delete deletes a certificate through the API. The backend's clients keep it, so that they can present it again.
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

// apply runs Terraform, shows its warnings and the certificates it found, and makes the backend trust them.
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
		return fmt.Errorf("the outputs have unexpected types: %w", err)
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

// present has clients present the certificates to the backend, and fails unless it accepts those that it should.
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
				return fmt.Errorf("accepting the %s certificate %s must be %t, but the backend's alert was %q", name, r.ids[name], wanted, refusal)
			}
			label := fmt.Sprintf("the %s certificate, %s,", name, r.ids[name])
			if wanted {
				r.line("  %s %-33s is accepted", r.style("32", "✓"), label)
			} else {
				r.line("  %s %-33s is rejected  %s", r.style("31", "✗"), label, r.dim(refusal))
			}
		}
		return nil
	}
}

func (r rotation) command(format string, args ...any) {
	r.line("  %s", r.bold("$ "+fmt.Sprintf(format, args...)))
}

// diagnostics returns the distinct summaries, each with the second line of its detail, from the messages of "apply -json".
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
		// The provider's lists begin on the second line.
		if lines := strings.Split(message.Diagnostic.Detail, "\n"); len(lines) > 1 {
			text += ": " + strings.TrimSpace(lines[1])
		}
		// Both data sources may warn about the same certificate.
		if !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return found
}
