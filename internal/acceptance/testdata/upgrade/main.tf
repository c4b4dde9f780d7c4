# Every data source in state, and a resource and outputs that use them.

terraform {
  required_providers {
    apigateway = {
      source = "terraform.local/local/apigateway"
    }
  }
}

provider "apigateway" {
  expiration_warning_days = 0
}

data "apigateway_client_certificate" "by_id" {
  client_certificate_id = "a1b2c3"
}

data "apigateway_client_certificate" "by_filter" {
  filter = {
    description = "orders"
    tags        = { Service = "orders" }
  }
  most_recent             = true
  region                  = "eu-west-1"
  expiration_warning_days = 0

  timeouts {
    read = "1m"
  }
}

data "apigateway_client_certificates" "all" {}

resource "terraform_data" "bundle" {
  input            = data.apigateway_client_certificates.all
  triggers_replace = data.apigateway_client_certificates.all.sha256_fingerprints
}

output "by_id" {
  value = data.apigateway_client_certificate.by_id
}

output "by_filter" {
  value = data.apigateway_client_certificate.by_filter
}
