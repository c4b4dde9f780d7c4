# The token comes from TF_AWS_WEB_IDENTITY_TOKEN, or from the file that AWS_WEB_IDENTITY_TOKEN_FILE names.
provider "apigateway" {
  region = "eu-west-1"

  assume_role_with_web_identity {
    role_arn     = "arn:aws:iam::123456789012:role/read-client-certificates"
    session_name = "terraform"
  }
}
