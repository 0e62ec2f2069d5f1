package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"
)

// probe is one part that readiness depends on.
type probe struct {
	name    string
	healthy func(context.Context) error
}

// readiness answers /readyz: 200 when all parts work, else 503 with what does not, by name. Why is for the
// log alone: the address is open to everybody, and errors name hosts and users.
func readiness(probes func() []probe, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		wrong := map[string]string{}
		for _, p := range probes() {
			if err := p.healthy(ctx); err != nil {
				wrong[p.name] = "does not work; the log says why"
				log.Warn("not ready", "part", p.name, "error", err)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		if len(wrong) > 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"ready": len(wrong) == 0, "wrong": wrong})
	}
}

func alive(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }
