package awsclient

import "testing"

func TestPartition(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"eu-west-1":     "aws",
		"cn-north-1":    "aws-cn",
		"us-gov-west-1": "aws-us-gov",
		"nowhere":       "aws",
	} {
		if got := (&Client{region: region}).Partition(); got != want {
			t.Errorf("%s is in %q, want %q", region, got, want)
		}
	}
}
