package emulator_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// awsCLI returns a function that runs the AWS CLI against an emulator, ignoring the machine's AWS configuration, and
// returns its output. In CI a missing CLI is a failure.
func awsCLI(t *testing.T, server *emulator.Server) func(args ...string) string {
	t.Helper()
	program, err := exec.LookPath("aws")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI is set, but the AWS CLI is not installed: ", err)
		}
		t.Skip("the AWS CLI is not installed: ", err)
	}
	none := filepath.Join(t.TempDir(), "none")
	environment := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LC_ALL=C.UTF-8",
		"AWS_CONFIG_FILE=" + none, "AWS_SHARED_CREDENTIALS_FILE=" + none, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_PAGER=", "AWS_MAX_ATTEMPTS=1", "AWS_DEFAULT_OUTPUT=json", "NO_PROXY=*",
		"AWS_ENDPOINT_URL_API_GATEWAY=" + server.URL(),
		"AWS_ACCESS_KEY_ID=" + emulator.DefaultAccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + emulator.DefaultSecretAccessKey,
		"AWS_DEFAULT_REGION=" + emulator.DefaultRegion,
	}
	return func(args ...string) string {
		t.Helper()
		var stderr strings.Builder
		command := exec.CommandContext(t.Context(), program, append([]string{"apigateway"}, args...)...)
		command.Env, command.Stderr = environment, &stderr
		output, err := command.Output()
		if err != nil {
			t.Fatalf("aws apigateway %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
		}
		return string(output)
	}
}

// cliCertificate is a certificate as the AWS CLI prints it. Its dates are in the machine's time zone.
type cliCertificate struct {
	ClientCertificateID   string            `json:"clientCertificateId"`
	Description           string            `json:"description"`
	PEMEncodedCertificate string            `json:"pemEncodedCertificate"`
	CreatedDate           any               `json:"createdDate"`
	ExpirationDate        any               `json:"expirationDate"`
	Tags                  map[string]string `json:"tags"`
}

func read[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// seconds reads a date of the AWS CLI: epoch seconds in version 1, ISO 8601 in version 2.
func seconds(t *testing.T, date any) int64 {
	t.Helper()
	switch date := date.(type) {
	case float64:
		return int64(date)
	case string:
		parsed, err := time.Parse(time.RFC3339, date)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Unix()
	}
	t.Fatalf("%v is not a date", date)
	return 0
}

func TestAWSCLI(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return noon }})
	cli := awsCLI(t, server)

	generated := read[cliCertificate](t, cli("generate-client-certificate", "--description", "orders é", "--tags", "Service=orders,Owner=a b"))
	stored := server.Certificates("")[0]
	if seconds(t, generated.CreatedDate) != stored.CreatedDate.Unix() || seconds(t, generated.ExpirationDate) != stored.ExpirationDate.Unix() {
		t.Errorf("dates %v and %v, want %v and %v", generated.CreatedDate, generated.ExpirationDate, stored.CreatedDate, stored.ExpirationDate)
	}
	want := cliCertificate{
		ClientCertificateID: stored.ID, Description: "orders é", PEMEncodedCertificate: *stored.PEM,
		CreatedDate: generated.CreatedDate, ExpirationDate: generated.ExpirationDate, Tags: map[string]string{"Service": "orders", "Owner": "a b"},
	}
	if diff := cmp.Diff(want, generated); diff != "" {
		t.Errorf("generate-client-certificate (-want +got):\n%s", diff)
	}

	cli("tag-resource", "--resource-arn", stored.ARN(), "--tags", "Stage=live")
	want.Tags["Stage"] = "live"
	if diff := cmp.Diff(want, read[cliCertificate](t, cli("get-client-certificate", "--client-certificate-id", stored.ID))); diff != "" {
		t.Errorf("get-client-certificate (-want +got):\n%s", diff)
	}
	cli("untag-resource", "--resource-arn", stored.ARN(), "--tag-keys", "Service", "Owner")
	want.Tags = map[string]string{"Stage": "live"}
	type tags struct{ Tags map[string]string }
	if diff := cmp.Diff(tags{want.Tags}, read[tags](t, cli("get-tags", "--resource-arn", stored.ARN()))); diff != "" {
		t.Errorf("get-tags (-want +got):\n%s", diff)
	}
	cli("update-client-certificate", "--client-certificate-id", stored.ID, "--patch-operations", "op=replace,path=/description,value=billing")
	want.Description = "billing"

	if _, err := server.GenerateMany("", 30); err != nil {
		t.Fatal(err)
	}
	type list struct{ Items []cliCertificate }
	listed := read[list](t, cli("get-client-certificates")).Items
	byID := map[string]cliCertificate{}
	for _, certificate := range listed {
		byID[certificate.ClientCertificateID] = certificate
	}
	if len(listed) != 31 || len(byID) != 31 {
		t.Errorf("%d certificates with %d ids, want 31", len(listed), len(byID))
	}
	if diff := cmp.Diff(want, byID[stored.ID]); diff != "" {
		t.Errorf("get-client-certificates (-want +got):\n%s", diff)
	}
	cli("delete-client-certificate", "--client-certificate-id", stored.ID)
	if server.Delete("", stored.ID) {
		t.Error("delete-client-certificate did not delete it")
	}
}
