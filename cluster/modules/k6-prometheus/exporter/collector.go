package exporter

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"go.k6.io/k6/metrics"
)

// total is what one series of k6 came to.
type total struct {
	count uint64
	sum   float64
	last  float64
}

// collector adds samples up by series. All that it serves can be added up over runners too: no quantiles, no averages.
type collector struct {
	mutex  sync.Mutex
	totals map[metrics.TimeSeries]*total
}

func newCollector() *collector {
	return &collector{totals: map[metrics.TimeSeries]*total{}}
}

func (c *collector) add(containers []metrics.SampleContainer) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, container := range containers {
		for _, sample := range container.GetSamples() {
			found := c.totals[sample.TimeSeries]
			if found == nil {
				found = &total{}
				c.totals[sample.TimeSeries] = found
			}
			found.count++
			found.sum += sample.Value
			found.last = sample.Value
		}
	}
}

// Describe says nothing: which metrics there are, the script decides.
func (c *collector) Describe(chan<- *prometheus.Desc) {}

func (c *collector) Collect(out chan<- prometheus.Metric) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for series, total := range c.totals {
		metric, err := constant(series, total)
		if err != nil {
			metric = prometheus.NewInvalidMetric(prometheus.NewDesc(series.Metric.Name, "", nil, nil), err)
		}
		out <- metric
	}
}

// constant gives a counter or gauge as one, and a rate or trend as the sum and number of its values.
func constant(series metrics.TimeSeries, total *total) (prometheus.Metric, error) {
	describe := func(suffix string) *prometheus.Desc {
		help := "k6's " + series.Metric.Type.String() + " " + series.Metric.Name
		return prometheus.NewDesc("k6_"+series.Metric.Name+suffix, help, nil, series.Tags.Map())
	}
	switch series.Metric.Type {
	case metrics.Counter:
		return prometheus.NewConstMetric(describe("_total"), prometheus.CounterValue, total.sum)
	case metrics.Gauge:
		return prometheus.NewConstMetric(describe(""), prometheus.GaugeValue, total.last)
	default:
		return prometheus.NewConstSummary(describe(""), total.count, total.sum, nil)
	}
}
