package main

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"sanad/bot"
	"sanad/bot/ledger"
	"sanad/bot/telegram/telegramtest"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
)

// saidBy is what talker n writes, each at their own pace and without waiting for answers.
func saidBy(n int) []string {
	crafts := []string{"موزاييك", "صابون غار", "نحاس", "بروكار", "زجاج منفوخ"}
	places := []string{"دمشق", "حلب", "حماة", "حمص", "طرطوس"}
	return []string{
		"مرحبا",
		"بدي سجل مشروع",
		"إي",
		"أبو أحمد",
		crafts[n%len(crafts)],
		places[n%len(places)],
		"شو هو صندوق تنمية المشاريع؟",
		fmt.Sprint(n%30 + 2),
		"بالبيت",
		"رجوع",
		"بالمحل",
		"لا",
		fmt.Sprint(n%7 + 1),
		"بدي احكي مع مستشار",
	}
}

const botID = "110201543"

func telegramEnv(server *telegramtest.Server, env ...string) []string {
	return append(env, "SANAD_TELEGRAM_TOKEN="+server.Token(), "SANAD_TELEGRAM_API_URL="+server.URL())
}

// onTelegram is fifty people on Telegram, which names messages itself: one that a kill cut off may come twice.
type onTelegram struct{ server *telegramtest.Server }

func telegramCrowd(t *testing.T) crowd { return onTelegram{telegramtest.New(t)} }

func (c onTelegram) size() int                         { return 50 }
func (c onTelegram) env() []string                     { return telegramEnv(c.server) }
func (c onTelegram) prepare(*testing.T, ledger.Config) {}
func (c onTelegram) user(n int) *telegramtest.User     { return c.server.User(int64(1000 + n)) }
func (c onTelegram) pending() int                      { return c.server.Pending() }
func (c onTelegram) doubles() bool                     { return true }

func (c onTelegram) says(n int) []func() {
	var all []func()
	for _, text := range saidBy(n) {
		all = append(all, func() { c.user(n).Say(text) })
	}
	return all
}

func (c onTelegram) told(n int) []told {
	var all []told
	for _, m := range c.user(n).Replies() {
		all = append(all, told{anonymous(m.Text), m.At})
	}
	return all
}

func (c onTelegram) address(n int) (bot.Account, string) {
	return bot.Account{Network: "telegram", ID: botID}, c.user(n).Chat()
}

// onWhatsApp is twenty people on WhatsApp, whose phones take a message that comes again under its id for the one they
// have.
type onWhatsApp struct {
	server *whatsapptest.Server
	owner  *whatsapptest.Phone
}

const servedNumber = "963900000000"

func whatsappCrowd(t *testing.T) crowd {
	server := whatsapptest.New(t)
	return onWhatsApp{server, server.Phone(servedNumber)}
}

func (c onWhatsApp) size() int { return 20 }

func (c onWhatsApp) env() []string {
	return []string{"SANAD_WHATSAPP=on", viaWhatsApp + "=" + c.server.Where()}
}

// prepare links the number.
func (c onWhatsApp) prepare(t *testing.T, sql ledger.Config) {
	t.Helper()
	sql.Log = slog.New(slog.DiscardHandler)
	l, err := ledger.Open(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	store, closeStore, err := openKeys(t.Context(), l, sql.Log)
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore()
	_, err = whatsapp.Link(t.Context(), whatsapp.LinkConfig{Store: store, HTTP: c.server.HTTP()}, func(code whatsapp.LinkCode) {
		go func() { _ = c.owner.Scan(code.QR) }() // Link says when it failed
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (c onWhatsApp) phone(n int) *whatsapptest.Phone {
	return c.server.Phone(fmt.Sprint(963910000000 + n))
}
func (c onWhatsApp) chat(n int) *whatsapptest.Chat { return c.phone(n).Chat(c.owner) }
func (c onWhatsApp) pending() int                  { return c.owner.Waiting() }
func (c onWhatsApp) doubles() bool                 { return false }

// says has a photo too, which is fetched while the program may die.
func (c onWhatsApp) says(n int) []func() {
	var all []func()
	for _, text := range saidBy(n) {
		all = append(all, func() { c.chat(n).Say(text) })
	}
	photo := func() { c.chat(n).Photo(fmt.Appendf(nil, "\x89PNG\r\n\x1a\n%d", n), "image/png", "") }
	return slices.Insert(all, len(all)-1, photo)
}

func (c onWhatsApp) told(n int) []told {
	var all []told
	for _, m := range c.chat(n).Replies() {
		all = append(all, told{anonymous(m.Text), m.At})
	}
	return all
}

func (c onWhatsApp) address(n int) (bot.Account, string) {
	return bot.Account{Network: whatsapp.Network, ID: servedNumber}, c.phone(n).LID()
}
