// Package exporter is a k6 extension: `--out prometheus` serves what k6 measures for a Prometheus to fetch.
package exporter

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/sirupsen/logrus"
	"go.k6.io/k6/metrics"
	"go.k6.io/k6/output"
)

const defaultAddress = ":5656"

func init() {
	output.RegisterExtension("prometheus", newExporter)
}

type exporter struct {
	address string
	series  *collector
	server  *http.Server
	logger  logrus.FieldLogger
}

// newExporter takes the address to listen on from `--out prometheus=ADDRESS`.
func newExporter(params output.Params) (output.Output, error) {
	address := params.ConfigArgument
	if address == "" {
		address = defaultAddress
	}
	return &exporter{address: address, series: newCollector(), logger: params.Logger}, nil
}

func (e *exporter) Description() string {
	return "prometheus (" + e.address + ")"
}

// Start listens before it returns, so that an address that is taken ends k6 with its reason.
func (e *exporter) Start() error {
	listener, err := net.Listen("tcp", e.address)
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(e.series)
	routes := http.NewServeMux()
	routes.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	e.server = &http.Server{Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := e.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			e.logger.WithError(err).Error("the prometheus output serves no more")
		}
	}()
	return nil
}

func (e *exporter) AddMetricSamples(containers []metrics.SampleContainer) {
	e.series.add(containers)
}

func (e *exporter) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return e.server.Shutdown(ctx)
}
