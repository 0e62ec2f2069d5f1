package webchat_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
	"sanad/locales"
)

func TestWordsAreShownAsWordsAndAddressesAsLinks(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": `<script>alert(1)</script> "x"`})
	h.say(1, dialogs.Said{Heading: "<b>", Text: `انظر https://example.org/a?b=1&c=2، و«https://example.org/x». javascript:alert(1) https://example.org/"><img src=x>`,
		Choices: []dialogs.Button{{ID: `"><i>`, Label: "<u>"}}})
	h.say(1, dialogs.Said{Text: "ملاحظة", Media: &dialogs.Media{Name: `"><svg onload=x>.pdf`}})
	page := text(a.get("/chat"))
	for _, bad := range []string{"<script>alert", "<b></p>", "<u>", "<i>\"", "<img src=x", "<svg onload", `href="javascript`} {
		if strings.Contains(page, bad) {
			t.Errorf("%q stands in the page", bad)
		}
	}
	for _, link := range []string{`href="https://example.org/a?b=1&amp;c=2"`, `href="https://example.org/x"`} {
		if !strings.Contains(page, link) {
			t.Errorf("%s is not linked", link)
		}
	}
}

func TestNotesAndInnerEventsAreNeverShown(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": "سؤال"})
	h.set(func() {
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorNote, Said: &dialogs.Said{Text: "SECRET note"}, At: h.now})
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindSay, Text: "SECRET say"}, At: h.now})
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindTimer, Timer: "SECRET timer"}, At: h.now})
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorNote, Said: &dialogs.Said{Media: &dialogs.Media{Hash: "aa", Mime: "image/png"}}, At: h.now})
	})
	for _, path := range []string{"/chat", "/chat/messages?after=0"} {
		if strings.Contains(text(a.get(path)), "SECRET") {
			t.Errorf("%s shows what is not the artisan's", path)
		}
	}
	expect(t, a.get("/chat/media/5", "Accept", "application/json"), http.StatusNotFound, "no_file")
}

func TestLanguageIsChosenOnThePage(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	if page := text(a.get("/chat")); !strings.Contains(page, `<html lang="ar" dir="rtl">`) {
		t.Error("the page does not begin in Arabic")
	}
	a.post(map[string]string{"id": "message-1", "text": "x"})
	expect(t, a.get("/chat?lang=en"), http.StatusSeeOther, "")
	if page := text(a.get("/chat")); !strings.Contains(page, `<html lang="en" dir="ltr">`) {
		t.Error("the page is not in English")
	}
	a.post(map[string]string{"id": "message-2", "text": "x"})
	a.get("/chat?lang=xx")
	a.post(map[string]string{"id": "message-3", "text": "x"})
	if in := h.inputs(); in[0].Lang != "ar" || in[1].Lang != "en" || in[2].Lang != "en" {
		t.Errorf("took %+v", in)
	}
}

func TestTimesAreThoseOfDamascus(t *testing.T) {
	h := newHouse(t)
	h.set(func() { h.now = time.Date(2026, 2, 28, 21, 30, 0, 0, time.UTC) })
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": "x"})
	page := text(a.get("/chat"))
	for _, want := range []string{">00:30</time>", "الأحد 1 آذار 2026", `data-day="2026-03-01"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestAssetsAreKeptUntilTheyChange(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	page := text(a.get("/chat"))
	base := "/chat/assets/" + strings.Split(strings.Split(page, "/chat/assets/")[1], "/")[0]
	total := 0
	for _, file := range []string{"chat.css", "feed.css", "chat.js", "feed.js", "outbox.js", "composer.js", "media.js", "icon.svg", "pattern.svg"} {
		r := a.get(base+"/"+file, "Accept-Encoding", "gzip")
		if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") || r.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %s %v", file, r.Status, r.Header)
		}
		total += len(text(r))
		if old := a.get("/chat/assets/older/" + file); strings.Contains(old.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is kept for ever under an address that is not its own", file)
		}
	}
	if total > 30<<10 {
		t.Errorf("a page loads %d bytes, too much for a weak network", total)
	}
	expect(t, a.get(base+"/page.html"), http.StatusNotFound, "")
	var manifest map[string]any
	if err := json.Unmarshal([]byte(text(a.get("/chat/manifest.webmanifest"))), &manifest); err != nil || manifest["dir"] != "rtl" {
		t.Errorf("the manifest is %v, %v", manifest, err)
	}
}

func TestEveryTextExistsInBothLanguages(t *testing.T) {
	for _, lang := range []string{"ar", "en"} {
		h := newHouse(t)
		a := h.enter(t)
		a.get("/chat?lang=" + lang)
		pages := text(a.get("/chat"))
		for i, in := range []dialogs.Input{
			{Kind: dialogs.KindChoice, Choice: "gone"}, {Kind: dialogs.KindUnsupported}, {Kind: dialogs.KindLocation, Location: &dialogs.Location{Lat: 33.51, Lon: 36.29}},
			{Kind: dialogs.KindContact, Card: &dialogs.Card{Name: "أبو أحمد", Phone: "+963000"}}, {Kind: dialogs.KindVoice, Media: &dialogs.Media{Hash: "aa", Mime: "audio/ogg", Seconds: 75 * time.Second}},
			{Kind: dialogs.KindVideo, Media: &dialogs.Media{Hash: "aa", Mime: "video/mp4"}}, {Kind: dialogs.KindPhoto, Media: &dialogs.Media{Hash: "aa", Mime: "image/png"}},
			{Kind: dialogs.KindDocument, Media: &dialogs.Media{Hash: "aa", Mime: "application/pdf", Size: 5 << 20}}, {Kind: dialogs.KindDocument, Media: &dialogs.Media{Name: "lost"}},
		} {
			a.post(map[string]string{"id": "message-0", "text": "x"})
			h.set(func() {
				h.append(bot.Message{Conversation: 1, Author: bot.AuthorArtisan, Input: &in, At: time.Date(2026, time.Month(i+1), i+1, 9, 0, 0, 0, time.UTC)})
				for month := range time.Month(3) {
					h.append(bot.Message{Conversation: 1, Author: bot.AuthorAdvisor, Said: &dialogs.Said{Text: "y", Advisor: &dialogs.Person{ID: "p"}}, At: time.Date(2026, 10+month, i, 9, 0, 0, 0, time.UTC)})
				}
			})
		}
		pages += text(a.get("/chat"))
		for _, want := range []string{"openstreetmap.org/?mlat=33.510000", "1:15", "5.0"} {
			if !strings.Contains(pages, want) {
				t.Errorf("%s: no %q in the page", lang, want)
			}
		}
		for _, why := range []string{"no_session", "elsewhere", "empty", "broken", "too_long", "too_large", "too_many", "later", "no_file"} {
			texts, _ := locales.New()
			if key := "webchat.error_" + why; texts.Text(lang, key, nil) == key {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
		if at := strings.Index(pages, "webchat."); at >= 0 {
			t.Errorf("%s: no text for %.40s", lang, pages[at:])
		}
		if strings.Contains(pages, "<no value>") {
			t.Errorf("%s: a text lacks a value", lang)
		}
	}
}
