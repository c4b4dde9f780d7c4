provider "apigateway" {
  region = "eu-west-1"

  assume_role {
    role_arn     = "arn:aws:iam::123456789012:role/read-client-certificates"
    session_name = "terraform"
  }
}
