#!/bin/sh
# A server that accepts every certificate of a bundle with OpenSSL's own verification.
#
#   openssl.sh HOST:PORT CERTIFICATE KEY TRUST_BUNDLE
#
# -partial_chain makes each certificate of the bundle a trust anchor by itself. Without it OpenSSL looks up a self-signed
# certificate's anchor by name and accepts only the first of the bundle. In your own program, use
# X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), X509_V_FLAG_PARTIAL_CHAIN).
# Without -verify_return_error s_server accepts any certificate.
exec openssl s_server -accept "$1" -cert "$2" -key "$3" -CAfile "$4" \
	-Verify 1 -verify_return_error -partial_chain -www
