package whatsapp_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sanad/bot/bottest"
	"sanad/bot/whatsapp"
)

func TestLinkByPairingCode(t *testing.T) {
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	second := w.server.Phone("963955555555")
	cfg := w.linking()
	cfg.Phone = "+963 955 555 555"
	typed := make(chan error, 1)
	linked, err := whatsapp.Link(t.Context(), cfg, func(c whatsapp.LinkCode) {
		if c.QR != "" || len(c.Code) != 9 {
			t.Errorf("shown %+v", c)
		}
		go func() { typed <- second.EnterCode(c.Code) }()
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-typed; err != nil {
		t.Fatal(err)
	}
	if linked.Number != "963955555555" || linked.Device != "1" || linked.Since.IsZero() {
		t.Errorf("linked %+v", linked)
	}
	all, err := w.store.Linked(t.Context())
	if err != nil || len(all) != 2 || all[0].Number != ourNumber || all[1].Number != "963955555555" {
		t.Errorf("numbers %+v, %v", all, err)
	}
}

func TestLinkedAgainWhileRunning(t *testing.T) {
	w := started(t)
	w.trouble0(t)
	w.link(t)
	eventually(t, "only the new link is left, at WhatsApp and here", func() bool { return w.owner.Devices() == 1 && w.owner.Connected() })
	chat := w.artisan("963911111111").Chat(w.owner)
	chat.Say("مرحبا")
	if in := w.inbox.Wait(t, 1); in[0].Input.Text != "مرحبا" {
		t.Errorf("accepted %+v", in)
	}
	linked, err := w.store.Linked(t.Context())
	if err != nil || len(linked) != 1 || linked[0].Device != w.linked.Device {
		t.Errorf("linked %+v, %v", linked, err)
	}
}

func TestLinkWithAWrongNumber(t *testing.T) {
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	cfg := w.linking()
	cfg.Phone = "0955"
	if _, err := whatsapp.Link(t.Context(), cfg, func(whatsapp.LinkCode) {}); err == nil {
		t.Error("a number without its country was taken")
	}
}

func TestLinkWhileDown(t *testing.T) {
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	w.server.Down()
	if _, err := whatsapp.Link(t.Context(), w.linking(), func(whatsapp.LinkCode) {}); err == nil {
		t.Error("linked without a network")
	}
}

func TestUnlink(t *testing.T) {
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	if err := whatsapp.Unlink(t.Context(), w.linking(), ourNumber); err != nil {
		t.Fatal(err)
	}
	if linked, err := w.store.Linked(t.Context()); err != nil || len(linked) != 0 {
		t.Errorf("still linked: %+v, %v", linked, err)
	}
	if w.owner.Connected() {
		t.Error("the phone still has the device")
	}
	if err := whatsapp.Unlink(t.Context(), w.linking(), ourNumber); !errors.Is(err, whatsapp.ErrNotLinked) {
		t.Errorf("once more gives %v", err)
	}
}

func TestForgetWithoutANetwork(t *testing.T) {
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	w.server.Down()
	if err := whatsapp.Unlink(t.Context(), w.linking(), ourNumber); err == nil {
		t.Error("unlinked without a network")
	}
	if linked, err := w.store.Linked(t.Context()); err != nil || len(linked) != 1 {
		t.Errorf("the failed unlinking changed something: %+v, %v", linked, err)
	}
	if err := whatsapp.Forget(t.Context(), w.store, ourNumber); err != nil {
		t.Fatal(err)
	}
	if linked, err := w.store.Linked(t.Context()); err != nil || len(linked) != 0 {
		t.Errorf("still linked: %+v, %v", linked, err)
	}
}

func TestQRCode(t *testing.T) {
	const text = "https://wa.me/settings/linked_devices#2@abc,def,ghi,jkl,1"
	lines, err := whatsapp.QRLines(text)
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
	for _, row := range rows {
		width := len([]rune(strings.TrimSuffix(strings.TrimPrefix(row, "\x1b[30;107m"), "\x1b[0m")))
		if width < 2*len(rows)-1 || width > 2*len(rows) {
			t.Fatalf("%d rows, one of them %d wide", len(rows), width)
		}
	}
	picture, err := whatsapp.QRPicture(text)
	if err != nil {
		t.Fatal(err)
	}
	drawn := 2 * 2 // the quiet zone on both sides
	if _, err := fmt.Sscanf(string(picture[strings.Index(string(picture), "viewBox"):]), `viewBox="0 0 %d `, &drawn); err != nil || drawn != 2*len(rows) && drawn != 2*len(rows)-1 {
		t.Errorf("drawn on %d, in lines on %d rows: %v", drawn, len(rows), err)
	}
	if err := xml.Unmarshal(picture, new(struct{})); err != nil {
		t.Error(err)
	}
	if _, err := whatsapp.QRLines(strings.Repeat("x", 10000)); err == nil {
		t.Error("a text that fits no code was drawn")
	}
}
