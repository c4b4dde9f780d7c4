package emulator_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

func TestSDKLifecycle(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return noon }})
	api := client(t, server)
	ctx := t.Context()

	generated, err := api.GenerateClientCertificate(ctx, &apigateway.GenerateClientCertificateInput{
		Description: aws.String("orders, 2026"),
		Tags:        map[string]string{"Service": "orders"},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := *generated.ClientCertificateId
	created := noon.Truncate(time.Second)
	want := types.ClientCertificate{
		ClientCertificateId:   &id,
		CreatedDate:           &created,
		Description:           aws.String("orders, 2026"),
		ExpirationDate:        aws.Time(created.Add(365 * 24 * time.Hour)),
		PemEncodedCertificate: generated.PemEncodedCertificate,
		Tags:                  map[string]string{"Service": "orders"},
	}
	check := func(step string) {
		t.Helper()
		got, err := api.GetClientCertificate(ctx, &apigateway.GetClientCertificateInput{ClientCertificateId: &id})
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		one := types.ClientCertificate{
			ClientCertificateId: got.ClientCertificateId, CreatedDate: got.CreatedDate, Description: got.Description,
			ExpirationDate: got.ExpirationDate, PemEncodedCertificate: got.PemEncodedCertificate, Tags: got.Tags,
		}
		if diff := cmp.Diff(want, one, ignoreDocument); diff != "" {
			t.Errorf("%s: GetClientCertificate (-want +got):\n%s", step, diff)
		}
		list, err := api.GetClientCertificates(ctx, &apigateway.GetClientCertificatesInput{})
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		if diff := cmp.Diff([]types.ClientCertificate{want}, list.Items, ignoreDocument); diff != "" {
			t.Errorf("%s: GetClientCertificates (-want +got):\n%s", step, diff)
		}
		tags, err := api.GetTags(ctx, &apigateway.GetTagsInput{ResourceArn: arn(id)})
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		if diff := cmp.Diff(want.Tags, tags.Tags, equateEmpty); diff != "" {
			t.Errorf("%s: GetTags (-want +got):\n%s", step, diff)
		}
	}
	check("generated")

	if _, err := api.UpdateClientCertificate(ctx, &apigateway.UpdateClientCertificateInput{
		ClientCertificateId: &id,
		PatchOperations:     []types.PatchOperation{{Op: types.OpReplace, Path: aws.String("/description"), Value: aws.String("billing")}},
	}); err != nil {
		t.Fatal(err)
	}
	want.Description = aws.String("billing")
	check("updated")

	if _, err := api.TagResource(ctx, &apigateway.TagResourceInput{ResourceArn: arn(id), Tags: map[string]string{"Owner": "a b/c=é"}}); err != nil {
		t.Fatal(err)
	}
	want.Tags = map[string]string{"Service": "orders", "Owner": "a b/c=é"}
	check("tagged")

	if _, err := api.UntagResource(ctx, &apigateway.UntagResourceInput{ResourceArn: arn(id), TagKeys: []string{"Service", "Owner"}}); err != nil {
		t.Fatal(err)
	}
	want.Tags = nil
	check("untagged")

	if _, err := api.DeleteClientCertificate(ctx, &apigateway.DeleteClientCertificateInput{ClientCertificateId: &id}); err != nil {
		t.Fatal(err)
	}
	_, err = api.GetClientCertificate(ctx, &apigateway.GetClientCertificateInput{ClientCertificateId: &id})
	if _, ok := errors.AsType[*types.NotFoundException](err); !ok {
		t.Errorf("after deletion: %v, want a NotFoundException", err)
	}

	var statuses []string
	for _, request := range server.Requests() {
		statuses = append(statuses, fmt.Sprintf("%d %s", request.Status, request.Operation))
	}
	reads := []string{"200 GetClientCertificate", "200 GetClientCertificates", "200 GetTags"}
	wantStatuses := slices.Concat([]string{"201 GenerateClientCertificate"}, reads, []string{"200 UpdateClientCertificate"}, reads,
		[]string{"204 TagResource"}, reads, []string{"204 UntagResource"}, reads, []string{"202 DeleteClientCertificate", "404 GetClientCertificate"})
	if diff := cmp.Diff(wantStatuses, statuses); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestSDKPages(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	if _, err := server.GenerateMany("", 501); err != nil {
		t.Fatal(err)
	}
	emulatortest.Generate(t, server, "us-east-1", "elsewhere", nil)
	var want []string
	for _, c := range server.Certificates("") {
		want = append(want, c.ID)
	}
	for limit, wantSizes := range map[int32][]int{
		0: append(slices.Repeat([]int{25}, 20), 1), 167: {167, 167, 167}, 250: {250, 250, 1}, 500: {500, 1}, 501: {500, 1},
	} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			t.Parallel()
			var ids []string
			var sizes []int
			pages := apigateway.NewGetClientCertificatesPaginator(client(t, server), &apigateway.GetClientCertificatesInput{},
				func(o *apigateway.GetClientCertificatesPaginatorOptions) { o.Limit = limit })
			for pages.HasMorePages() {
				page, err := pages.NextPage(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				sizes = append(sizes, len(page.Items))
				for _, item := range page.Items {
					ids = append(ids, *item.ClientCertificateId)
				}
			}
			if diff := cmp.Diff(wantSizes, sizes); diff != "" {
				t.Errorf("sizes of pages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSDKErrors(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	id := emulatortest.Generate(t, server, "", "", nil).ID
	api := client(t, server)
	for name, test := range map[string]struct {
		do   func(ctx context.Context) error
		code string
	}{
		"get": {func(ctx context.Context) error {
			_, err := api.GetClientCertificate(ctx, &apigateway.GetClientCertificateInput{ClientCertificateId: aws.String("nosuch")})
			return err
		}, "404 NotFoundException"},
		"another region": {func(ctx context.Context) error {
			_, err := api.GetClientCertificate(ctx, &apigateway.GetClientCertificateInput{ClientCertificateId: &id},
				func(o *apigateway.Options) { o.Region = "us-east-1" })
			return err
		}, "404 NotFoundException"},
		"an ARN as id": {func(ctx context.Context) error {
			_, err := api.GetClientCertificate(ctx, &apigateway.GetClientCertificateInput{ClientCertificateId: arn(id)})
			return err
		}, "404 NotFoundException"},
		"delete": {func(ctx context.Context) error {
			_, err := api.DeleteClientCertificate(ctx, &apigateway.DeleteClientCertificateInput{ClientCertificateId: aws.String("nosuch")})
			return err
		}, "404 NotFoundException"},
		"update": {func(ctx context.Context) error {
			_, err := api.UpdateClientCertificate(ctx, &apigateway.UpdateClientCertificateInput{ClientCertificateId: aws.String("nosuch")})
			return err
		}, "404 NotFoundException"},
		"patch of something else": {func(ctx context.Context) error {
			_, err := api.UpdateClientCertificate(ctx, &apigateway.UpdateClientCertificateInput{ClientCertificateId: &id,
				PatchOperations: []types.PatchOperation{{Op: types.OpReplace, Path: aws.String("/tags"), Value: aws.String("x")}}})
			return err
		}, "400 BadRequestException"},
		"patch that adds": {func(ctx context.Context) error {
			_, err := api.UpdateClientCertificate(ctx, &apigateway.UpdateClientCertificateInput{ClientCertificateId: &id,
				PatchOperations: []types.PatchOperation{{Op: types.OpAdd, Path: aws.String("/description"), Value: aws.String("x")}}})
			return err
		}, "400 BadRequestException"},
		"tags of a missing certificate": {func(ctx context.Context) error {
			_, err := api.GetTags(ctx, &apigateway.GetTagsInput{ResourceArn: arn("nosuch")})
			return err
		}, "404 NotFoundException"},
		"tags of another region": {func(ctx context.Context) error {
			_, err := api.GetTags(ctx, &apigateway.GetTagsInput{ResourceArn: aws.String("arn:aws:apigateway:us-east-1::/clientcertificates/" + id)})
			return err
		}, "404 NotFoundException"},
		"tags of an invalid ARN": {func(ctx context.Context) error {
			_, err := api.GetTags(ctx, &apigateway.GetTagsInput{ResourceArn: &id})
			return err
		}, "400 BadRequestException"},
		"tags of an ARN with an account": {func(ctx context.Context) error {
			_, err := api.GetTags(ctx, &apigateway.GetTagsInput{ResourceArn: aws.String("arn:aws:apigateway:eu-west-1:123456789012:/clientcertificates/" + id)})
			return err
		}, "400 BadRequestException"},
		"tags of another service": {func(ctx context.Context) error {
			_, err := api.GetTags(ctx, &apigateway.GetTagsInput{ResourceArn: aws.String("arn:aws:execute-api:eu-west-1::/clientcertificates/" + id)})
			return err
		}, "400 BadRequestException"},
		"limit 0": {func(ctx context.Context) error {
			_, err := api.GetClientCertificates(ctx, &apigateway.GetClientCertificatesInput{Limit: aws.Int32(0)})
			return err
		}, "400 BadRequestException"},
		"limit -1": {func(ctx context.Context) error {
			_, err := api.GetClientCertificates(ctx, &apigateway.GetClientCertificatesInput{Limit: aws.Int32(-1)})
			return err
		}, "400 BadRequestException"},
		"position": {func(ctx context.Context) error {
			_, err := api.GetClientCertificates(ctx, &apigateway.GetClientCertificatesInput{Position: aws.String("nosuch")})
			return err
		}, "400 BadRequestException"},
		"unsupported operation": {func(ctx context.Context) error {
			_, err := api.GetRestApis(ctx, &apigateway.GetRestApisInput{})
			return err
		}, "404 UnknownOperationException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.do(t.Context())
			if err == nil {
				t.Fatal("no error")
			}
			if got := fmt.Sprintf("%d %s", statusOf(t, err), codeOf(t, err)); got != test.code {
				t.Errorf("%s, want %s", got, test.code)
			}
		})
	}
}
