// Package bench measures what it costs to read client certificates: with this provider, with the alternatives, and with no
// provider, in turn on one machine, so that the figures of a run can be compared.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/terraformcli"
)

// Latency is the emulator's delay before each response.
const Latency = 20 * time.Millisecond

// startsPerRound is how often each program is started per round to measure its handshake. Starts are short.
const startsPerRound = 10

// Options says how Run measures.
type Options struct {
	Rounds      int       // how often everything is measured; at least 1
	BudgetsOnly bool      // skip what no budget needs
	External    string    // a hashicorp/external program to compare with; if empty, an old one is built
	Progress    io.Writer // receives what is being done
}

// Sample is one measurement.
type Sample struct {
	Wall     time.Duration // from start to end
	CPU      time.Duration // user and system time of the process and those that it waited for
	Memory   int64         // peak resident bytes of the largest provider process; 0 if unknown
	Requests int           // to the API
}

// Row holds the measurements of a scenario: one sample per round, or a single one if that takes too long.
type Row struct {
	Scenario Scenario
	Samples  []Sample
}

// Start holds the measurements of a provider's start, up to the line that tells Terraform where it listens.
type Start struct {
	Program Program
	Samples []Sample // Wall, CPU and Memory
}

// Report is the result of a run.
type Report struct {
	Environment Environment
	Rounds      int
	Rows        []Row
	Starts      []Start
}

// Row returns a scenario's row, without samples if it was not measured.
func (r Report) Row(key string) Row {
	i := slices.IndexFunc(r.Rows, func(row Row) bool { return row.Scenario.Key == key })
	if i < 0 {
		return Row{}
	}
	return r.Rows[i]
}

// Run builds the programs, prepares a folder per scenario and measures them round by round. It leaves nothing behind.
func Run(ctx context.Context, o Options) (_ Report, err error) {
	dir, err := os.MkdirTemp("", "apigateway-bench-")
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// Processes are found by their program's real path.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return Report{}, err
	}

	b := &bench{options: o, dir: dir}
	if b.terraform, err = (terraformcli.Finder{Progress: o.Progress}).Find(ctx); err != nil {
		return Report{}, err
	}
	if b.awsCLI, err = findAWSCLI(ctx); err != nil {
		b.report("Continuing without the AWS CLI: %v", err)
	}
	if err := b.buildPrograms(ctx); err != nil {
		return Report{}, err
	}
	if b.api, err = emulator.Start(emulator.Options{Latency: Latency}); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, b.api.Close()) }()
	if err := b.populate(); err != nil {
		return Report{}, err
	}
	return b.run(ctx)
}

// bench is a run in progress.
type bench struct {
	options   Options
	dir       string
	terraform terraformcli.CLI
	awsCLI    awsCLI
	programs  programs
	api       *emulator.Server
	ids       map[int][]string // ids of the certificates by the size of the population
}

func (b *bench) report(format string, args ...any) {
	_, _ = fmt.Fprintf(b.options.Progress, format+"\n", args...)
}

func (b *bench) run(ctx context.Context) (Report, error) {
	environment, err := b.environment(ctx)
	if err != nil {
		return Report{}, err
	}
	report := Report{Environment: environment, Rounds: b.options.Rounds}
	var ready []prepared
	for _, scenario := range b.scenarios() {
		p, err := b.prepare(ctx, scenario)
		if err != nil {
			return Report{}, fmt.Errorf("preparing %q: %w", scenario.Title, err)
		}
		ready = append(ready, p)
		report.Rows = append(report.Rows, Row{Scenario: scenario})
	}
	for _, program := range b.programs.compared() {
		report.Starts = append(report.Starts, Start{Program: program})
	}
	for round := range b.options.Rounds {
		for i, p := range ready {
			if p.scenario.once && round > 0 {
				continue
			}
			sample, err := b.sample(ctx, p)
			if err != nil {
				return Report{}, fmt.Errorf("%s: %w", p.scenario.Title, err)
			}
			b.report("Round %d of %d, %s: %s", round+1, b.options.Rounds, p.scenario.Title, seconds(wall(sample)))
			report.Rows[i].Samples = append(report.Rows[i].Samples, sample)
		}
		for range startsPerRound {
			for i, start := range report.Starts {
				sample, err := measureStart(ctx, start.Program)
				if err != nil {
					return Report{}, fmt.Errorf("starting %s: %w", start.Program.Name, err)
				}
				report.Starts[i].Samples = append(report.Starts[i].Samples, sample)
			}
		}
	}
	return report, nil
}
