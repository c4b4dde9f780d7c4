# What Terraform holds on each side of a rotation. "make demo-rotation" walks through all of it.
#
# Both data sources select by tags, since a rotation changes the ids: the certificates of a service have the same tags, the old
# one and its successor.

terraform {
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

# What the backends accept: every certificate of the service.
data "apigateway_client_certificates" "accepted" {
  filter = { tags = var.tags }
}

# What the stages are to present once every backend accepts it: the newest.
data "apigateway_client_certificate" "newest" {
  filter      = { tags = var.tags }
  most_recent = true
}

output "trust_bundle" {
  description = "The certificates that backends accept, in one PEM text."
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
