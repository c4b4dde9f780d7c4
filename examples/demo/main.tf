terraform {
  required_providers {
    apigateway = {
      source = "terraform.local/local/apigateway"
    }
  }
}

# The Region and credentials come from the environment.
provider "apigateway" {}

variable "client_certificate_id" {
  description = "The id of the client certificate to read."
  type        = string
}

data "apigateway_client_certificate" "demo" {
  client_certificate_id = var.client_certificate_id
}

output "expires_on" {
  description = "The day that the certificate expires."
  value       = formatdate("D MMMM YYYY", data.apigateway_client_certificate.demo.expiration_date)
}
