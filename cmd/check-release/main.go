// Command check-release checks the output of "make snapshot" as the Terraform Registry would, and tries it with a real Terraform
// or OpenTofu. Run it in the repository's root.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"terraform-provider-apigateway/internal/release"
	"terraform-provider-apigateway/internal/terraformcli"
)

func main() {
	dir := flag.String("dir", "dist", "the release's folder")
	only := flag.String("only", "", "the only `platform` of the release, such as linux_amd64; defaults to all")
	again := flag.Bool("rebuild", false, "rebuild linux_amd64 with an empty cache, and compare the bytes")
	flag.Parse()
	platforms := release.Platforms
	if *only != "" {
		platforms = []string{*only}
	}
	if err := run(*dir, platforms, *again); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, platforms []string, again bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := release.AddManifest(dir, "terraform-registry-manifest.json"); err != nil {
		return err
	}
	r, err := release.Check(dir, platforms)
	if err != nil {
		return err
	}
	fmt.Printf("Version %s, %d files, each with its checksum:\n", r.Version, len(r.Files))
	for _, file := range r.Files {
		fmt.Printf("  %8d bytes  %s…  %s\n", file.Size, file.SHA256[:12], file.Name)
	}
	if !r.Signed {
		fmt.Println("The checksums are not signed, as in every snapshot. The Registry accepts only signed releases.")
	}
	cli, err := terraformcli.Finder{}.Find(ctx)
	if err != nil {
		return err
	}
	if err := r.Try(ctx, cli); err != nil {
		return err
	}
	fmt.Printf("The program reports its version. %s installed it from a filesystem mirror and planned with it.\n", cli)
	if again {
		if err := rebuild(ctx, r); err != nil {
			return err
		}
		fmt.Println("Rebuilt in another folder with an empty cache, linux_amd64 is identical byte for byte.")
	}
	return nil
}

// rebuild rebuilds the program with an empty build cache.
func rebuild(ctx context.Context, r release.Release) (err error) {
	cache, err := os.MkdirTemp("", "apigateway-rebuild-cache-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(cache)) }()
	return r.Rebuild(ctx, ".", cache)
}
