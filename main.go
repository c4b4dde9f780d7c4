// Command terraform-provider-apigateway serves the provider to Terraform and
// OpenTofu, which start it.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"terraform-provider-apigateway/internal/provider"
)

// version is set in release builds.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run as a server for a debugger, and print TF_REATTACH_PROVIDERS")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println(version)
		return
	}
	if !*debug && !logWanted(os.Environ()) {
		turnLogOff()
	}
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve(provider.Address, provider.NewServer(version), options...)
	if err != nil {
		log.Fatal(err)
	}
}
