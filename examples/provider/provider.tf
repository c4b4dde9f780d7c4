terraform {
  required_providers {
    apigateway = {
      source = "terraform.local/local/apigateway"
    }
  }
}

provider "apigateway" {
  region = "eu-west-1"
}
