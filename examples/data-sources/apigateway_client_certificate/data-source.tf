# By id, with a single GetClientCertificate request.
data "apigateway_client_certificate" "by_id" {
  client_certificate_id = "a1b2c3"
}

# Without an id: the newest with these tags.
data "apigateway_client_certificate" "current" {
  filter      = { tags = { Service = "orders" } }
  most_recent = true
}

output "certificate" {
  description = "In PEM, for a backend that trusts a single certificate."
  value       = data.apigateway_client_certificate.current.certificate.cert_pem
}

output "renew_before" {
  description = "Two weeks before the certificate expires."
  value       = timeadd(data.apigateway_client_certificate.current.expiration_date, "-336h")
}
