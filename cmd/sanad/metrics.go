package main

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sanad/bot"
	"sanad/knowledge"
)

// metrics counts for /metrics what the service reports; it implements bot.Meter.
type metrics struct {
	registry *prometheus.Registry
	accepted *prometheus.CounterVec
	turns    *prometheus.CounterVec
	batch    prometheus.Histogram
	sent     *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		accepted: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sanad_accepted_total", Help: "What came in, by network; kind is fresh or duplicate.",
		}, []string{"network", "kind"}),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sanad_turns_total", Help: "Turns committed; kind is done or parked.",
		}, []string{"kind"}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "sanad_turn_batch_seconds", Help: "From claim to commit of a batch of turns.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sanad_sends_total", Help: "Attempts to send, by network; outcome is sent, later, unreachable or failed.",
		}, []string{"network", "outcome"}),
	}
	m.registry.MustRegister(m.accepted, m.turns, m.batch, m.sent)
	prometheus.WrapRegistererWithPrefix("sanad_", m.registry).MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watchShelf shows what answers come from: the publication, so that replicas can be told apart, and how many of its
// articles need somebody.
func (m *metrics) watchShelf(s *bot.Shelf, now func() time.Time) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "sanad_knowledge_publication", Help: "The publication that this process answers from; it rises with every one.",
	}, func() float64 { return float64(s.Publication()) }))
	for _, due := range []knowledge.Due{knowledge.DueExpired, knowledge.DueExpiring, knowledge.DueReview} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sanad_articles_due", Help: "Published articles that have expired, expire soon, or are due for review.",
			ConstLabels: prometheus.Labels{"due": string(due)},
		}, func() float64 { return float64(knowledge.CountDue(s.Snapshot().Articles(), now())[due]) }))
	}
}

// Accepted implements bot.Meter.
func (m *metrics) Accepted(network string, fresh, duplicate int) {
	m.accepted.WithLabelValues(network, "fresh").Add(float64(fresh))
	m.accepted.WithLabelValues(network, "duplicate").Add(float64(duplicate))
}

// Turned implements bot.Meter.
func (m *metrics) Turned(turns, parked int, took time.Duration) {
	m.turns.WithLabelValues("done").Add(float64(turns - parked))
	m.turns.WithLabelValues("parked").Add(float64(parked))
	m.batch.Observe(took.Seconds())
}

// Sent implements bot.Meter.
func (m *metrics) Sent(network, outcome string) {
	m.sent.WithLabelValues(network, outcome).Inc()
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
