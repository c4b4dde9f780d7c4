package terraformcli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// FindOpenTofu returns the first OpenTofu of: the program that TF_ACC_TERRAFORM_PATH names, tofu on the PATH, one in the cache,
// OpenTofu built from source. It skips programs that report themselves as Terraform.
func (f Finder) FindOpenTofu(ctx context.Context) (CLI, error) {
	if path := os.Getenv(PathVariable); path != "" {
		if cli, err := inspect(ctx, path); err == nil && cli.OpenTofu {
			return cli, nil
		}
	}
	if path, err := exec.LookPath("tofu"); err == nil {
		if cli, err := inspect(ctx, path); err == nil && cli.OpenTofu {
			return cli, nil
		}
	}
	dir, err := f.findCacheDir()
	if err != nil {
		return CLI{}, err
	}
	version, err := openTofuVersion(ctx)
	if err != nil {
		return CLI{}, err
	}
	path := openTofuPath(dir, version)
	if cli, err := inspect(ctx, path); err == nil {
		return cli, nil
	}
	cli, err := f.installOpenTofu(ctx, path, version)
	if err != nil {
		return CLI{}, fmt.Errorf("no OpenTofu: install one (https://opentofu.org/docs/intro/install) and put it on the PATH: %w", err)
	}
	return cli, nil
}
