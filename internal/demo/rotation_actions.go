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
