package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// probe is one part that readiness depends on.
type probe struct {
	name    string
	healthy func(context.Context) error
	warning func(context.Context) error // what will soon be wrong; nil: nothing can be known
}

// readiness answers /readyz: 200 when all parts work, else 503 with what does not, by name; and what will soon be wrong,
// which is no failure. Why is for the log alone, except in words that are for everybody: errors name hosts and users.
func readiness(probes func() []probe, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		wrong, warnings := map[string]string{}, map[string]string{}
		for _, p := range probes() {
			if err := p.healthy(ctx); err != nil {
				wrong[p.name] = inPublic(err)
				log.Warn("not ready", "part", p.name, "error", err)
			}
			if p.warning == nil {
				continue
			}
			if err := p.warning(ctx); err != nil {
				warnings[p.name] = inPublic(err)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		if len(wrong) > 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"ready": len(wrong) == 0, "wrong": wrong, "warnings": warnings})
	}
}

// inPublic is what everybody may know of an error.
func inPublic(err error) string {
	var spoken interface{ Plain() string }
	if errors.As(err, &spoken) {
		return spoken.Plain()
	}
	return "does not work; the log says why"
}

func alive(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }
