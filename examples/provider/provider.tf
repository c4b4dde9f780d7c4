provider "apigateway" {
  region = "eu-west-1"
}
