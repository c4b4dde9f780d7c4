package provider

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-apigateway/internal/awsclient"
	"terraform-provider-apigateway/internal/clientcertificate"
)

// clientCertificateModel is a client certificate in the state of both data
// sources.
type clientCertificateModel struct {
	ID                    fwtypes.String    `tfsdk:"id"`
	ClientCertificateID   fwtypes.String    `tfsdk:"client_certificate_id"`
	ARN                   fwtypes.String    `tfsdk:"arn"`
	Description           fwtypes.String    `tfsdk:"description"`
	Tags                  fwtypes.Map       `tfsdk:"tags"`
	PEMEncodedCertificate fwtypes.String    `tfsdk:"pem_encoded_certificate"`
	CreatedDate           timetypes.RFC3339 `tfsdk:"created_date"`
	ExpirationDate        timetypes.RFC3339 `tfsdk:"expiration_date"`
	Certificate           fwtypes.Object    `tfsdk:"certificate"`
}

// clientCertificateAttributes returns the schema of clientCertificateModel. The
// singular data source also makes client_certificate_id an argument.
func clientCertificateAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: "Same as `client_certificate_id`.",
			Computed:            true,
		},
		"client_certificate_id": schema.StringAttribute{
			MarkdownDescription: "Id of the certificate.",
			Computed:            true,
		},
		"arn": schema.StringAttribute{
			MarkdownDescription: "ARN of the certificate. Its account field is empty, as in all ARNs of API Gateway's control plane.",
			Computed:            true,
		},
		"description": schema.StringAttribute{
			MarkdownDescription: "Description of the certificate; null if it has none.",
			Computed:            true,
		},
		"tags": schema.MapAttribute{
			MarkdownDescription: "All tags, including those of AWS (`aws:`), except those in the provider's `ignore_tags`; `{}` if none.",
			ElementType:         fwtypes.StringType,
			Computed:            true,
		},
		"pem_encoded_certificate": schema.StringAttribute{
			MarkdownDescription: "The certificate in PEM, exactly as API Gateway returns it: with CRLF line endings and none after the last line. `certificate.cert_pem` has it in the usual form. Null if absent. It is public: API Gateway never reveals the private key.",
			Computed:            true,
		},
		"created_date": schema.StringAttribute{
			MarkdownDescription: "When the certificate was created, in RFC 3339 and UTC; null if absent.",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
		},
		"expiration_date": schema.StringAttribute{
			MarkdownDescription: "When the certificate expires, in RFC 3339 and UTC: 365 days after it was created. Null if absent.",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
		},
		"certificate": schema.SingleNestedAttribute{
			MarkdownDescription: "Contents of the X.509 certificate, with the names and formats of hashicorp/tls's `tls_certificate`. Null if the PEM is absent or cannot be parsed. If it has several blocks, this is the first certificate.",
			Computed:            true,
			Attributes:          x509Attributes(),
		},
	}
}

func x509Attributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	date := func(description string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: description, CustomType: timetypes.RFC3339Type{}, Computed: true}
	}
	return map[string]schema.Attribute{
		"cert_pem":             text("The certificate in PEM with LF line endings and a final newline."),
		"subject":              text("Subject in RFC 2253 format, such as `CN=ApiGateway,L=Seattle,C=US`."),
		"issuer":               text("Issuer in RFC 2253 format; the same as `subject`, because the certificates are self-signed."),
		"serial_number":        text("Serial number in decimal."),
		"version":              schema.Int64Attribute{MarkdownDescription: "X.509 version.", Computed: true},
		"not_before":           date("Start of the certificate's validity, in RFC 3339 and UTC."),
		"not_after":            date("End of the certificate's validity, in RFC 3339 and UTC."),
		"signature_algorithm":  text("Signature algorithm, such as `SHA256-RSA`."),
		"public_key_algorithm": text("Public key algorithm, such as `RSA`."),
		"public_key_bits":      schema.Int64Attribute{MarkdownDescription: "Size of the public key in bits: that of an RSA key's modulus or an elliptic curve's field. 0 for other kinds of keys.", Computed: true},
		"is_ca":                schema.BoolAttribute{MarkdownDescription: "Whether the certificate is marked as a certificate authority's. API Gateway's are not.", Computed: true},
		"sha1_fingerprint":     text("SHA-1 fingerprint of the certificate in lower-case hex, as in nginx and HAProxy."),
		"sha256_fingerprint":   text("SHA-256 fingerprint of the certificate in lower-case hex."),
	}
}

// fromAPI converts the SDK's type to the provider's own, so that a change of the
// SDK's is felt only here.
func fromAPI(c types.ClientCertificate) clientcertificate.ClientCertificate {
	return clientcertificate.ClientCertificate{
		ID:             aws.ToString(c.ClientCertificateId), // The client has rejected a response without one.
		Description:    c.Description,
		PEM:            c.PemEncodedCertificate,
		CreatedDate:    c.CreatedDate, // The SDK returns dates in UTC.
		ExpirationDate: c.ExpirationDate,
		Tags:           c.Tags,
	}
}

func allFromAPI(all []types.ClientCertificate) []clientcertificate.ClientCertificate {
	certificates := make([]clientcertificate.ClientCertificate, len(all))
	for i, c := range all {
		certificates[i] = fromAPI(c)
	}
	return certificates
}

// flatten returns the state of a certificate that client has read.
func flatten(c clientcertificate.Inspected, client *awsclient.Client, ignored ignoreTags) clientCertificateModel {
	return clientCertificateModel{
		ID:                    fwtypes.StringValue(c.ID),
		ClientCertificateID:   fwtypes.StringValue(c.ID),
		ARN:                   fwtypes.StringValue(clientcertificate.ARN(client.Partition(), client.Region(), c.ID)),
		Description:           fwtypes.StringPointerValue(c.Description),
		Tags:                  flattenTags(c.Tags, ignored),
		PEMEncodedCertificate: fwtypes.StringPointerValue(c.PEM),
		CreatedDate:           timetypes.NewRFC3339TimePointerValue(c.CreatedDate),
		ExpirationDate:        timetypes.NewRFC3339TimePointerValue(c.ExpirationDate),
		Certificate:           flattenX509(c.Parsed),
	}
}

// object returns the model as an element of a list. It is written out, like
// flattenX509, because the framework's reflection takes several times as long
// and as much memory.
func (m clientCertificateModel) object() attr.Value {
	return fwtypes.ObjectValueMust(clientCertificateType(), map[string]attr.Value{
		"id":                      m.ID,
		"client_certificate_id":   m.ClientCertificateID,
		"arn":                     m.ARN,
		"description":             m.Description,
		"tags":                    m.Tags,
		"pem_encoded_certificate": m.PEMEncodedCertificate,
		"created_date":            m.CreatedDate,
		"expiration_date":         m.ExpirationDate,
		"certificate":             m.Certificate,
	})
}

// flattenX509 returns the certificate attribute, which is null if p is nil.
func flattenX509(p *clientcertificate.Parsed) fwtypes.Object {
	if p == nil {
		return fwtypes.ObjectNull(x509Type())
	}
	return fwtypes.ObjectValueMust(x509Type(), map[string]attr.Value{
		"cert_pem":             fwtypes.StringValue(p.CertPEM),
		"subject":              fwtypes.StringValue(p.Subject),
		"issuer":               fwtypes.StringValue(p.Issuer),
		"serial_number":        fwtypes.StringValue(p.SerialNumber),
		"version":              fwtypes.Int64Value(int64(p.Version)),
		"not_before":           timetypes.NewRFC3339TimeValue(p.NotBefore),
		"not_after":            timetypes.NewRFC3339TimeValue(p.NotAfter),
		"signature_algorithm":  fwtypes.StringValue(p.SignatureAlgorithm),
		"public_key_algorithm": fwtypes.StringValue(p.PublicKeyAlgorithm),
		"public_key_bits":      fwtypes.Int64Value(int64(p.PublicKeyBits)),
		"is_ca":                fwtypes.BoolValue(p.IsCA),
		"sha1_fingerprint":     fwtypes.StringValue(p.SHA1Fingerprint),
		"sha256_fingerprint":   fwtypes.StringValue(p.SHA256Fingerprint),
	})
}

// The types of the attributes above, computed once.
var (
	clientCertificateType = sync.OnceValue(func() map[string]attr.Type { return attributeTypes(clientCertificateAttributes()) })
	x509Type              = sync.OnceValue(func() map[string]attr.Type { return attributeTypes(x509Attributes()) })
)

func attributeTypes(attributes map[string]schema.Attribute) map[string]attr.Type {
	types := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		types[name] = attribute.GetType()
	}
	return types
}

func flattenTags(tags map[string]string, ignored ignoreTags) fwtypes.Map {
	kept := make(map[string]attr.Value, len(tags))
	for key, value := range tags {
		if !ignored.has(key) {
			kept[key] = fwtypes.StringValue(value)
		}
	}
	return fwtypes.MapValueMust(fwtypes.StringType, kept)
}
