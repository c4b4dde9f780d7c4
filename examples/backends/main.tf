# What backends need to accept every client certificate that API Gateway may present: during a rotation, the old one and the new
# one. The configuration files are outputs, so that they can go wherever yours go: into an image, a parameter, a ConfigMap, or to
# disk with "terraform output -raw nginx > gateway.conf".
#
# Needs Terraform 1.2 or OpenTofu 1.6, for the postcondition.

terraform {
  required_version = ">= 1.2"

  required_providers {
    apigateway = {
      source = "terraform.local/local/apigateway"
    }
  }
}

# The Region and credentials come from the environment.
provider "apigateway" {}

variable "tags" {
  description = "The tags of all client certificates of this service, including future ones."
  type        = map(string)
  default     = { Service = "orders" }
}

variable "listen" {
  description = "Where the servers listen: HOST:PORT, with * for every address."
  type        = object({ nginx = string, haproxy = string })
  default     = { nginx = "*:443", haproxy = "*:443" }
}

variable "upstream" {
  description = "HOST:PORT of the server behind nginx or HAProxy, which receives plain HTTP requests."
  type        = string
  default     = "127.0.0.1:8080"
}

variable "files" {
  description = "Paths on the server: its own certificate, that certificate's key, both in one file (HAProxy), and the trust_bundle output (HAProxy)."
  type        = object({ certificate = string, key = string, certificate_and_key = string, trust_bundle = string })
  default = {
    certificate         = "/etc/ssl/certs/backend.pem"
    key                 = "/etc/ssl/private/backend.key"
    certificate_and_key = "/etc/haproxy/backend.pem"
    trust_bundle        = "/etc/haproxy/gateway.pem"
  }
}

data "apigateway_client_certificates" "gateway" {
  filter = { tags = var.tags }

  lifecycle {
    # The data source allows an empty list, but here it would lock the gateway out.
    postcondition {
      condition     = length(self.sha1_fingerprints) > 0
      error_message = "No client certificate has these tags. A backend configured like this would reject the gateway."
    }
  }
}

output "trust_bundle" {
  description = "Every certificate that the gateway may present, as one PEM string: for Go, Java and OpenSSL with partial chains."
  value       = data.apigateway_client_certificates.gateway.pem_bundle
}

output "nginx" {
  description = "A file for /etc/nginx/conf.d/."
  value = templatefile("${path.module}/nginx.conf.tftpl", {
    fingerprints = data.apigateway_client_certificates.gateway.sha1_fingerprints
    listen       = var.listen.nginx
    files        = var.files
    upstream     = var.upstream
  })
}

output "haproxy" {
  description = "/etc/haproxy/haproxy.cfg, or the frontend and backend in it."
  value = templatefile("${path.module}/haproxy.cfg.tftpl", {
    fingerprints = data.apigateway_client_certificates.gateway.sha1_fingerprints
    listen       = var.listen.haproxy
    files        = var.files
    upstream     = var.upstream
  })
}

output "envoy" {
  description = "The transport_socket of a listener's filter chain. Not tested: see the guide."
  value = templatefile("${path.module}/envoy.yaml.tftpl", {
    fingerprints = data.apigateway_client_certificates.gateway.sha256_fingerprints
    files        = var.files
  })
}
