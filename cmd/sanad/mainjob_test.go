package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
)

// What Sanad is for, over Telegram's protocol, with the whole program in a process of its own.
func TestMainJobOverTelegram(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := firstAdmin(t, s.process)
	t.Run("all", func(t *testing.T) {
		t.Run("the six systems", func(t *testing.T) { t.Parallel(); sixSystems(t, s) })
		t.Run("a project", func(t *testing.T) { t.Parallel(); wholeProject(t, s) })
		t.Run("what suits", func(t *testing.T) { t.Parallel(); whatSuits(t, s) })
		t.Run("an advisor", func(t *testing.T) { t.Parallel(); wholeHandover(t, s) })
		t.Run("data", func(t *testing.T) { t.Parallel(); dataAndDeletion(t, s) })
	})
	dryRun(t, admin)
	s.stop()
	if said := s.err.String(); said != "" {
		t.Errorf("it warned of something:\n%s", said)
	}
}

// dryRun has an admin see how the rules of a scheme judge the project that was registered.
func dryRun(t *testing.T, admin *advisor) {
	t.Helper()
	_, page := admin.get("/desk/knowledge/articles/first-microfinance")
	judged := regexp.MustCompile(`يناسب: (\d)، ربما يناسب: (\d)، لا يناسب: (\d)`).FindStringSubmatch(page)
	if judged == nil || strings.Count(strings.Join(judged[1:], ""), "0") != 2 {
		t.Errorf("the rules judge the one project %q", judged)
	}
}

// Each system of the source article, asked about as people speak, is answered with what is known, how
// far that holds, and where it is from.
func sixSystems(t *testing.T, s *site) {
	for i, c := range []struct{ question, title, fact string }{
		{"سمعت عن صندوق للمشاريع الصغيرة من الدولة، لسا شغال؟", "صندوق تنمية المشاريع", "٢٠١١"},
		{"في جهة بتضمن القرض عني؟", "مؤسسة ضمان مخاطر القروض", "القانون ١٢"},
		{"مين بيعملي دراسة جدوى؟", "دراسة الجدوى", "هيئة تنمية المشروعات"},
		{"بدي مساعدة فنية للورشة لحتى تصير بضاعتي تنافس", "المساعدة الفنية", "جودة"},
		{"سمعت عن هيئة بتدعم الصادرات، شو بتعمل للحرفيين؟", "الصادرات", "٣ لعام ٢٠١٦"},
		{"كيف بحمي صنعتي من التقليد؟", "حماية الحرفة", "القانون ٨ لعام ٢٠٠٧"},
	} {
		u := s.tg.User(int64(2000 + i))
		answer := asks(t, u, c.question, "المصدر")
		if !strings.Contains(answer.Bold, c.title) || !strings.Contains(answer.Text, c.fact) {
			t.Errorf("%s\nwas answered with\n%s", c.question, answer.Text)
		}
		if !strings.Contains(answer.Text, "تحقق:") || !strings.Contains(answer.Text, "⚠️") && !strings.Contains(answer.Text, "✅") {
			t.Errorf("how far it holds is not said:\n%s", answer.Text)
		}
		if len(answer.Buttons) == 0 {
			t.Errorf("nothing to go on with: %+v", answer)
		}
	}
}

// A project from the first word to the confirmation: typed answers, buttons, a shared contact, a photo,
// and an earlier message edited.
func wholeProject(t *testing.T, s *site) {
	u := s.tg.User(3000)
	asks(t, u, "بدي سجل مشروع", "منبلّش؟")
	presses(t, u, "إي، منبلّش", "الاسم")
	asks(t, u, "أبو أحمد", "شو الحرفة")
	asks(t, u, "موزاييك", "بأي محافظة")
	governorate := lastWithButtons(t, u)
	presses(t, u, "حمص", "من كم سنة")
	bottest.Eventually(t, "the keyboard shows what was chosen", func() bool {
		return strings.Contains(fmt.Sprint(messageNumbered(u, governorate.ID).Buttons), "✓ حمص")
	})
	before := len(u.Replies())
	years := u.Say("12")
	waitFor(t, u, before, "مكان الشغل")
	toldAfter(t, u, "عدّلنا", func() { u.Edit(years, "٢٢") })
	presses(t, u, "بالبيت", "سجل حرفي")
	presses(t, u, "لا، ما في", "معكن")
	asks(t, u, "أربع عمال", "المبيع")
	asks(t, u, "شي 500 ألف", "عملة")
	presses(t, u, "ليرة جديدة", "مساعدة")
	asks(t, u, "1 و 3", "المبلغ")
	asks(t, u, "مليون ليرة قديمة", "صعوبة")
	asks(t, u, "المواد غالية", "رقم")
	toldAfter(t, u, "صور", func() { u.SendContact("أبو أحمد", "0944123456", true) })
	toldAfter(t, u, "وصلت الصورة", func() { u.SendPhoto(png, "") })
	summary := presses(t, u, "هيك بيكفي", "تأكيد")
	for _, want := range []string{"أبو أحمد", "الموزاييك", "حمص", "٢٢", "بالبيت", "٤", "٥٠٠٬٠٠٠ ليرة جديدة", "١٬٠٠٠٬٠٠٠ ليرة قديمة", "تسويق", "المواد غالية", "963944123456"} {
		if !strings.Contains(unmarked(summary.Text), want) {
			t.Errorf("%s is missing in\n%s", want, summary.Text)
		}
	}
	presses(t, u, "تأكيد ✅", "تسجّل المشروع")
	projects, err := s.ledger.Projects(t.Context(), s.conversation(t, u).Contact.ID)
	if err != nil || len(projects) != 1 || !projects[0].Done {
		t.Fatalf("%+v, %v", projects, err)
	}
	kept, _ := json.Marshal(projects[0].Answers)
	for _, want := range []string{`"craft":"wood-mosaic"`, `"governorate":"homs"`, `"years":22`, `"workers":4`, `"needs":["finance","market"]`, `"edition":"old"`} {
		if !strings.Contains(string(kept), want) {
			t.Errorf("%s is missing in %s", want, kept)
		}
	}
	var answers struct{ Photos []string }
	if err := json.Unmarshal(kept, &answers); err != nil || len(answers.Photos) != 1 || len(answers.Photos[0]) != 64 {
		t.Errorf("%v, %v", answers, err)
	}
}

// Nothing is known of the artisan: a few buttons lead to schemes with reasons, one of them to what is known of it, and
// the advisor who is asked then reads at the desk what was found.
func whatSuits(t *testing.T, s *site) {
	salma := newAdvisor(t, s.process)
	salma.logIn()
	u := s.tg.User(6000)
	asks(t, u, "شو بيناسبني؟", "منبلّش؟")
	presses(t, u, "إي، منبلّش", "مساعدة")
	presses(t, u, "تمويل", "شي تاني")
	presses(t, u, "هيك بيكفي", "سجل حرفي")
	presses(t, u, "لا، ما في", "سجّلنا")
	list := presses(t, u, "النتيجة هلق", "مو وعد")
	scheme := list.Buttons[0][0].Text
	for _, want := range []string{"١. " + scheme, "المطلوب تمويل", "آخر تحقق", "ما منعرف: ", "ما منعرف عنكن"} {
		if !strings.Contains(unmarked(list.Text), want) {
			t.Errorf("%s is missing in\n%s", want, list.Text)
		}
	}
	presses(t, u, scheme, "المصدر")
	presses(t, u, "كل البرامج", "مو وعد")
	presses(t, u, "مستشار", "المستشارين")
	page := "/desk/conversations/" + itoa(int(s.conversation(t, u).ID))
	if _, body := salma.get(page); !strings.Contains(body, "شو البرامج المناسبة؟") || !strings.Contains(body, scheme) {
		t.Errorf("the desk does not say what was found:\n%s", body)
	}
}

func waitFor(t *testing.T, u *telegramtest.User, before int, text string) {
	t.Helper()
	bottest.Eventually(t, "the answer "+text, func() bool {
		for _, m := range u.Replies()[before:] {
			if strings.Contains(m.Text, text) {
				return true
			}
		}
		return false
	})
}

func lastWithButtons(t *testing.T, u *telegramtest.User) telegramtest.Message {
	t.Helper()
	all := u.Replies()
	for i := len(all) - 1; i >= 0; i-- {
		if len(all[i].Buttons) > 0 {
			return all[i]
		}
	}
	t.Fatal("no message has buttons")
	return telegramtest.Message{}
}

func messageNumbered(u *telegramtest.User, id int64) telegramtest.Message {
	for _, m := range u.Replies() {
		if m.ID == id {
			return m
		}
	}
	return telegramtest.Message{}
}

// The artisan asks for a person; while the person leads, the bot says nothing at all.
func wholeHandover(t *testing.T, s *site) {
	salma := newAdvisor(t, s.process)
	salma.logIn()
	u := s.tg.User(4000)
	asks(t, u, "مرحبا", "سند")
	asks(t, u, "بدي احكي مع مستشار", "المستشارين")
	id := s.conversation(t, u).ID

	stranger := newAdvisor(t, s.process)
	if code, _ := stranger.get("/desk/conversations/" + itoa(int(id))); code == http.StatusOK {
		t.Error("the desk shows a conversation to a stranger")
	}
	if _, queue := salma.get("/desk"); !strings.Contains(queue, "/desk/conversations/"+itoa(int(id))) {
		t.Error("the conversation is not in the queue")
	}
	toldAfter(t, u, "سلمى", func() { salma.acts(id, "take", "") })

	silent := len(u.Replies())
	for _, text := range []string{"حدا هون؟", "/menu", "بدي سجل مشروع", "شو هي مؤسسة ضمان مخاطر القروض؟"} {
		u.Say(text)
	}
	if err := u.Press("مستشار"); err != nil {
		t.Error(err)
	}
	u.SendPhoto(png, "هي القطعة")
	salma.sees(id, "هي القطعة")
	salma.acts(id, "note", "زبون قديم")
	toldAfter(t, u, "أهلين، معكن سلمى", func() { salma.acts(id, "say", "أهلين، معكن سلمى") })
	toldAfter(t, u, "هي الاستمارة", func() { salma.sends(id, "form.png", png, "هي الاستمارة") })
	heard := u.Replies()[silent:]
	if len(heard) != 2 || heard[1].Kind != "photo" || string(heard[1].File.Body) != string(png) {
		t.Errorf("besides the advisor's two messages the bot said something: %+v", heard)
	}
	salma.sees(id, "زبون قديم")

	toldAfter(t, u, "", func() { salma.acts(id, "hand_back", "") })
	asks(t, u, "قائمة", "شو بدكن")
	asks(t, u, "مستشار", "المستشارين")
	toldAfter(t, u, "سلمى", func() { salma.acts(id, "take", "") })
	toldAfter(t, u, "كيف كانت الخدمة", func() { salma.acts(id, "resolve", "") })
	presses(t, u, "⭐⭐⭐⭐⭐", "شكراً")
	bottest.Eventually(t, "the stars are kept", func() bool {
		tickets, err := s.ledger.TicketsOf(context.Background(), id)
		if err != nil {
			return false
		}
		stars := 0
		for _, k := range tickets {
			stars += k.Stars
			if k.State != dialogs.TicketResolved {
				return false
			}
		}
		return stars == 5
	})
	for _, m := range u.Replies() {
		if strings.Contains(m.Text, "زبون قديم") {
			t.Errorf("a note reached the artisan: %s", m.Text)
		}
	}
}

// Artisans get all that is stored about them, and can have all of it erased.
func dataAndDeletion(t *testing.T, s *site) {
	u := s.tg.User(5000)
	asks(t, u, "بدي سجل مشروع", "منبلّش")
	presses(t, u, "إي، منبلّش", "الاسم")
	asks(t, u, "سمير الحلبي", "الحرفة")
	toldAfter(t, u, "", func() { u.SendPhoto(append(png[:len(png):len(png)], "only one of this"...), "") })
	contact := s.conversation(t, u).Contact.ID
	before := len(u.Replies())
	u.Say("/mydata")
	var file telegramtest.Message
	bottest.Eventually(t, "the document came", func() bool {
		for _, m := range u.Replies()[before:] {
			if m.Kind == "document" {
				file = m
				return true
			}
		}
		return false
	})
	var data map[string]any
	if err := json.Unmarshal(file.File.Body, &data); err != nil || !strings.Contains(string(file.File.Body), "سمير الحلبي") || data["conversations"] == nil {
		t.Errorf("the document is %s, %v", file.File.Body, err)
	}
	asks(t, u, "/delete", "منحذف")
	presses(t, u, "إي، احذفوا كل شي", "حذفنا كل شي")
	bottest.Eventually(t, "all is erased", func() bool {
		_, err := s.ledger.ExportContact(context.Background(), contact)
		return errors.Is(err, bot.ErrNotFound)
	})
	// Photo and document follow minutes later; who else could have sent the same is looked up first.
	if left, err := s.ledger.Leftovers(t.Context(), time.Now().Add(time.Hour)); err != nil || len(left) != 2 {
		t.Errorf("photo and document are not among what is to be removed: %v, %v", left, err)
	}
	if hello := asks(t, u, "مرحبا", "سند"); !strings.Contains(hello.Text, "أهلاً") {
		t.Errorf("no new beginning: %s", hello.Text)
	}
}
