# A check that fails 14 days before a client certificate expires.
#
# The provider itself warns 30 days ahead, unless expiration_warning_days is set. A custom check shows up by name in plans, in HCP
# Terraform's health assessments, and in the JSON of a plan or state, where other programs can find it. Neither stops an apply.
#
# Needs Terraform 1.5 (check) and 1.6 (terraform test), or OpenTofu 1.6 for both.

terraform {
  required_version = ">= 1.5"

  required_providers {
    apigateway = {
      source = "terraform.local/local/apigateway"
    }
  }
}

# The Region and credentials come from the environment.
provider "apigateway" {}

variable "tags" {
  description = "The tags of the certificates to check."
  type        = map(string)
  default     = { Service = "orders" }
}

variable "days" {
  description = "How many days before expiration the check fails."
  type        = number
  default     = 14
}

data "apigateway_client_certificates" "checked" {
  filter = { tags = var.tags }
}

locals {
  # plantimestamp() rather than timestamp(), for the same moment in plan and apply.
  deadline = timeadd(plantimestamp(), "${24 * var.days}h")

  # API Gateway's own date, or else the one in the certificate.
  expiration_dates = {
    for c in data.apigateway_client_certificates.checked.client_certificates :
    c.id => coalesce(c.expiration_date, try(c.certificate.not_after, null), "9999-12-31T23:59:59Z")
  }

  expiring = {
    for id, date in local.expiration_dates : id => date
    if timecmp(date, local.deadline) <= 0
  }
}

check "client_certificates_expire" {
  assert {
    condition = length(local.expiring) == 0
    error_message = join("\n", [
      for id, date in local.expiring : "Client certificate ${id} expires on ${date}. Generate its successor now."
    ])
  }
}
