package editor

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// progress tells a script line by line, as JSON, how far an import has come, and ends with the page. A nil one tells nothing.
type progress struct {
	w    http.ResponseWriter
	flow *http.ResponseController
	json *json.Encoder
	told time.Time
	is   string // the stage told last
}

// step is a line before the last.
type step struct {
	Stage string `json:"stage"` // "read", "save"
	Done  int    `json:"done"`
	Of    int    `json:"of"`
}

// often enough for the eye.
const tellEvery = 100 * time.Millisecond

// progressOf is for requests of our script; none for a form that a browser posts by itself.
func progressOf(w http.ResponseWriter, r *http.Request) *progress {
	if r.Header.Get("X-Desk") == "" {
		return nil
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("X-Accel-Buffering", "no")
	return &progress{w: w, flow: http.NewResponseController(w), json: json.NewEncoder(w)}
}

func (p *progress) tell(s step) {
	if p == nil || s.Stage == p.is && s.Done < s.Of && time.Since(p.told) < tellEvery {
		return
	}
	p.is, p.told = s.Stage, time.Now()
	_ = p.json.Encode(s) // a visitor who left is nobody's error
	_ = p.flow.Flush()
}

// last takes a page in and writes it as the last line.
func (p *progress) last() http.ResponseWriter { return &lastLine{p: p, header: http.Header{}} }

type lastLine struct {
	p      *progress
	header http.Header
	status int
}

// Header implements http.ResponseWriter; nobody sees it, for the answer has begun.
func (l *lastLine) Header() http.Header { return l.header }

// WriteHeader implements http.ResponseWriter.
func (l *lastLine) WriteHeader(status int) { l.status = status }

// Write implements http.ResponseWriter. It is given the whole page at once.
func (l *lastLine) Write(page []byte) (int, error) {
	return len(page), l.p.json.Encode(map[string]any{"status": l.status, "page": string(bytes.TrimSpace(page))})
}
