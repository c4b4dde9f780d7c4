// Command chart draws the report of "make bench" as an SVG: how long a plan takes, by the number of certificates and the way to
// read them. It reads the report's JSON from standard input and writes the SVG to standard output. It has its own module, so
// that the provider does not depend on a plotting library.
package main

import (
	"encoding/json"
	"fmt"
	"image/color"
	"io"
	"os"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// report is the part of internal/bench's Report that the chart needs.
type report struct {
	Rows []struct {
		Scenario struct {
			Key          string
			Certificates int
		}
		Samples []struct {
			Wall int64 // nanoseconds
		}
	}
}

// lines are the lines of the chart. Each joins the scenarios whose keys are its prefix and a number of certificates.
var lines = []struct{ prefix, title string }{
	{"external-", "data \"external\" with the AWS CLI"},
	{"singular-", "apigateway_client_certificate, one by one"},
	{"plural-", "apigateway_client_certificates"},
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var r report
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		return fmt.Errorf("reading the report: %w", err)
	}
	p := plot.New()
	p.Title.Text = "terraform plan, by certificates read"
	p.X.Label.Text = "certificates"
	p.Y.Label.Text = "seconds"
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker = ticks(1, 10, 60, 100, 500, 2000)
	p.Y.Tick.Marker = ticks(0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
	p.X.Min, p.X.Max = 1, 2000
	p.Y.Min, p.Y.Max = 0.1, 100
	p.Legend.Top, p.Legend.Left = true, true
	p.BackgroundColor = color.White
	p.Add(plotter.NewGrid())
	for i, line := range lines {
		points := r.points(line.prefix)
		if len(points) == 0 {
			continue
		}
		curve, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		curve.Color, marks.Color = plotutil.Color(i), plotutil.Color(i)
		curve.Width = vg.Points(1.5)
		marks.Shape = draw.CircleGlyph{}
		p.Add(curve, marks)
		p.Legend.Add(line.title, curve, marks)
	}
	canvas := vgsvg.New(16*vg.Centimeter, 10*vg.Centimeter)
	p.Draw(draw.New(canvas))
	_, err := canvas.WriteTo(out)
	return err
}

// points returns the medians of a line's scenarios, ordered by number of certificates.
func (r report) points(prefix string) plotter.XYs {
	var points plotter.XYs
	for _, row := range r.Rows {
		if row.Scenario.Key != prefix+strconv.Itoa(row.Scenario.Certificates) || len(row.Samples) == 0 {
			continue
		}
		walls := make([]int64, len(row.Samples))
		for i, sample := range row.Samples {
			walls[i] = sample.Wall
		}
		slices.Sort(walls)
		middle := (walls[(len(walls)-1)/2] + walls[len(walls)/2]) / 2
		points = append(points, plotter.XY{X: float64(row.Scenario.Certificates), Y: float64(middle) / 1e9})
	}
	slices.SortFunc(points, func(a, b plotter.XY) int { return int(a.X - b.X) })
	return points
}

func ticks(values ...float64) plot.ConstantTicks {
	var marks plot.ConstantTicks
	for _, v := range values {
		marks = append(marks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', -1, 64)})
	}
	return marks
}
