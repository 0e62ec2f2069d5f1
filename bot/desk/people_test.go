package desk_test

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
)

var invitation = regexp.MustCompile(`value="(http[^"]+)(/desk/invitation\?token=[^"]+)"`)

func linkIn(t *testing.T, page response) string {
	t.Helper()
	found := invitation.FindStringSubmatch(page.body)
	if found == nil {
		t.Fatalf("no link in %s", page.body)
	}
	return found[2]
}

func TestAddPerson(t *testing.T) {
	w := staffed()
	s := start(t, w)
	rana := enter(t, s, "rana")
	page := rana.post("/desk/people", url.Values{"name": {"نور"}, "login": {" Nour "}, "role": {"advisor"}})
	page.wants(t, 200, "رابط دخول نور", "بانتظار أول دخول")
	link := linkIn(t, page)
	u, _ := url.Parse(link)
	token := u.Query().Get("token")

	nour := visit(t, s)
	nour.get(link).wants(t, 200, "أهلاً في مكتب سند")
	nour.get(link).wants(t, 200) // a messenger's preview does not use it up
	nour.post("/desk/invitation", url.Values{"token": {token}, "password": {"short"}, "again": {"short"}}).wants(t, 422)
	nour.post("/desk/invitation", url.Values{"token": {token}, "password": {password}, "again": {password}}).wants(t, 303)
	nour.get("/desk").wants(t, 200, "نور")
	nour.get("/desk/people").wants(t, 403)
	visit(t, s).post("/desk/invitation", url.Values{"token": {token}, "password": {password}, "again": {password}}).wants(t, 404, "لا يعمل")
	enter(t, s, "nour")

	rana.post("/desk/people", url.Values{"name": {"نور"}, "login": {"NOUR"}}).wants(t, 422, "مأخوذ", `value="نور"`)
	rana.post("/desk/people", url.Values{"name": {""}, "login": {"other"}}).wants(t, 422)
	rana.post("/desk/people", url.Values{"name": {"نور"}, "login": {"a b c"}}).wants(t, 422)
	if got := w.did("person_add"); len(got) != 1 || got[0] != "rana p4" {
		t.Errorf("audit: %v", got)
	}
}

func TestDisableEndsLogins(t *testing.T) {
	w := staffed()
	s := start(t, w)
	rana, salim := enter(t, s, "rana"), enter(t, s, "salim")
	rana.post("/desk/people/salim", url.Values{"do": {"disable"}}).wants(t, 303)
	salim.get("/desk").wants(t, 303)
	visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {password}}).wants(t, 401)
	rana.post("/desk/people/salim", url.Values{"do": {"enable"}}).wants(t, 303)
	enter(t, s, "salim")
}

func TestResetPassword(t *testing.T) {
	w := staffed()
	s := start(t, w)
	rana, salim := enter(t, s, "rana"), enter(t, s, "salim")
	first := linkIn(t, rana.post("/desk/people/salim", url.Values{"do": {"link"}}))
	salim.get("/desk").wants(t, 303)
	visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {password}}).wants(t, 401)
	u, _ := url.Parse(first)
	form := url.Values{"token": {u.Query().Get("token")}, "password": {"كلمة سر جديدة تماماً"}, "again": {"كلمة سر جديدة تماماً"}}
	salim.post("/desk/invitation", form).wants(t, 303)
	salim.get("/desk").wants(t, 200)
}

func TestOldLinkIsWorthNothing(t *testing.T) {
	w := staffed()
	s := start(t, w)
	rana := enter(t, s, "rana")
	link := func() url.Values {
		u, _ := url.Parse(linkIn(t, rana.post("/desk/people/salim", url.Values{"do": {"link"}})))
		return url.Values{"token": {u.Query().Get("token")}, "password": {password}, "again": {password}}
	}
	old, fresh := link(), link()
	visit(t, s).post("/desk/invitation", fresh).wants(t, 303)
	visit(t, s).post("/desk/invitation", old).wants(t, 404)
}

func TestNobodyChangesThemself(t *testing.T) {
	w := staffed()
	rana := enter(t, start(t, w), "rana")
	for _, do := range []string{"disable", "role", "link"} {
		rana.post("/desk/people/rana", url.Values{"do": {do}}).wants(t, 422, "هذا حسابك")
	}
	if p, _ := w.Person(context.Background(), "rana"); p.Role != bot.RoleAdmin || p.Disabled {
		t.Errorf("the last admin is %+v", p)
	}
	rana.post("/desk/people/salim", url.Values{"do": {"role"}, "role": {"admin"}}).wants(t, 303)
	if p, _ := w.Person(context.Background(), "salim"); p.Role != bot.RoleAdmin {
		t.Error("salim is no admin")
	}
	rana.post("/desk/people/salim", url.Values{"do": {"dance"}}).wants(t, 400)
	rana.post("/desk/people/ghost", url.Values{"do": {"role"}}).wants(t, 404)
}

// noLinks is a session store that is away.
type noLinks struct{}

func (noLinks) PutOnce(context.Context, string, []byte, time.Duration) error {
	return errors.New("away")
}
func (noLinks) TakeOnce(context.Context, string) ([]byte, error) { return nil, errors.New("away") }

func TestResetWithoutLinksChangesNothing(t *testing.T) {
	s := start(t, staffed(), func(c *desk.Config) { c.Links = noLinks{} })
	enter(t, s, "rana").post("/desk/people/salim", url.Values{"do": {"link"}}).wants(t, 503, "لم يمكن إنشاء الرابط")
	enter(t, s, "salim")
}

func TestChangeOwnPassword(t *testing.T) {
	w := staffed()
	s := start(t, w)
	here, elsewhere := enter(t, s, "salim"), enter(t, s, "salim")
	const fresh = "كلمة سر جديدة تماماً"
	here.post("/desk/account", url.Values{"old": {"wrong"}, "password": {fresh}, "again": {fresh}}).wants(t, 422, "غير صحيحة")
	here.post("/desk/account", url.Values{"old": {password}, "password": {fresh}, "again": {"غير ذلك"}}).wants(t, 422, "غير متطابقتين")
	here.post("/desk/account", url.Values{"old": {password}, "password": {fresh}, "again": {fresh}}).wants(t, 200, "تغيّرت كلمة السر")
	here.get("/desk").wants(t, 200)
	elsewhere.get("/desk").wants(t, 303)
	visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {password}}).wants(t, 401)
	visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {fresh}}).wants(t, 303)
}
