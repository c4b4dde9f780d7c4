package demo

import (
	"context"
	"fmt"
)

// step is a heading, the actions below it and a closing remark.
type step struct {
	title string
	does  []func(context.Context) error
	says  string
}

// run walks through the steps. today moves the emulator's clock from the first certificate's creation to now.
func (r rotation) run(ctx context.Context, today func()) error {
	steps := []step{
		{
			title: "One certificate, with a few weeks to live",
			does: []func(context.Context) error{
				r.generate(oldName, "orders"),
				func(context.Context) error { today(); return nil },
				r.generate(stranger, "invoices"),
				r.apply,
				r.present(map[string]bool{oldName: true, stranger: false}),
			},
		},
		{
			title: "Generate its successor, with the same tags",
			does: []func(context.Context) error{
				r.generate(newName, "orders"),
				r.present(map[string]bool{oldName: true, newName: false}),
			},
			says: "The backend does not know the new one yet. Moving a stage to it now would cause an outage.",
		},
		{
			title: "Apply, so that the backend accepts both",
			does: []func(context.Context) error{
				r.apply,
				r.present(map[string]bool{oldName: true, newName: true, stranger: false}),
			},
		},
		{
			title: "Move the stages to the new one (newest_id), one by one",
			does:  []func(context.Context) error{r.present(map[string]bool{newName: true, oldName: true})},
			says:  "The backend accepts either, so a stage can also go back to the old one.",
		},
		{
			title: "Delete the old one once no stage presents it, and apply",
			does: []func(context.Context) error{
				r.delete(oldName),
				r.apply,
				r.present(map[string]bool{newName: true, oldName: false, stranger: false}),
			},
		},
	}
	for i, step := range steps {
		r.title(fmt.Sprintf("%d. %s", i+1, step.title))
		for _, do := range step.does {
			if err := do(ctx); err != nil {
				return fmt.Errorf("step %d, %s: %w", i+1, step.title, err)
			}
		}
		if step.says != "" {
			r.line("  %s", r.dim(step.says))
		}
	}
	r.note("One certificate is left, and no handshake failed that should have succeeded. What each backend needs: docs/guides/trusting-the-gateway.md")
	return nil
}
