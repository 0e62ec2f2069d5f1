package telegramtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot/telegram/telegramtest"
)

// answer is what a method gives.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

func call(t *testing.T, s *telegramtest.Server, method string, pairs ...string) (answer, error) {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	resp, err := http.PostForm(s.URL()+"/bot"+s.Token()+"/"+method, form)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return answer{}, err
	}
	if a.OK != (resp.StatusCode == 200) || a.Code != 0 && a.Code != resp.StatusCode {
		t.Errorf("%s: status %d, code %d", method, resp.StatusCode, a.Code)
	}
	return a, nil
}

func must(t *testing.T, s *telegramtest.Server, method string, pairs ...string) answer {
	t.Helper()
	a, err := call(t, s, method, pairs...)
	if err != nil || !a.OK {
		t.Fatalf("%s: %v %+v", method, err, a)
	}
	return a
}

func ids(t *testing.T, a answer) (out []int64) {
	t.Helper()
	var list []struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(a.Result, &list); err != nil {
		t.Fatal(err)
	}
	for _, u := range list {
		out = append(out, u.ID)
	}
	return out
}

func TestOffsetsConfirm(t *testing.T) {
	s := telegramtest.New(t)
	for range 150 {
		s.User(1).Say("x")
	}
	first := ids(t, must(t, s, "getUpdates"))
	if len(first) != 100 {
		t.Fatalf("%d updates at once", len(first))
	}
	if again := ids(t, must(t, s, "getUpdates", "limit", "7")); len(again) != 7 || again[0] != first[0] {
		t.Errorf("unconfirmed updates come as %v", again)
	}
	rest := ids(t, must(t, s, "getUpdates", "offset", strconv.FormatInt(first[99]+1, 10)))
	if len(rest) != 50 || rest[0] != first[99]+1 || s.Pending() != 50 {
		t.Errorf("after the first hundred %d come and %d wait", len(rest), s.Pending())
	}
	if last := ids(t, must(t, s, "getUpdates", "offset", "-1")); len(last) != 1 || last[0] != rest[49] || s.Pending() != 1 {
		t.Errorf("from the end come %v", last)
	}
}

func TestLongPoll(t *testing.T) {
	s := telegramtest.New(t)
	began := time.Now()
	if got := ids(t, must(t, s, "getUpdates", "timeout", "1")); len(got) != 0 || time.Since(began) < 900*time.Millisecond {
		t.Errorf("%v after %s", got, time.Since(began))
	}
	go s.User(1).Say("x")
	if got := ids(t, must(t, s, "getUpdates", "timeout", "20")); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestTwoPollersConflict(t *testing.T) {
	s := telegramtest.New(t)
	first := make(chan answer, 1)
	go func() {
		a, _ := call(t, s, "getUpdates", "timeout", "20")
		first <- a
	}()
	for s.Stats().Calls["getUpdates"] == 0 {
		time.Sleep(time.Millisecond)
	}
	second := make(chan answer, 1)
	go func() {
		a, _ := call(t, s, "getUpdates", "timeout", "20")
		second <- a
	}()
	if a := <-first; a.Code != 409 {
		t.Errorf("the first gets %+v", a)
	}
	s.User(1).Say("x")
	if a := <-second; !a.OK {
		t.Errorf("the second gets %+v", a)
	}
}

func TestJudgesMessages(t *testing.T) {
	s := telegramtest.New(t)
	s.User(1)
	blocked := s.User(2)
	blocked.Block()
	keyboard := func(text, data string) string {
		b, _ := json.Marshal(map[string]any{"inline_keyboard": [][]any{{map[string]any{"text": text, "callback_data": data}}}})
		return string(b)
	}
	for name, c := range map[string]struct {
		pairs []string
		want  int
	}{
		"good":                    {[]string{"chat_id", "1", "text", "نص"}, 0},
		"longest":                 {[]string{"chat_id", "1", "text", strings.Repeat("ط", 4096)}, 0},
		"too long":                {[]string{"chat_id", "1", "text", strings.Repeat("ط", 4097)}, 400},
		"too long in UTF-16":      {[]string{"chat_id", "1", "text", strings.Repeat("🧵", 2049)}, 400},
		"empty":                   {[]string{"chat_id", "1", "text", " \n"}, 400},
		"no text":                 {[]string{"chat_id", "1"}, 400},
		"no chat":                 {[]string{"text", "x"}, 400},
		"unknown chat":            {[]string{"chat_id", "99", "text", "x"}, 400},
		"blocked":                 {[]string{"chat_id", "2", "text", "x"}, 403},
		"longest data":            {[]string{"chat_id", "1", "text", "x", "reply_markup", keyboard("x", strings.Repeat("x", 64))}, 0},
		"too long data":           {[]string{"chat_id", "1", "text", "x", "reply_markup", keyboard("x", strings.Repeat("x", 65))}, 400},
		"no data":                 {[]string{"chat_id", "1", "text", "x", "reply_markup", keyboard("x", "")}, 400},
		"no label":                {[]string{"chat_id", "1", "text", "x", "reply_markup", keyboard(" ", "x")}, 400},
		"keyboard is nonsense":    {[]string{"chat_id", "1", "text", "x", "reply_markup", "{"}, 400},
		"good entity":             {[]string{"chat_id", "1", "text", "🧵 x", "entities", `[{"type":"bold","offset":0,"length":2}]`}, 0},
		"entity past the end":     {[]string{"chat_id", "1", "text", "🧵 x", "entities", `[{"type":"bold","offset":0,"length":5}]`}, 400},
		"entity of half a letter": {[]string{"chat_id", "1", "text", "🧵 x", "entities", `[{"type":"bold","offset":1,"length":2}]`}, 400},
		"empty entity":            {[]string{"chat_id", "1", "text", "🧵 x", "entities", `[{"type":"bold","offset":0,"length":0}]`}, 400},
		"parse mode":              {[]string{"chat_id", "1", "text", "x", "parse_mode", "HTML"}, 400},
	} {
		a, err := call(t, s, "sendMessage", c.pairs...)
		if err != nil || a.Code != c.want {
			t.Errorf("%s: %v %+v", name, err, a)
		}
	}
	if n := len(s.User(1).Replies()); n != 4 || s.Stats().Recorded != 4 {
		t.Errorf("%d messages are shown, %d counted", n, s.Stats().Recorded)
	}
}

func TestOtherRefusals(t *testing.T) {
	s := telegramtest.New(t)
	u := s.User(1)
	mine := u.Say("x")
	for _, c := range []struct {
		method string
		pairs  []string
		want   int
	}{
		{"flyAway", nil, 404},
		{"sendPhoto", []string{"chat_id", "1"}, 400},
		{"sendChatAction", []string{"chat_id", "1"}, 400},
		{"answerCallbackQuery", []string{"callback_query_id", "7"}, 400},
		{"editMessageText", []string{"chat_id", "1", "message_id", "9999", "text", "x"}, 400},
		{"editMessageText", []string{"chat_id", "1", "message_id", strconv.FormatInt(mine, 10), "text", "x"}, 400},
		{"getFile", []string{"file_id", "none"}, 400},
		{"setMyCommands", []string{"commands", `[{"command":"Big","description":"x"}]`}, 400},
		{"setMyCommands", []string{"commands", `[{"command":"ok","description":""}]`}, 400},
		{"setWebhook", []string{"url", "https://example.com/"}, 400},
		{"leaveChat", []string{"chat_id", "1"}, 400},
	} {
		if a, err := call(t, s, c.method, c.pairs...); err != nil || a.Code != c.want || a.Description == "" {
			t.Errorf("%s %v: %v %+v", c.method, c.pairs, err, a)
		}
	}
	resp, err := http.PostForm(s.URL()+"/bot1:wrong/getMe", nil)
	if err != nil || resp.StatusCode != 401 {
		t.Errorf("wrong token: %v %v", err, resp)
	}
	resp.Body.Close()
}

func TestFaults(t *testing.T) {
	s := telegramtest.New(t)
	u := s.User(1)
	send := func() (answer, error) { return call(t, s, "sendMessage", "chat_id", "1", "text", "نص") }

	s.Break(telegramtest.Rule{Method: "sendMessage", Times: 2, Fault: telegramtest.TooMany(5)})
	for range 2 {
		if a, err := send(); err != nil || a.Code != 429 || a.Parameters.RetryAfter != 5 {
			t.Errorf("429: %v %+v", err, a)
		}
	}
	if a, err := send(); err != nil || !a.OK {
		t.Errorf("after the faults: %v %+v", err, a)
	}

	s.Break(telegramtest.Rule{Method: "sendMessage", Times: 1, Fault: telegramtest.CutBefore()})
	if _, err := send(); err == nil || len(u.Replies()) != 1 {
		t.Errorf("cut before: %v, %d messages", err, len(u.Replies()))
	}
	s.Break(telegramtest.Rule{Method: "sendMessage", Times: 1, Fault: telegramtest.CutAfter()})
	if _, err := send(); err == nil || len(u.Replies()) != 2 || !u.Replies()[1].Unanswered || s.Stats().Unanswered != 1 {
		t.Errorf("cut after: %v, %d messages, %+v", err, len(u.Replies()), s.Stats())
	}
	s.Break(telegramtest.Rule{Method: "sendMessage", Chat: 2, Fault: telegramtest.Blocked()})
	if a, err := send(); err != nil || !a.OK {
		t.Errorf("another chat's fault: %v %+v", err, a)
	}
	heal := s.Break(telegramtest.Rule{Fault: telegramtest.HTML(502)})
	if _, err := send(); !errors.As(err, new(*json.SyntaxError)) {
		t.Errorf("HTML: %v", err)
	}
	heal()
	if _, err := send(); err != nil {
		t.Error(err)
	}
}

func TestProbabilityRepeatsWithItsSeed(t *testing.T) {
	pattern := func(seed uint64) (out string) {
		s := telegramtest.New(t, telegramtest.Seed(seed))
		s.Break(telegramtest.Rule{Probability: 0.5, Fault: telegramtest.Answer(500, "x")})
		for range 40 {
			a, err := call(t, s, "getMe")
			if err != nil {
				t.Fatal(err)
			}
			out += strconv.FormatBool(a.OK)[:1]
		}
		return out
	}
	if a, b := pattern(3), pattern(3); a != b || !strings.Contains(a, "t") || !strings.Contains(a, "f") {
		t.Errorf("%s, then %s", a, b)
	}
}

func TestWebhookIsCalledInOrderUntilItTakes(t *testing.T) {
	s := telegramtest.New(t)
	var calls atomic.Int64
	got := make(chan string, 100)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1)%3 == 1 {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		var u struct{ Message struct{ Text string } }
		if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
			t.Error(err)
		}
		got <- u.Message.Text + r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	}))
	t.Cleanup(site.Close)
	s.User(1).Say("0")
	must(t, s, "setWebhook", "url", site.URL, "secret_token", "s3")
	for i := 1; i < 10; i++ {
		s.User(1).Say(strconv.Itoa(i))
	}
	for i := range 10 {
		if text := <-got; text != strconv.Itoa(i)+"s3" {
			t.Errorf("%s came in place %d", text, i)
		}
	}
	if a, _ := call(t, s, "getUpdates"); a.Code != 409 {
		t.Errorf("polling beside a webhook: %+v", a)
	}
}

func TestUploadAndDownload(t *testing.T) {
	s := telegramtest.New(t)
	u := s.User(1)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("chat_id", "1")
	form.WriteField("caption", "شرح")
	part, _ := form.CreateFormFile("document", "عرض.pdf")
	part.Write([]byte("%PDF-1.4"))
	form.Close()
	resp, err := http.Post(s.URL()+"/bot"+s.Token()+"/sendDocument", form.FormDataContentType(), &body)
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("%v %v", err, resp)
	}
	resp.Body.Close()
	if m := u.Reply(t); m.Kind != "document" || m.Text != "شرح" || m.File.Name != "عرض.pdf" || string(m.File.Body) != "%PDF-1.4" || m.File.Mime != "application/pdf" {
		t.Errorf("shown %+v %+v", m, m.File)
	}

	u.SendVoice([]byte("OggS voice"), time.Second)
	var updates []struct {
		Message struct {
			Voice struct {
				ID string `json:"file_id"`
			}
		}
	}
	if err := json.Unmarshal(must(t, s, "getUpdates").Result, &updates); err != nil {
		t.Fatal(err)
	}
	var file struct {
		Path string `json:"file_path"`
	}
	if err := json.Unmarshal(must(t, s, "getFile", "file_id", updates[0].Message.Voice.ID).Result, &file); err != nil {
		t.Fatal(err)
	}
	resp, err = http.Get(s.URL() + "/file/bot" + s.Token() + "/" + file.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, _ := io.ReadAll(resp.Body); string(got) != "OggS voice" {
		t.Errorf("downloaded %q", got)
	}
}

func TestPressAndEdit(t *testing.T) {
	s := telegramtest.New(t)
	u := s.User(1)
	if err := u.Press("yes"); err == nil {
		t.Error("a button that is not there was pressed")
	}
	const markup = `{"inline_keyboard":[[{"text":"نعم","callback_data":"yes"}]]}`
	must(t, s, "sendMessage", "chat_id", "1", "text", "؟", "reply_markup", markup)
	if err := u.Press("نعم"); err != nil || s.Unanswered() != 1 {
		t.Errorf("%v, %d unanswered", err, s.Unanswered())
	}
	id := strconv.FormatInt(u.Reply(t).ID, 10)
	if a, _ := call(t, s, "editMessageReplyMarkup", "chat_id", "1", "message_id", id, "reply_markup", markup); a.Code != 400 {
		t.Errorf("an edit without a change: %+v", a)
	}
	must(t, s, "editMessageReplyMarkup", "chat_id", "1", "message_id", id)
	must(t, s, "editMessageText", "chat_id", "1", "message_id", id, "text", "جديد")
	if m := u.Replies()[0]; m.Buttons != nil || m.Text != "جديد" {
		t.Errorf("shown %+v", m)
	}
	must(t, s, "answerCallbackQuery", "callback_query_id", "query-1")
	if s.Unanswered() != 0 {
		t.Error("the press counts as unanswered")
	}
}

func TestWaitGivesUpWithItsContext(t *testing.T) {
	s := telegramtest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.User(1).Wait(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
