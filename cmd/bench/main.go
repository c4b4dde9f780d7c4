// Command bench implements "make bench" and "make bench-check": it measures what reading client certificates costs, prints the
// tables and compares them with the budgets. Run it in the repository's root.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"terraform-provider-apigateway/internal/bench"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often to measure everything, from 1 to 50")
	check := flag.Bool("check", false, "measure only what the budgets need, and fail if one is missed")
	external := flag.String("external", "", "`path` of a hashicorp/external program to compare with; if empty, 1.2.0 is built")
	save := flag.String("json", "", "`file` to write the report to as JSON, for tools/chart")
	guide := flag.String("guide", "", "Markdown `file` whose tables are replaced")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *rounds, *check, *external, *save, *guide)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int, check bool, external, save, guide string) error {
	if rounds < 1 || rounds > 50 {
		return fmt.Errorf("-rounds is %d; it must be from 1 to 50", rounds)
	}
	report, err := bench.Run(ctx, bench.Options{Rounds: rounds, BudgetsOnly: check, External: external, Progress: os.Stderr})
	if err != nil {
		return err
	}
	verdicts := report.Budgets()
	fmt.Printf("\n%s\n%s%s", report.Heading(), report.Tables(), bench.Lines(verdicts))
	if save != "" {
		content, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(save, append(content, '\n'), 0o644); err != nil { //nolint:gosec // Nothing in it is secret.
			return err
		}
	}
	if guide != "" {
		if err := report.WriteGuide(guide); err != nil {
			return err
		}
	}
	if !check {
		return nil
	}
	for _, verdict := range verdicts {
		if !verdict.Met() {
			return errors.New("a budget was missed")
		}
	}
	return nil
}
