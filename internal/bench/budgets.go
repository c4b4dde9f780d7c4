package bench

import (
	"fmt"
	"slices"
	"strings"
)

// Verdict is the result of checking a budget.
type Verdict struct {
	Budget string
	Got    float64
	Limit  float64
	Least  bool // Limit is a minimum rather than a maximum
	Unit   string
	Known  bool // false if this machine cannot measure it
}

// Met reports whether the figure is within its limit, or unknown.
func (v Verdict) Met() bool {
	switch {
	case !v.Known:
		return true
	case v.Least:
		return v.Got >= v.Limit
	default:
		return v.Got <= v.Limit
	}
}

// String returns one line for people.
func (v Verdict) String() string {
	if !v.Known {
		return fmt.Sprintf("not measured  %s", v.Budget)
	}
	word, limit := "met   ", "at most"
	if !v.Met() {
		word = "MISSED"
	}
	if v.Least {
		limit = "at least"
	}
	return fmt.Sprintf("%s  %.2f%s (%s %g%s)  %s", word, v.Got, v.Unit, limit, v.Limit, v.Unit, v.Budget)
}

// linear is how many times as long the plural may take for certificates 501 to 2,000 as for 2 to 500. If the time grows linearly, it
// is three times as long; the rest is for the differences between runs.
const linear = 4

// flatness is how much a provider may grow between 500 and 2,000 reads: no more than two runs differ anyway.
const flatness = 1.15

// Budgets compares the report with what the provider may cost. Times are ratios of two measurements of the same round.
func (r Report) Budgets() []Verdict {
	atMost := func(budget string, limit float64, unit string, values ...float64) Verdict {
		got := median(values)
		return Verdict{Budget: budget, Got: got, Limit: limit, Unit: unit, Known: got != 0}
	}
	one, sixty, fiveHundred := r.Row(keyOne), r.Row(keySixty), r.Row(keyFiveHundred)
	overNothing := ratiosLessLatency(one, r.Row(keyDoNothing))
	overReadyMade := ratiosLessLatency(r.Row(keyPlural), r.Row(keyReadyMade))
	external := atMost("data \"external\" with the AWS CLI, divided by apigateway_client_certificate, 60 certificates each", 40, "",
		ratios(r.Row(keyExternalSixty), sixty, wall)...)
	external.Least = true
	var size float64
	for _, start := range r.Starts {
		if start.Program.Name == "apigateway" {
			size = float64(start.Program.Size)
		}
	}
	return []Verdict{
		atMost("plan of one certificate minus one API latency, divided by the do-nothing provider's", 1.2, "", overNothing...),
		atMost("60 × apigateway_client_certificate, divided by one", 2.2, "", ratios(sixty, one, wall)...),
		atMost("apigateway_client_certificates over 500 minus one API latency, divided by the same with a ready-made response", 1.3, "", overReadyMade...),
		atMost("apigateway_client_certificates over 2,000 minus 500, divided by 500 minus 1, which is 3 if time grows linearly", linear, "",
			growths(r.Row(keyPluralOne), r.Row(keyPlural), r.Row(keyPluralMost))...),
		external,
		atMost("start to handshake, divided by hashicorp/external's", 1.35, "", ratios(r.start("apigateway"), r.start("external"), wall)...),
		atMost("peak memory of the provider in a plan of 500 × apigateway_client_certificate", 40, " MB", median(fiveHundred.values(memory))/1e6),
		atMost("the same in a plan of 2,000, divided by that in a plan of 500", flatness, "", ratios(r.Row(keyTwoThousand), fiveHundred, memory)...),
		atMost("stripped binary", 30, " MB", size/1e6),
	}
}

// ratiosLessLatency divides the wall times of plans that wait for one API response by those of plans that wait for none.
func ratiosLessLatency(waiting, by Row) []float64 {
	less := Row{Samples: slices.Clone(waiting.Samples)}
	for i := range less.Samples {
		less.Samples[i].Wall -= Latency
	}
	return ratios(less, by, wall)
}

// Lines returns verdicts for people, one per line.
func Lines(verdicts []Verdict) string {
	var b strings.Builder
	for _, v := range verdicts {
		b.WriteString(v.String() + "\n")
	}
	return b.String()
}
