package provider

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// remembering is a server that keeps the context of its last call, like the
// framework's.
type remembering struct {
	tfprotov6.ProviderServer
	during func(context.Context)
	kept   context.Context
}

func (r *remembering) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	r.kept = ctx
	r.during(ctx)
	return &tfprotov6.ReadDataSourceResponse{}, nil
}

func (r *remembering) ValidateDataResourceConfig(
	ctx context.Context, _ *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	r.kept = ctx
	r.during(ctx)
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func TestServerLetsGoOfContexts(t *testing.T) {
	t.Parallel()
	type key struct{}
	for name, call := range map[string]func(tfprotov6.ProviderServer, context.Context) error{
		"read": func(s tfprotov6.ProviderServer, ctx context.Context) error {
			_, err := s.ReadDataSource(ctx, nil)
			return err
		},
		"validate": func(s tfprotov6.ProviderServer, ctx context.Context) error {
			_, err := s.ValidateDataResourceConfig(ctx, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			deadline := time.Now().Add(time.Hour)
			ctx, cancel := context.WithDeadline(context.WithValue(t.Context(), key{}, "value"), deadline)
			defer cancel()
			framework := &remembering{}
			framework.during = func(call context.Context) {
				if got, ok := call.Deadline(); call.Value(key{}) != "value" || !ok || !got.Equal(deadline) || call.Err() != nil {
					t.Errorf("during the call: value %v, deadline %s, error %v", call.Value(key{}), got, call.Err())
				}
				child, release := context.WithCancel(call)
				defer release()
				cancel()
				<-child.Done()
				if !errors.Is(call.Err(), context.Canceled) {
					t.Errorf("a canceled call has the error %v", call.Err())
				}
			}
			if err := call(server{framework}, ctx); err != nil {
				t.Fatal(err)
			}
			if got := framework.kept.Value(key{}); got != nil {
				t.Errorf("after the call, its context still holds %v", got)
			}
			if !errors.Is(framework.kept.Err(), context.Canceled) {
				t.Errorf("after the call, its context has the error %v", framework.kept.Err())
			}
		})
	}
}
