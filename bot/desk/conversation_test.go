package desk_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sanad/bot"
	"sanad/dialogs"
)

func TestQueueLongestFirst(t *testing.T) {
	w := staffed()
	w.open(8, "أم خالد", "صابون غار", "حلب", 2*3600e9)
	s := start(t, w)
	page := enter(t, s, "salim").get("/desk")
	page.wants(t, 200, "أبو أحمد", "موزاييك · دمشق", "صابون غار · حلب", "منذ 12 دقيقة", "منذ ساعتين", "يريد التحدث مع شخص")
	if strings.Index(page.body, "أم خالد") > strings.Index(page.body, "أبو أحمد") {
		t.Error("who waits longest is not first")
	}
}

func TestTakeSayHandBack(t *testing.T) {
	w := staffed()
	s := start(t, w)
	salim := enter(t, s, "salim")
	salim.get("/desk/conversations/7").wants(t, 200, "بانتظار مستشار", "بدي احكي مع شخص", `data-stage="waiting"`)
	salim.act("/desk/conversations/7/take", nil).wants(t, 303)
	salim.get("/desk/conversations/7").wants(t, 200, "المحادثة عندك", "سند ساكت", `data-stage="mine"`)
	salim.act("/desk/conversations/7/say", url.Values{"text": {"أهلاً <b>أبو أحمد</b>\r\nكيف ممكن المساعدة؟"}}).wants(t, 303)
	salim.act("/desk/conversations/7/say", url.Values{"text": {"يحتاج تمويلاً"}, "kind": {"note"}}).wants(t, 303)
	page := salim.get("/desk/conversations/7")
	page.wants(t, 200, "أهلاً &lt;b&gt;أبو أحمد&lt;/b&gt;\nكيف ممكن المساعدة؟", "from-advisor", "from-note", "يحتاج تمويلاً", "أُرسلت")
	salim.act("/desk/conversations/7/hand_back", nil).wants(t, 303)
	salim.get("/desk/conversations/7").wants(t, 200, "سند يتابع المحادثة", `data-stage="bot"`)
	for _, did := range []string{"take", "note", "hand_back"} {
		if got := w.did(did); len(got) != 1 || got[0] != "salim conversations/7" {
			t.Errorf("audit of %s: %v", did, got)
		}
	}
}

func TestTwoAdvisorsRace(t *testing.T) {
	w := staffed()
	w.paused = true // both takes are in before either has its turn
	s := start(t, w)
	names := []string{"salim", "huda"}
	got := make([]response, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		v := enter(t, s, name)
		form := url.Values{"key": {v.keyOf("/desk/conversations/7")}}
		wg.Go(func() { got[i] = v.post("/desk/conversations/7/take", form) })
	}
	await(t, func() bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.pending) == 2 })
	w.goOn()
	wg.Wait()
	winner, loser := got[0], got[1]
	if winner.code != 303 {
		winner, loser = loser, winner
	}
	winner.wants(t, 303)
	holder := w.tickets[0].Advisor
	loser.wants(t, http.StatusConflict, "المحادثة عند "+holder.Name+" الآن", `data-stage="other"`)
	if w.refused != 1 {
		t.Errorf("%d takes were refused, want 1", w.refused)
	}
}

func TestSamePostTwice(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	v.act("/desk/conversations/7/take", nil).wants(t, 303)
	form := url.Values{"key": {"0123456789abcdef"}, "text": {"مرة واحدة"}}
	for range 3 {
		v.post("/desk/conversations/7/say", form).wants(t, 303)
	}
	form.Set("text", "نص آخر كُتب بدله")
	v.post("/desk/conversations/7/say", form).wants(t, 303)
	page := v.get("/desk/conversations/7").body
	if n := strings.Count(page, ">مرة واحدة<"); n != 1 {
		t.Errorf("said %d times", n)
	}
	if !strings.Contains(page, "نص آخر كُتب بدله") {
		t.Error("another text under the same key is lost")
	}
}

func TestSayWithoutHolding(t *testing.T) {
	w := staffed()
	s := start(t, w)
	salim, huda := enter(t, s, "salim"), enter(t, s, "huda")
	huda.act("/desk/conversations/7/say", url.Values{"text": {"نص لا يضيع"}}).wants(t, http.StatusConflict, "لم تعد عندك", ">نص لا يضيع</textarea>")
	salim.act("/desk/conversations/7/take", nil).wants(t, 303)
	huda.act("/desk/conversations/7/say", url.Values{"text": {"نص لا يضيع"}}).wants(t, http.StatusConflict, "المحادثة عند سليم الآن", ">نص لا يضيع</textarea>")
	for _, m := range w.messages {
		if m.Author == bot.AuthorAdvisor {
			t.Error("it was said all the same")
		}
	}
}

func TestNoteWithoutTicket(t *testing.T) {
	w := staffed()
	v := enter(t, start(t, w), "salim")
	v.act("/desk/conversations/7/take", nil).wants(t, 303)
	v.act("/desk/conversations/7/resolve", nil).wants(t, 303)
	v.act("/desk/conversations/7/note", url.Values{"text": {"متأخرة"}}).wants(t, http.StatusConflict, "لا يوجد طلب مفتوح", ">متأخرة</textarea>")
}

func TestAcceptFails(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	v.act("/desk/conversations/7/take", nil).wants(t, 303)
	w.change(func() { w.acceptErr = errors.New("disk full") })
	form := url.Values{"text": {"رسالة مهمة"}, "key": {"fedcba9876543210"}}
	v.post("/desk/conversations/7/say", form).wants(t, http.StatusServiceUnavailable, "لم تُرسل", ">رسالة مهمة</textarea>", `value="fedcba9876543210"`)
	w.change(func() { w.acceptErr = nil })
	v.post("/desk/conversations/7/say", form).wants(t, 303)
}

func TestTransfer(t *testing.T) {
	w := staffed()
	s := start(t, w)
	salim := enter(t, s, "salim")
	salim.act("/desk/conversations/7/take", nil).wants(t, 303)
	salim.act("/desk/conversations/7/transfer", url.Values{"to": {"salim"}}).wants(t, 303) // to whom it is with already
	salim.act("/desk/conversations/7/transfer", url.Values{"to": {"nobody"}}).wants(t, 422)
	salim.act("/desk/conversations/7/transfer", url.Values{"to": {"huda"}}).wants(t, 303)
	salim.get("/desk/conversations/7").wants(t, 200, "المحادثة عند هدى")
	enter(t, s, "huda").get("/desk?list=mine").wants(t, 200, "أبو أحمد")
}

func TestNonsensePosts(t *testing.T) {
	s := start(t, staffed())
	v := enter(t, s, "salim")
	const good = "0123456789abcdef"
	for path, form := range map[string]url.Values{
		"/desk/conversations/7/say":      {"key": {good}, "text": {"   "}},
		"/desk/conversations/7/note":     {"key": {good}},
		"/desk/conversations/7/take":     {"key": {"short"}},
		"/desk/conversations/7/explode":  {"key": {good}},
		"/desk/conversations/99/take":    {"key": {good}},
		"/desk/conversations/seven/take": {"key": {good}},
		"/desk/conversations/7/transfer": {"key": {good}},
	} {
		if got := v.post(path, form); got.code < 400 || got.code > 499 {
			t.Errorf("%s: %d", path, got.code)
		}
	}
	v.post("/desk/conversations/7/note", url.Values{"key": {good}, "text": {strings.Repeat("م", 4001)}}).wants(t, 422, "4000")
}

func TestTranscriptKinds(t *testing.T) {
	w := staffed()
	say := func(in dialogs.Input) {
		w.messages = append(w.messages, bot.Message{Author: bot.AuthorArtisan, Input: &in})
	}
	w.messages = append(w.messages, bot.Message{Author: bot.AuthorBot, Status: bot.StatusFailed,
		Said: &dialogs.Said{Heading: "الحرفة", Text: "ما هي؟", Choices: []dialogs.Button{{ID: "craft:mosaic", Label: "موزاييك"}}}})
	say(dialogs.Input{Kind: dialogs.KindChoice, Choice: "craft:mosaic"})
	say(dialogs.Input{Kind: dialogs.KindEdit, Text: "بعد التعديل"})
	say(dialogs.Input{Kind: dialogs.KindLocation, Location: &dialogs.Location{Lat: 33.5, Lon: 36.3}})
	say(dialogs.Input{Kind: dialogs.KindContact, Card: &dialogs.Card{Name: "سامر", Phone: "+963900000000"}})
	say(dialogs.Input{Kind: dialogs.KindUnsupported, Text: "sticker"})
	say(dialogs.Input{Kind: dialogs.KindVoice, Media: &dialogs.Media{Hash: strings.Repeat("a", 64), Mime: "audio/ogg", Seconds: 65e9}})
	say(dialogs.Input{Kind: dialogs.KindPhoto, Media: &dialogs.Media{Name: "big.jpg"}})
	say(dialogs.Input{Kind: dialogs.KindDocument, Media: &dialogs.Media{Hash: strings.Repeat("b", 64), Name: "خطة.pdf", Mime: "application/pdf", Size: 3 << 20}})
	say(dialogs.Input{Kind: dialogs.KindTimer, Timer: "resume"})
	w.number(7)
	page := enter(t, start(t, w), "salim").get("/desk/conversations/7")
	page.wants(t, 200, "لم تصل", `class="pressed" dir="auto"`, ">موزاييك</p>", "معدّلة", "mlat=33.500000", `href="tel:&#43;963900000000"`, "(<bdi>sticker</bdi>)",
		"1:05", "ملف لم يمكن الحصول عليه", "خطة.pdf", "3.0 م.ب", "اليوم")
}

func TestOlderMessages(t *testing.T) {
	w := staffed()
	for range 100 {
		w.messages = append(w.messages, bot.Message{Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindText, Text: "سطر"}})
	}
	w.number(7)
	v := enter(t, start(t, w), "salim")
	page := v.get("/desk/conversations/7")
	page.wants(t, 200, `id="m-101"`, `before?before=42"`)
	if strings.Contains(page.body, `id="m-41"`) {
		t.Error("the page shows more than it should at first")
	}
	v.get("/desk/conversations/7/before?before=42").wants(t, 200, `id="m-41"`, `id="m-1"`)
	v.get("/desk/conversations/7/live?after=99").wants(t, 200, `id="m-100"`, `id="m-101"`, `id="lead"`)
}
