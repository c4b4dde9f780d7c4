# terraform test, or tofu test: Terraform 1.6, OpenTofu 1.6. It reads from the account that the environment names, or from the
# emulator, and passes when the service has a certificate and none expires within 14 days.

run "a_check_a_year_ahead_fails" {
  command = plan

  # A certificate is valid for 365 days, so that this check fails whenever there is one.
  variables {
    days = 366
  }

  expect_failures = [check.client_certificates_expire]
}

run "no_certificate_expires_within_14_days" {
  command = plan
}
