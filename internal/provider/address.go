package provider

// Address is where Terraform looks for the provider: HOSTNAME/NAMESPACE/TYPE.
// CONTRIBUTING.md says what else names it, for whoever publishes it.
// https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
const Address = "terraform.local/local/apigateway"
