# A check that fails 14 days before a client certificate expires.
#
# The provider warns by itself, 30 days ahead unless expiration_warning_days says otherwise. A check of one's own shows up by its
# name in plans, in HCP Terraform's health assessments, and in the JSON of a plan or state, where other programs find it. Neither
# stops an apply.
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

# Region and credentials come from the environment.
provider "apigateway" {}

variable "tags" {
  description = "The tags of the certificates to look at."
  type        = map(string)
  default     = { Service = "orders" }
}

variable "days" {
  description = "How many days ahead the check fails."
  type        = number
  default     = 14
}

data "apigateway_client_certificates" "checked" {
  filter = { tags = var.tags }
}

locals {
  # plantimestamp() and not timestamp(): the same moment in plan and apply.
  deadline = timeadd(plantimestamp(), "${24 * var.days}h")

  expiring = [
    for c in data.apigateway_client_certificates.checked.client_certificates : c
    if timecmp(coalesce(c.expiration_date, try(c.certificate.not_after, null), "9999-12-31T23:59:59Z"), local.deadline) <= 0
  ]
}

check "client_certificates_expire" {
  assert {
    condition = length(local.expiring) == 0
    error_message = join("\n", [
      for c in local.expiring : "Client certificate ${c.id} expires on ${c.expiration_date}: generate its successor now."
    ])
  }
}
