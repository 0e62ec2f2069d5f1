package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// callTimeout is for calls that carry no file and wait for nothing.
const callTimeout = 30 * time.Second

// responseLimit bounds what a server may answer: a hundred updates are far smaller.
const responseLimit = 32 << 20

type params = tg.Params

// api calls Bot API methods through the library. The library prints only in debug mode and in its own
// poller, neither of which is used, so the token can leave through errors alone; those are redacted here.
type api struct {
	token string
	base  string
	http  *http.Client
}

// hold calls a method, for as long as ctx allows, and decodes its result into the pointer into, unless that is nil.
func (a *api) hold(ctx context.Context, method string, p params, into any) error {
	w := &wire{ctx: ctx, http: a.http}
	resp, err := a.library(w).MakeRequest(method, p)
	return a.finish(method, w, resp, err, into)
}

// call is hold for methods that wait for nothing.
func (a *api) call(ctx context.Context, method string, p params, into any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return a.hold(ctx, method, p, into)
}

// upload is hold with a file.
func (a *api) upload(ctx context.Context, method string, p params, f tg.RequestFile, into any) error {
	w := &wire{ctx: ctx, http: a.http}
	resp, err := a.library(w).UploadFiles(method, p, []tg.RequestFile{f})
	return a.finish(method, w, resp, err, into)
}

// library is made anew for each call, because the context of a call can only reach it by way of its client.
func (a *api) library(w *wire) *tg.BotAPI {
	lib := &tg.BotAPI{Token: a.token, Client: w}
	lib.SetAPIEndpoint(strings.ReplaceAll(a.base, "%", "%%") + "/bot%s/%s")
	return lib
}

func (a *api) finish(method string, w *wire, resp *tg.APIResponse, err error, into any) error {
	if err != nil {
		return a.failure(method, w.status, err)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(resp.Result, into); err != nil && !isTypeError(err) {
		return fmt.Errorf("%s: result not understood: %w", method, err)
	}
	return nil
}

// failure tells what the server said from what the network did. The library loses the code of failed uploads, so the HTTP status stands in.
func (a *api) failure(method string, status int, err error) error {
	var said *tg.Error
	if errors.As(err, &said) {
		code := said.Code
		if code == 0 {
			code = status
		}
		return &apiError{Method: method, Code: code, Description: a.redact(said.Message), RetryAfter: said.RetryAfter}
	}
	if status >= 300 {
		return &apiError{Method: method, Code: status, Description: "the answer is not JSON"}
	}
	return a.networkError(method, err)
}

// networkError drops the address, in which the token stands.
func (a *api) networkError(method string, err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	if strings.Contains(err.Error(), a.token) {
		return fmt.Errorf("%s: %s", method, a.redact(err.Error()))
	}
	return fmt.Errorf("%s: %w", method, err)
}

func (a *api) redact(s string) string { return strings.ReplaceAll(s, a.token, "[token]") }

// open begins the download of a file; the caller closes it. The library knows Telegram's own address for files only.
func (a *api) open(ctx context.Context, path string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/file/bot"+a.token+"/"+path, nil)
	if err != nil {
		return nil, a.networkError("file", err)
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, a.networkError("file", err)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, &apiError{Method: "file", Code: resp.StatusCode, Description: "no file"}
	}
	return resp.Body, nil
}

// wire is the library's HTTP client for one call: it gives the call its context and remembers the status.
type wire struct {
	ctx    context.Context
	http   *http.Client
	status int
}

func (w *wire) Do(req *http.Request) (*http.Response, error) {
	resp, err := w.http.Do(req.WithContext(w.ctx))
	if err != nil {
		return nil, err
	}
	w.status = resp.StatusCode
	resp.Body = &drained{http.MaxBytesReader(nil, resp.Body, responseLimit)}
	return resp, nil
}

// drained reads what the JSON decoder left, so that the connection is used again.
type drained struct{ io.ReadCloser }

func (d *drained) Close() error {
	_, _ = io.CopyN(io.Discard, d.ReadCloser, 4096)
	return d.ReadCloser.Close()
}
