# All certificates with these tags: during a rotation, the old and the new one.
data "apigateway_client_certificates" "orders" {
  filter = { tags = { Service = "orders" } }
}

output "trust_bundle" {
  description = "For Go, Java, and OpenSSL with partial chains."
  value       = data.apigateway_client_certificates.orders.pem_bundle
}

output "fingerprints" {
  description = "For nginx and HAProxy."
  value       = data.apigateway_client_certificates.orders.sha1_fingerprints
}

output "expiration_dates" {
  value = {
    for certificate in data.apigateway_client_certificates.orders.client_certificates :
    certificate.id => certificate.expiration_date
  }
}
