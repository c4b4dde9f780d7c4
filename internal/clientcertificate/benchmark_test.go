package clientcertificate_test

import (
	"fmt"
	"testing"

	"terraform-provider-apigateway/internal/clientcertificate"
)

// thousand returns 1,000 client certificates with their PEM as the API returns
// it. A tenth have the tag Service = "orders".
func thousand(b *testing.B) []clientcertificate.ClientCertificate {
	b.Helper()
	text, _ := apiGatewayPEM(b)
	all := make([]clientcertificate.ClientCertificate, 1000)
	for i := range all {
		service := "billing"
		if i%10 == 0 {
			service = "orders"
		}
		all[i] = clientcertificate.ClientCertificate{
			ID:          fmt.Sprintf("id%04d", i),
			PEM:         &text,
			CreatedDate: new(date(2026, 1, 1).AddDate(0, 0, i*7919%1000)),
			Tags:        map[string]string{"Service": service, "Stage": "live"},
		}
	}
	return all
}

func BenchmarkInspect1000(b *testing.B) {
	all := thousand(b)
	b.ReportAllocs()
	for b.Loop() {
		clientcertificate.InspectAll(all)
	}
}

func BenchmarkSelect1000(b *testing.B) {
	all := thousand(b)
	filter := clientcertificate.Filter{Tags: map[string]string{"Service": "orders"}}
	b.ReportAllocs()
	for b.Loop() {
		filter.Select(all)
	}
}

func BenchmarkSort1000(b *testing.B) {
	all := thousand(b)
	b.ReportAllocs()
	for b.Loop() {
		clientcertificate.Filter{}.Select(all)
	}
}

// BenchmarkBundle1000 bundles certificates that are all different.
func BenchmarkBundle1000(b *testing.B) {
	text, _ := apiGatewayPEM(b)
	all := clientcertificate.InspectAll(thousand(b))
	for i := range all {
		// Bundle only reads the PEM and the dates.
		parsed := *all[i].Parsed
		parsed.CertPEM = fmt.Sprintf("%s\n%04d\n", text, i)
		all[i].Parsed = &parsed
	}
	b.ReportAllocs()
	for b.Loop() {
		clientcertificate.Bundle(all)
	}
}
