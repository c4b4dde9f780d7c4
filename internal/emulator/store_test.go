package emulator_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

func TestManyClientsAtOnce(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	api := client(t, server)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for range 5 {
				c, err := api.GenerateClientCertificate(t.Context(), &apigateway.GenerateClientCertificateInput{Description: aws.String(fmt.Sprint(worker))})
				if err != nil {
					t.Error(err)
					return
				}
				_, err = api.TagResource(t.Context(), &apigateway.TagResourceInput{ResourceArn: arn(*c.ClientCertificateId), Tags: map[string]string{"a": "b"}})
				if err != nil {
					t.Error(err)
				}
				if _, err := api.GetClientCertificates(t.Context(), &apigateway.GetClientCertificatesInput{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	generated := map[string]int{}
	for _, c := range server.Certificates("") {
		generated[*c.Description+c.Tags["a"]]++
	}
	want := map[string]int{}
	for worker := range 8 {
		want[fmt.Sprint(worker, "b")] = 5
	}
	if diff := cmp.Diff(want, generated); diff != "" {
		t.Errorf("certificates (-want +got):\n%s", diff)
	}
	if got := server.Count(""); got != 8*5*3 {
		t.Errorf("%d requests, want %d", got, 8*5*3)
	}
}

func TestStoredCertificatesAreNotShared(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	tags := map[string]string{"a": "1"}
	put := server.Put(emulator.Certificate{Tags: tags})
	tags["a"], put.Tags["a"], server.Certificates("")[0].Tags["a"] = "2", "3", "4"
	if got := server.Certificates("")[0].Tags; !maps.Equal(got, map[string]string{"a": "1"}) {
		t.Errorf("tags %v", got)
	}
	if put.ID == "" || put.Region != emulator.DefaultRegion || put.ARN() != *arn(put.ID) {
		t.Errorf("id %q, region %q, ARN %q", put.ID, put.Region, put.ARN())
	}
	if got := []bool{server.Delete("us-east-1", put.ID), server.Delete("", put.ID), server.Delete("", put.ID)}; !slices.Equal(got, []bool{false, true, false}) {
		t.Errorf("deletions %v", got)
	}
}
