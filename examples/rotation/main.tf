# What Terraform needs for a rotation. "make demo-rotation" walks through all of it.
#
# Both data sources select by tags, because a rotation changes the ids: a service's certificates, the old one and its successor,
# have the same tags.

terraform {
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

# What the backends accept: every certificate of the service.
data "apigateway_client_certificates" "accepted" {
  filter = { tags = var.tags }
}

# What the stages should present once every backend accepts it: the newest.
data "apigateway_client_certificate" "newest" {
  filter      = { tags = var.tags }
  most_recent = true
}

output "trust_bundle" {
  description = "The certificates that backends accept, as one PEM string."
  value       = data.apigateway_client_certificates.accepted.pem_bundle
}

output "accepted" {
  description = "The certificates that backends accept, newest first."
  value = [for c in data.apigateway_client_certificates.accepted.client_certificates : {
    id              = c.id
    description     = c.description
    expiration_date = c.expiration_date
  }]
}

output "newest_id" {
  description = "The client_certificate_id for the stages, once every backend accepts it."
  value       = data.apigateway_client_certificate.newest.id
}
