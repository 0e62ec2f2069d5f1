package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// requestLimit is what Telegram takes in one request: a file of 50 MB and what goes with it.
const requestLimit = 51 << 20

// call is one request to a method.
type call struct {
	ctx       context.Context
	method    string
	values    map[string]string
	files     map[string]*File
	recorded  *Message // what it made the users see
	duplicate bool     // updates are to be given twice
}

// failure is an answer with ok false.
type failure struct {
	Code        int
	Description string
	RetryAfter  int
}

func bad(format string, args ...any) *failure {
	return &failure{Code: http.StatusBadRequest, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

// ServeHTTP serves methods at /bot<token>/<method> and files at /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.serveFile(w, r, path)
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, ok2 := strings.Cut(path, "/")
	switch {
	case !ok || !ok2:
		respond(w, nil, &failure{Code: http.StatusNotFound, Description: "Not Found"})
	case token != s.token:
		respond(w, nil, &failure{Code: http.StatusUnauthorized, Description: "Unauthorized"})
	default:
		s.serveMethod(w, r, method)
	}
}

func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request, method string) {
	c := &call{ctx: r.Context(), method: method}
	if f := c.read(w, r); f != nil {
		respond(w, nil, f)
		return
	}
	fault := s.strike(c)
	if s.failBefore(w, c, fault) {
		return
	}
	c.duplicate = fault.kind == faultDuplicate
	result, f := s.dispatch(c)
	if fault.kind == faultCutAfter {
		s.unanswered(c)
		panic(http.ErrAbortHandler)
	}
	respond(w, result, f)
}

// failBefore answers in place of the method, and reports whether it did.
func (s *Server) failBefore(w http.ResponseWriter, c *call, f Fault) bool {
	switch f.kind {
	case faultAnswer:
		respond(w, nil, &f.answer)
	case faultHTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.answer.Code)
		_, _ = io.WriteString(w, "<html><body><h1>"+strconv.Itoa(f.answer.Code)+" Bad Gateway</h1></body></html>")
	case faultHang:
		select {
		case <-c.ctx.Done():
		case <-s.ctx.Done():
		}
		panic(http.ErrAbortHandler)
	case faultCutBefore:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

func (s *Server) unanswered(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.recorded != nil {
		c.recorded.Unanswered = true
		s.stats.Unanswered++
	}
}

// read takes the parameters from a query, a form, a multipart form or JSON, as Telegram does.
func (c *call) read(w http.ResponseWriter, r *http.Request) *failure {
	r.Body = http.MaxBytesReader(w, r.Body, requestLimit)
	c.values = make(map[string]string)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return c.readJSON(r.Body)
	}
	err := r.ParseMultipartForm(requestLimit)
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &failure{Code: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	if err != nil {
		return bad("can't parse request: %v", err)
	}
	for k := range r.Form {
		c.values[k] = r.Form.Get(k)
	}
	return c.readFiles(r)
}

func (c *call) readJSON(body io.Reader) *failure {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil {
		return bad("can't parse JSON: %v", err)
	}
	for k, v := range fields {
		var text string
		if json.Unmarshal(v, &text) != nil {
			text = string(v)
		}
		c.values[k] = text
	}
	return nil
}

func (c *call) readFiles(r *http.Request) *failure {
	if r.MultipartForm == nil {
		return nil
	}
	c.files = make(map[string]*File)
	for field, headers := range r.MultipartForm.File {
		part, err := headers[0].Open()
		if err != nil {
			return bad("can't read file: %v", err)
		}
		body, err := io.ReadAll(part)
		part.Close()
		if err != nil {
			return bad("can't read file: %v", err)
		}
		c.files[field] = &File{Name: headers[0].Filename, Body: body}
	}
	return nil
}

func respond(w http.ResponseWriter, result any, f *failure) {
	answer := map[string]any{"ok": f == nil, "result": result}
	status := http.StatusOK
	if f != nil {
		status = f.Code
		answer = map[string]any{"ok": false, "error_code": f.Code, "description": f.Description}
		if f.RetryAfter > 0 {
			answer["parameters"] = map[string]any{"retry_after": f.RetryAfter}
		}
	}
	body, err := json.Marshal(answer)
	if err != nil {
		panic(err) // our own types: a mistake of this package
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the bot may be gone
}
