package bench

import "slices"

// values returns one figure per sample.
func (r Row) values(of func(Sample) float64) []float64 {
	values := make([]float64, len(r.Samples))
	for i, sample := range r.Samples {
		values[i] = of(sample)
	}
	return values
}

// median returns the median of values, or 0 if there are none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// growths returns, for each round, the wall time from the middle row to the last divided by that from the first to the middle.
func growths(first, middle, last Row) []float64 {
	var quotients []float64
	for i := range min(len(first.Samples), len(middle.Samples), len(last.Samples)) {
		if less := wall(middle.Samples[i]) - wall(first.Samples[i]); less > 0 {
			quotients = append(quotients, (wall(last.Samples[i])-wall(middle.Samples[i]))/less)
		}
	}
	return quotients
}

// ratios divides each sample by the other row's of the same round, so that a machine that was busy for a while affects both.
func ratios(row, by Row, of func(Sample) float64) []float64 {
	var quotients []float64
	for i := range min(len(row.Samples), len(by.Samples)) {
		if divisor := of(by.Samples[i]); divisor != 0 {
			quotients = append(quotients, of(row.Samples[i])/divisor)
		}
	}
	return quotients
}
