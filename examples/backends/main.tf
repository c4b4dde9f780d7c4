# What backends need in order to accept every client certificate that API Gateway may present: during a rotation, the old one
# and the new one. The configuration files are outputs, so that they can go wherever yours go: into an image, a parameter, a
# ConfigMap, or to a disk with "terraform output -raw nginx > gateway.conf".
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

# Region and credentials come from the environment.
provider "apigateway" {}

variable "tags" {
  description = "The tags that all client certificates of this service have, those to come as well."
  type        = map(string)
  default     = { Service = "orders" }
}

variable "listen" {
  description = "Where the servers listen: HOST:PORT, and * for every address."
  type        = object({ nginx = string, haproxy = string })
  default     = { nginx = "*:443", haproxy = "*:443" }
}

variable "upstream" {
  description = "HOST:PORT of the program behind nginx, HAProxy or Envoy, which receives the requests in plain HTTP."
  type        = string
  default     = "127.0.0.1:8080"
}

variable "files" {
  description = "Where the files are on the machine that serves: its own certificate, that certificate's key, both in one file (HAProxy), and the trust_bundle output (HAProxy)."
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
    # An empty list is no error to the data source. Here it would lock the gateway out.
    postcondition {
      condition     = length(self.sha1_fingerprints) > 0
      error_message = "No client certificate has these tags. A backend configured like this would refuse the gateway."
    }
  }
}

output "trust_bundle" {
  description = "Every certificate that the gateway may present, in one PEM text: for Go, Java and OpenSSL with partial chains."
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
  description = "/etc/haproxy/haproxy.cfg, or the frontend and backend within it."
  value = templatefile("${path.module}/haproxy.cfg.tftpl", {
    fingerprints = data.apigateway_client_certificates.gateway.sha1_fingerprints
    listen       = var.listen.haproxy
    files        = var.files
    upstream     = var.upstream
  })
}

output "envoy" {
  description = "The transport_socket of a listener's filter chain. Not tried: see the guide."
  value = templatefile("${path.module}/envoy.yaml.tftpl", {
    fingerprints = data.apigateway_client_certificates.gateway.sha256_fingerprints
    files        = var.files
  })
}
