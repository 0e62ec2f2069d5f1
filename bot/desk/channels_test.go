package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/desk"
)

// phones are numbers of WhatsApp in memory. A test plays the phone: it gives the codes, and says how it ended.
type phones struct {
	w        *world
	channels []desk.Channel // guarded by w.mu
	down     bool
	codes    chan desk.LinkCode
	ends     chan error
	asked    chan string // for which phone a code was asked; empty for one to scan
	gone     chan struct{}
}

func newPhones(w *world) *phones {
	return &phones{w: w, codes: make(chan desk.LinkCode), ends: make(chan error), asked: make(chan string, 9), gone: make(chan struct{}, 9)}
}

const ourNumber = "963900000000"

func (p *phones) Channels(context.Context) ([]desk.Channel, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return append([]desk.Channel(nil), p.channels...), nil
}

func (p *phones) Link(ctx context.Context, phone string, show func(desk.LinkCode)) (string, error) {
	p.asked <- phone
	for {
		select {
		case code := <-p.codes:
			show(code)
		case err := <-p.ends:
			return ourNumber, err
		case <-ctx.Done():
			p.gone <- struct{}{}
			return "", ctx.Err()
		}
	}
}

func (p *phones) Unlink(_ context.Context, number string) error {
	if p.down {
		return errors.New("no network")
	}
	return p.Forget(context.Background(), number)
}

func (p *phones) Forget(_ context.Context, number string) error {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	for i, c := range p.channels {
		if c.Account.ID == number {
			p.channels = append(p.channels[:i:i], p.channels[i+1:]...)
		}
	}
	return nil
}

// linked is a number that works.
func (p *phones) linked(number string, change ...func(*desk.Channel)) {
	now := p.w.Now()
	c := desk.Channel{Account: bot.Account{Network: "whatsapp", ID: number}, Name: "+" + number, State: "connected",
		Linked: now.AddDate(0, -2, 0), Worked: now, Phone: now.Add(-3 * time.Hour)}
	for _, do := range change {
		do(&c)
	}
	p.w.change(func() { p.channels = append(p.channels, c) })
}

func (p *phones) config(c *desk.Config) {
	c.Lines, c.Numbers, c.Board, c.Reread = p, p, p.w, time.Hour
}

// square is what stands for a QR code that says so much.
func square(says string) desk.LinkCode {
	return desk.LinkCode{Picture: []byte(`<svg viewBox="0 0 9 9" data-says="` + says + `"><path fill="#fff" d="M0 0h9v9H0z"></path><path d="M2 2h3v3h-3zM6 6h1v1h-1z"></path></svg>`)}
}

func TestChannelsAreForAdmins(t *testing.T) {
	w := staffed()
	p := newPhones(w)
	p.linked(ourNumber)
	s := start(t, w, p.config)
	v := enter(t, s, "salim")
	v.get("/desk/channels").wants(t, http.StatusForbidden, "للإدارة فقط")
	for _, path := range []string{"/desk/channels/link", "/desk/channels/link/stop", "/desk/channels/numbers/" + ourNumber} {
		v.post(path, url.Values{"do": {"unlink"}, "by": {"picture"}}).wants(t, http.StatusForbidden)
	}
	if strings.Contains(v.get("/desk").body, "/desk/channels") {
		t.Error("an advisor is shown the way to the channels")
	}
	visit(t, s).get("/desk/channels").wants(t, http.StatusSeeOther)
	foreign, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/desk/channels/link", strings.NewReader("by=picture"))
	foreign.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	enter(t, s, "rana").do(foreign).wants(t, http.StatusForbidden)
	if len(p.asked) != 0 || len(p.channels) != 1 {
		t.Error("something was done all the same")
	}
}

func TestChannelsSayHowToTurnThemOn(t *testing.T) {
	w := staffed()
	s := start(t, w, func(c *desk.Config) { c.Lines = newPhones(w) })
	v := enter(t, s, "rana")
	v.get("/desk/channels").wants(t, 200, "واتساب غير مشغّل", "SANAD_WHATSAPP=on", "SANAD_TELEGRAM_TOKEN", "SANAD_WEBCHAT=on")
	v.post("/desk/channels/link", url.Values{"by": {"picture"}}).wants(t, http.StatusNotFound)
	v.post("/desk/channels/numbers/"+ourNumber, url.Values{"do": {"forget"}}).wants(t, http.StatusNotFound)
	if _, err := desk.New(desk.Config{}); err == nil {
		t.Error("a desk of nothing")
	}
	enter(t, start(t, staffed()), "rana").get("/desk/channels").wants(t, http.StatusNotFound)
}

func TestChannelStates(t *testing.T) {
	w := staffed()
	p := newPhones(w)
	s := start(t, w, p.config)
	v := enter(t, s, "rana")
	v.get("/desk/channels").wants(t, 200, "لا يوجد رقم واتساب مربوط بعد")
	until := time.Date(2026, 11, 23, 15, 5, 0, 0, time.UTC)
	for number, state := range map[string]struct{ state, says string }{
		"963900000001": {"connected", "متصل"},
		"963900000002": {"not_connected", "غير متصل"},
		"963900000003": {"logged_out", "لازم ربطه من جديد من صفحة «القنوات»"},
		"963900000004": {"banned_for_now", "محظور مؤقتاً حتى 23 تشرين الثاني 2026 6:05 م"},
		"963900000005": {"outdated", "لازم تحديث سند"},
		"963900000006": {"replaced", "مستعمل من برنامج آخر"},
		"963900000007": {"not_served", "لا يعمل"},
		"963900000008": {"starting", "سند يتصل بواتساب الآن"},
	} {
		p.channels = nil
		p.linked(number, func(c *desk.Channel) {
			if c.State = state.state; c.State != "connected" {
				c.Advice = "whatsapp.trouble." + state.state
			}
			switch state.state {
			case "banned_for_now":
				c.Until = until
			case "not_served", "starting":
				c.Advice = "desk.channels." + state.state
			}
		})
		v.get("/desk/channels").wants(t, 200, number, state.says)
	}
	p.channels = nil
	p.linked(ourNumber, func(c *desk.Channel) { c.Missed, c.Young, c.Phone = true, true, w.now.AddDate(0, 0, -11) })
	v.get("/desk/channels").wants(t, 200, "منذ 11 يوماً", "الموبايل الأساسي لم يظهر", "رقم جديد", "22 أيلول 2026")
	w.change(func() {
		p.channels = append(p.channels, desk.Channel{Account: bot.Account{Network: "telegram"}, Name: "sanad_bot", State: "not_connected", Advice: "desk.channels.telegram_down"},
			desk.Channel{Account: bot.Account{Network: "webchat"}, Name: "https://sanad.example/chat", State: "connected"})
	})
	v.get("/desk/channels").wants(t, 200, "https://t.me/sanad_bot", "لا اتصال بتلغرام", "https://sanad.example/chat")
}

// press clicks what may be renewed at any moment.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	bottest.Await(t, ctx, "(e => { e?.click(); return e })(document.querySelector(`"+selector+"`))")
}

func TestLinkingInTheBrowser(t *testing.T) {
	w := lively(t)
	p := newPhones(w)
	s := start(t, w, p.config)
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	logIn(t, ctx, s.URL+"/desk", "rana")
	bottest.Do(t, ctx, chromedp.Navigate(s.URL+"/desk/channels"))
	bottest.Await(t, ctx, `document.querySelector(".ways") !== null`)
	mustFit(t, ctx)
	picture(t, ctx, "phone-ar-channels-empty")

	// The code to scan is renewed, and the number appears, without a reload.
	press(t, ctx, `[value=picture]`)
	if phone := <-p.asked; phone != "" {
		t.Errorf("asked for %s", phone)
	}
	bottest.Await(t, ctx, `document.querySelector(".linking .wait") !== null`)
	bottest.Eval[any](t, ctx, `window.sameDocument = true; null`)
	for _, says := range []string{"first", "second"} {
		p.codes <- square(says)
		bottest.Await(t, ctx, `document.querySelector(".linking svg[data-says=`+says+`]")?.getBoundingClientRect().width > 200`)
	}
	mustFit(t, ctx)
	picture(t, ctx, "phone-ar-channels-scan")
	p.linked(ourNumber)
	p.ends <- nil
	bottest.Await(t, ctx, `document.querySelector("#link .notice")?.textContent.includes("+963900000000") && document.querySelector(".channel .good") !== null && window.sameDocument`)
	if got := w.did("number_link"); len(got) != 1 || got[0] != "rana whatsapp:"+ourNumber {
		t.Errorf("audit %q", got)
	}

	// A code to type; who goes away finds it again, and an error says what to do.
	bottest.Do(t, ctx, chromedp.SendKeys(`[name=phone]`, "0944"))
	press(t, ctx, `[value=code]`)
	arrive(t, ctx, `document.querySelector(".alert")?.textContent.includes("رمز البلد") && document.querySelector("[name=phone]").value === "0944"`)
	bottest.Eval[any](t, ctx, `document.querySelector("[name=phone]").value = "+٩٦٣ 955 555 555"; null`)
	press(t, ctx, `[value=code]`)
	if phone := <-p.asked; phone != "963955555555" {
		t.Errorf("asked for %q", phone)
	}
	arrive(t, ctx, `document.querySelector(".linking .wait") !== null && document.readyState === "complete"`)
	bottest.Do(t, ctx, chromedp.Navigate(s.URL+"/desk"))
	p.codes <- desk.LinkCode{Code: "ABCD-EFGH"}
	bottest.Do(t, ctx, chromedp.Navigate(s.URL+"/desk/channels"))
	bottest.Await(t, ctx, `document.querySelector(".linking .code")?.textContent === "ABCD-EFGH"`)
	mustFit(t, ctx)
	picture(t, ctx, "phone-ar-channels-code")
	p.ends <- &desk.NumberError{Key: "whatsapp.link.timeout", Err: errors.New("time is up")}
	bottest.Await(t, ctx, `document.querySelector("#link .alert")?.textContent.includes("انتهى وقت الرمز") && document.querySelector(".ways") !== null`)

	// Another attempt takes the place of the first; stopping ends it.
	for range 2 {
		bottest.Eval[any](t, ctx, `fetch("/desk/channels/link", {method: "POST", body: new URLSearchParams({by: "picture"})}).then(() => null)`)
		<-p.asked
	}
	<-p.gone
	bottest.Await(t, ctx, `document.querySelector(".linking") !== null`)
	press(t, ctx, `.linking button`)
	<-p.gone
	bottest.Await(t, ctx, `document.querySelector(".ways") !== null`)
}

// slow is a phone that does not hear at once that nobody waits for its codes any more.
type slow struct {
	*phones
	shown chan struct{}
}

func (p slow) Link(_ context.Context, phone string, show func(desk.LinkCode)) (string, error) {
	p.asked <- phone
	for {
		select {
		case code := <-p.codes:
			show(code)
			p.shown <- struct{}{}
		case err := <-p.ends:
			return ourNumber, err
		}
	}
}

func TestALateCodeDoesNotUndoAStop(t *testing.T) {
	w := staffed()
	p := slow{newPhones(w), make(chan struct{})}
	s := start(t, w, p.config, func(c *desk.Config) { c.Numbers = p })
	v := enter(t, s, "rana")
	v.post("/desk/channels/link", url.Values{"by": {"picture"}}).wants(t, http.StatusSeeOther)
	<-p.asked
	says := func(code string) bool { return strings.Contains(v.get("/desk/channels").body, `data-says="`+code) }
	renew := func(code string) { p.codes <- square(code); <-p.shown }
	if renew("first"); !says("first") {
		t.Error("the first code is not shown")
	}
	v.post("/desk/channels/link/stop", nil).wants(t, http.StatusSeeOther)
	if renew("late"); says("late") {
		t.Error("a code of the attempt that was stopped is shown")
	}
	p.ends <- nil
	await(t, func() bool { return len(w.did("number_link")) == 1 })
}

func TestUnlinkingInTheBrowser(t *testing.T) {
	w := lively(t)
	p := newPhones(w)
	p.linked(ourNumber)
	p.linked("963955555555", func(c *desk.Channel) { c.Missed, c.Phone = true, w.now.AddDate(0, 0, -11) })
	p.linked("963966666666", func(c *desk.Channel) {
		c.State, c.Advice, c.Linked, c.Worked, c.Phone = "banned", "whatsapp.trouble.banned", time.Time{}, w.now.Add(-26*time.Hour), time.Time{}
	})
	w.change(func() {
		p.channels = append(p.channels, desk.Channel{Account: bot.Account{Network: "telegram"}, Name: "sanad_bot", State: "connected"})
	})
	s := start(t, w, p.config)
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	logIn(t, ctx, s.URL+"/desk", "rana")
	for name, screen := range map[string]bottest.Screen{"phone": bottest.Phone, "desktop": bottest.Desktop, "phone-dark": bottest.Phone.InDark()} {
		bottest.Look(t, ctx, screen)
		bottest.Do(t, ctx, chromedp.Navigate(s.URL+"/desk/channels"))
		bottest.Await(t, ctx, `document.querySelectorAll(".channel").length === 5`)
		mustFit(t, ctx)
		picture(t, ctx, name+"-ar-channels")
	}
	p.down = true
	press(t, ctx, `.channel summary`)
	mustFit(t, ctx)
	picture(t, ctx, "phone-ar-channels-unlink")
	press(t, ctx, `.channel [value=unlink]`)
	arrive(t, ctx, `document.querySelector(".alert")?.textContent.includes("بقي الرقم مربوطاً") && document.querySelector(".channel [value=forget]") !== null`)
	mustFit(t, ctx)
	press(t, ctx, `.channel details[open] [value=forget]`)
	arrive(t, ctx, `document.querySelectorAll(".channel").length === 4 && !document.body.textContent.includes("+963900000000")`)
	p.down = false
	press(t, ctx, `.channel summary`)
	press(t, ctx, `.channel [value=unlink]`)
	arrive(t, ctx, `document.querySelectorAll(".channel").length === 3`)
	if forgotten, unlinked := w.did("number_forget"), w.did("number_unlink"); len(forgotten) != 1 || len(unlinked) != 1 {
		t.Errorf("audit %q, %q", forgotten, unlinked)
	}
}
