package terraformcli

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

// terraformVersion is the Terraform that is downloaded if there is none: the version that CI tests with.
const terraformVersion = "1.11.4"

// Timeouts for the release site. hc-install's default client retries for half a minute, too long on a machine that cannot reach
// the site and builds OpenTofu instead.
const (
	connectTimeout  = 10 * time.Second
	responseTimeout = 30 * time.Second
	downloadTimeout = 10 * time.Minute
)

// download downloads Terraform to path and checks its signature and checksum.
func (f Finder) download(ctx context.Context, path string) error {
	installer := &releases.ExactVersion{
		Product:          product.Terraform,
		Version:          version.Must(version.NewVersion(terraformVersion)),
		InstallDir:       filepath.Dir(path),
		Timeout:          downloadTimeout,
		ArmoredPublicKey: f.releasesKey,
		ApiBaseURL:       f.releasesURL,
		HTTPClient: &http.Client{Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
			TLSHandshakeTimeout:   connectTimeout,
			ResponseHeaderTimeout: responseTimeout,
			ForceAttemptHTTP2:     true,
			DisableKeepAlives:     true,
		}},
	}
	_, err := installer.Install(ctx)
	return err
}
