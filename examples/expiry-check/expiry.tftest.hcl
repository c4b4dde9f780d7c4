# Run this with "terraform test" or "tofu test" (Terraform 1.6, OpenTofu 1.6). It reads from the environment's account or from the
# emulator, and passes if the service has a certificate and none expires within 14 days.

run "a_check_a_year_ahead_fails" {
  command = plan

  # Certificates are valid for 365 days, so this check fails if there is one.
  variables {
    days = 366
  }

  expect_failures = [check.client_certificates_expire]
}

run "no_certificate_expires_within_14_days" {
  command = plan
}
