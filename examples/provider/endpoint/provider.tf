provider "apigateway" {
  region      = "eu-west-1"
  max_retries = 5

  endpoints {
    apigateway = "https://apigateway.eu-west-1.vpce.example.com"
  }
}
