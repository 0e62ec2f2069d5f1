package understand

import "sanad/locales/arabic"

// currencies are the words of money by their ISO code, folded.
var currencies = map[string]string{
	"ليره": "SYP", "ليرات": "SYP", "ليرا": "SYP", "سوري": "SYP", "syp": "SYP", "sp": "SYP",
	"دولار": "USD", "دولارات": "USD", "دولارا": "USD", "$": "USD", "usd": "USD", "اخضر": "USD",
	"يورو": "EUR", "اورو": "EUR", "€": "EUR", "eur": "EUR",
	"ريال": "SAR", "ريالات": "SAR", "sar": "SAR", "درهم": "AED", "aed": "AED",
	"دينار": "JOD", "دنانير": "JOD", "جنيه": "EGP", "جنيهات": "EGP", "₺": "TRY", "try": "TRY",
}

func (m *message) money(i int, n arabic.Number) bool {
	code, next := m.currency(n.Next)
	edition := Edition("")
	start := n.Start
	if code == "" && i > 0 && m.is(i-1, "$", "€", "₺") {
		code, start = currencies[m.tokens[i-1].Text], m.tokens[i-1].Start
	}
	if e, after := m.edition(next); e != "" && (code == "SYP" || code == "") {
		code, edition, next = "SYP", e, after
	}
	if code == "" {
		return false
	}
	if code == "SYP" && edition == "" {
		edition = UnknownPound
	}
	next = max(next, n.Next)
	m.add(Entity{Kind: Money, Value: n.Value, Currency: code, Edition: edition, Approximate: m.about(i)}, start, m.tokens[next-1].End, i, next)
	return true
}

// currency reads the currency words at token i: «ليرة سورية», «ل.س».
func (m *message) currency(i int) (string, int) {
	if i >= len(m.tokens) {
		return "", i
	}
	if m.is(i, "ل") && m.is(i+1, ".") && m.is(i+2, "س") {
		return "SYP", i + 3
	}
	for _, s := range append([]arabic.Split{{Rest: m.tokens[i].Text}}, m.words[i].splits...) {
		code, ok := currencies[s.Rest]
		if !ok || (s.Prefix != 0 && s.Prefix != 'b') {
			continue
		}
		switch {
		case m.is(i+1, "سوريه", "سوري"):
			return "SYP", i + 2
		case m.is(i+1, "تركيه", "تركي"):
			return "TRY", i + 2
		case m.is(i+1, "لبنانيه", "لبناني"):
			return "LBP", i + 2
		}
		return code, i + 1
	}
	return "", i
}

func (m *message) edition(i int) (Edition, int) {
	switch {
	case m.is(i, "جديد", "جديده", "بالجديد", "الجديده", "الجديد"):
		return NewPound, i + 1
	case m.is(i, "قديم", "قديمه", "بالقديم", "القديمه", "القديم"):
		return OldPound, i + 1
	}
	return "", i
}
