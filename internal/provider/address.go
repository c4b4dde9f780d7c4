package provider

// Address is the provider's source address: HOSTNAME/NAMESPACE/TYPE.
// CONTRIBUTING.md lists what else to change when publishing it.
// https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
const Address = "terraform.local/local/apigateway"
