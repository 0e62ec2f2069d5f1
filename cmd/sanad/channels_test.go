package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/whatsapp/whatsapptest"
)

// An admin links a number at the desk while the program runs, talks to an artisan, sees what arrives and what the phone's
// owner writes by hand, and takes the number off again.
func TestANumberFromTheDesk(t *testing.T) {
	t.Parallel()
	server := whatsapptest.New(t)
	owner, artisan := server.Phone(servedNumber), server.Phone("963911111111")
	dir := t.TempDir()
	p := newProcess(t, "SANAD_DATA_DIR="+dir, "SANAD_WHATSAPP=on", viaWhatsApp+"="+server.Where())
	p.startReady()
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	admin := deskPage{t, ctx}
	admin.setUp(p)

	bottest.Do(t, ctx, chromedp.Navigate(p.url("/desk/channels")))
	bottest.Await(t, ctx, `document.querySelector("[name=phone]") !== null`)
	bottest.Do(t, ctx, chromedp.SendKeys(`[name=phone]`, "+"+servedNumber))
	admin.press("[value=code]")
	bottest.Await(t, ctx, `document.querySelector(".linking .code")?.textContent.length === 9`)
	if err := owner.EnterCode(bottest.Eval[string](t, ctx, `document.querySelector(".linking .code").textContent`)); err != nil {
		t.Fatal(err)
	}
	bottest.Await(t, ctx, `document.querySelector("#link .notice") !== null && document.querySelector("#numbers .chip.good") !== null`)
	p.becomesReady()

	chat := artisan.Chat(owner)
	chat.Say("بدي مستشار")
	chat.Reply(t)
	bottest.Do(t, ctx, chromedp.Navigate(p.url("/desk")))
	admin.take()
	artisan.SwitchOff()
	admin.says("أهلاً بكم")
	last := `[...document.querySelectorAll(".from-advisor")].at(-1)`
	bottest.Await(t, ctx, last+`?.querySelector(".status-sent") !== null`)
	artisan.SwitchOn()
	bottest.Await(t, ctx, `document.querySelector("[name=text]").value === "" && !document.querySelector("[name=text]").readOnly`)
	admin.says("وصلت؟")
	bottest.Await(t, ctx, last+`.textContent.includes("وصلت؟") && `+last+`.querySelector(".status-delivered") !== null`)
	chat.Read()
	bottest.Await(t, ctx, `document.querySelectorAll(".from-advisor .status-read").length === 2`)
	owner.Chat(artisan).ByHand("أنا صاحب الرقم")
	bottest.Await(t, ctx, `document.querySelector(".from-phone")?.textContent.includes("أنا صاحب الرقم")`)

	bottest.Do(t, ctx, chromedp.Navigate(p.url("/desk/channels")))
	bottest.Await(t, ctx, `document.querySelector(".channel summary") !== null`)
	admin.press(".channel summary")
	admin.press(".channel [value=unlink]")
	bottest.Await(t, ctx, `document.querySelector("#numbers .channel") === null`)
	if n := owner.Devices(); n != 0 {
		t.Errorf("the phone still has %d devices", n)
	}
	var did []string
	entries, err := look(t, ledger.Config{Path: filepath.Join(dir, databaseName)}).Entries(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Did, "number_") {
			did = append(did, e.Did+" "+e.Object)
		}
	}
	if want := "number_unlink whatsapp:" + servedNumber + "\nnumber_link whatsapp:" + servedNumber + "\nnumber_try whatsapp"; strings.Join(did, "\n") != want {
		t.Errorf("audit %q", did)
	}
}
