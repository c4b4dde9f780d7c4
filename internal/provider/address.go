package provider

// Address is where Terraform looks for the provider: HOSTNAME/NAMESPACE/TYPE.
// Whoever publishes it changes it here.
// https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
const Address = "terraform.local/local/apigateway"
