package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"terraform-provider-apigateway/internal/emulator"
)

// serve runs an emulator until ctx ends.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("apigateway-emulator", flag.ContinueOnError)
	flags.Usage = func() {
		_, _ = io.WriteString(flags.Output(), usage)
		flags.PrintDefaults()
	}
	var options emulator.Options
	flags.StringVar(&options.Addr, "addr", defaultAddr, "loopback `address` to listen on; port 0 chooses a free one")
	flags.BoolVar(&options.Quota, "quota", false, "allow 10 requests per second with a burst of 40, as API Gateway does")
	flags.DurationVar(&options.Latency, "latency", 0, "`time` to add to every response")
	certificates := flags.Int("certificates", 0, "`number` of client certificates to start with")
	region := flags.String("region", emulator.DefaultRegion, "their `region`")
	tags := tags{}
	flags.Var(tags, "tag", "their tag, `KEY=VALUE`; may be repeated")
	if err := parse(flags, args, stderr, 0, 0); err != nil {
		return err
	}
	if *certificates < 0 {
		_, _ = fmt.Fprintln(stderr, "-certificates must not be negative")
		return errUsage
	}
	server, err := emulator.Start(options)
	if err != nil {
		return err
	}
	if err := announce(server, *certificates, *region, tags, stdout); err != nil {
		return errors.Join(err, server.Close())
	}
	<-ctx.Done()
	_, _ = fmt.Fprintln(stdout, "# Stopped.")
	return server.Close()
}

// announce generates the initial certificates and prints how to use the emulator, as input for a shell.
func announce(server *emulator.Server, certificates int, region string, tags tags, stdout io.Writer) error {
	generated, err := server.GenerateMany(region, certificates)
	if err != nil {
		return err
	}
	for _, certificate := range generated {
		certificate.Tags = tags
		server.Put(certificate)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "# API Gateway emulator on %s; client certificates in %s: %d. Ctrl-C stops it.\n", server.URL(), region, certificates)
	if len(generated) > 0 {
		fmt.Fprintf(&text, "# The id of one: %s\n", generated[0].ID)
	}
	text.WriteString("# To point Terraform and the AWS CLI at it:\n")
	for _, variable := range [][2]string{
		{"AWS_ENDPOINT_URL_API_GATEWAY", server.URL()},
		{"AWS_ACCESS_KEY_ID", emulator.DefaultAccessKeyID},
		{"AWS_SECRET_ACCESS_KEY", emulator.DefaultSecretAccessKey},
		{"AWS_REGION", region},
		{"AWS_DEFAULT_REGION", region}, // Version 1 of the AWS CLI reads only this one.
	} {
		fmt.Fprintf(&text, "export %s=%s\n", variable[0], variable[1])
	}
	// A session token from the shell's own credentials would make these invalid.
	text.WriteString("unset AWS_SESSION_TOKEN AWS_PROFILE\n")
	_, err = io.WriteString(stdout, text.String())
	return err
}
