package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// nameEntities finds crafts, governorates and their towns, each said once however often it stands.
func (r *Reader) nameEntities(m *message) {
	var room [8]match
	hits := room[:0]
	for i := 0; i < len(m.words); i++ {
		if m.taken[i] || m.words[i].Kind != arabic.Word {
			continue
		}
		hit, ok := r.names.longest(m.words, i, func(h match) bool { return r.meant(m, h) })
		if !ok {
			hit, ok = r.misspelt(m, i)
		}
		if !ok {
			continue
		}
		if m.denied(i) || m.mistaken(hit) {
			m.corrected = true
		} else {
			hits = append(hits, hit)
			if r.kinds[hit.id] == Craft {
				m.craftEnd = hit.end
			}
		}
		i = hit.end - 1
	}
	for k, h := range hits {
		if !h.mild || !(k > 0 && r.onePhrase(m, hits[k-1], h) || k+1 < len(hits) && r.onePhrase(m, h, hits[k+1])) {
			r.addName(m, h)
		}
	}
}

// onePhrase says whether two crafts stand in one phrase, so that the mild one of them only describes the other:
// «بنسج بروكار حرير», «تكفيت عالنحاس».
func (r *Reader) onePhrase(m *message, a, b match) bool {
	for i := a.end; i < b.from; i++ {
		if !m.is(i, "علي", "ع", "من", "ب", "في") {
			return false
		}
	}
	return r.kinds[a.id] == Craft && r.kinds[b.id] == Craft && !b.split.And && !(a.mild && b.mild)
}

func (r *Reader) addName(m *message, h match) {
	start, end := m.tokens[h.from].End-len(h.split.Rest), m.tokens[h.end-1].End
	if h.article {
		start -= len("ال")
	}
	kind, n := r.kinds[h.id], r.named[h.id]
	if kind == Place {
		m.addOnce(Entity{Kind: Governorate, Value: n.above}, max(start, 0), end, h)
	}
	m.addOnce(Entity{Kind: kind, Value: n.ID}, max(start, 0), end, h)
}

func (m *message) addOnce(e Entity, start, end int, h match) {
	for _, have := range m.found {
		if have.Kind == e.Kind && have.Value == e.Value {
			return
		}
	}
	m.add(e, start, end, h.from, h.end)
}

// meant says whether a name is a name here and not another word that looks like it.
func (r *Reader) meant(m *message, h match) bool {
	first := m.tokens[h.from]
	if h.split.Prefix == 'k' || h.split.And && first.Text[:2] == "ف" || m.adverb(first) || m.surname(h) {
		return false
	}
	switch kind := r.kinds[h.id]; {
	case m.ordinary(h):
		return false
	case kind == Craft:
		return !h.weak || m.worked(h.from-1) || h.split.And && m.craftEnd == h.from // «نحاس وفضة»
	case h.end == h.from+1 && h.split.Article && !h.article && !strings.HasPrefix(r.named[h.id].Names["ar"], "ال"): // «الحمص»
		return false
	case namesake[m.text(h.from-1)]:
		return false
	case !h.weak:
		return true
	case h.split.Rest == "باب" && m.door(h):
		return false
	}
	return h.split.Prefix == 'b' || m.located(h.from-1) || h.article && h.from == 0 && m.ends(h.end) || m.corrected && m.is(h.from-1, ",", "قصدي", "لا") || h.from == 0 && m.resumed(h.end)
}

// resumed says whether the word at i points back to the place before it: «تدمر رجعنالها».
func (m *message) resumed(i int) bool {
	w := m.text(i)
	return m.is(i, "عليها", "اليها", "فيها", "منها") || len(w) >= 12 && strings.HasSuffix(w, "لها")
}

// adverb says whether a word was written with the ending of «دوماً», that no name has.
func (m *message) adverb(t arabic.Token) bool {
	from, to := m.folded.Span(t.Start, t.End)
	return strings.HasSuffix(m.folded.Source[from:to], "ً") || strings.HasSuffix(m.folded.Source[from:to], "ًا")
}

// working are words before a craft that make somebody's work of it.
var working = wordSet("بشتغل بشتغلو منشتغل شغلي شغل صناعه بصناعه حرفه حرفتي كار كاري ورشه ورشتي معمل مهنه مهنتي بصنع بعمل صنعتي محل صانع معلم شغلتي اشتغل تجاره دكان مشغل بيشتغل بياع " +
	"منعمل منصنع بنسج منسج ناسج نساج بخيط منخيط خياط برسم بدهن دهان بنقش نقاش بنحت نحات بصيغ بحيك صنايعي حرفي حرفيه بتاجر ببيع منبيع مصلحه مصلحتي صنعه كارنا شغلنا")

func (m *message) worked(i int) bool {
	return working[m.text(i)] || m.is(i, "في", "ب") && m.is(i-1, "بشتغل", "اعمل", "اشتغل")
}

// locating are words before a place that somebody is in or from.
var locating = wordSet("من ساكن ساكنه ابن بنت اهل مدينه بمدينه محافظه بمحافظه منطقه بمنطقه حي بحي عايش عايشه في سكان قريه بلده ريف ب ع الي علي")

func (m *message) located(i int) bool { return locating[m.text(i)] }

// surname knows «أبو محمد النحاس» and «اسمي سامر الصايغ».
func (m *message) surname(h match) bool {
	if h.end != h.from+1 || !h.split.Article || h.split.Prefix != 0 || h.split.And {
		return false
	}
	if m.is(h.from-2, "انا") && strings.HasSuffix(h.split.Rest, "ي") && !m.worked(h.from-1) && m.words[h.from-1].split.Prefix == 0 && !m.located(h.from-1) {
		return true // «أنا ليلى الصابوني»
	}
	return m.is(h.from-2, "ابو", "ام", "اسمي", "الاسم", "معك", "معكن", "معكم", "اسمه", "اسمو") || m.is(h.from-3, "اسمي", "الاسم") || m.is(h.from-1, "بيت", "عيله", "كنيتي", "ال")
}

// mistaken says whether a name is what the speaker wrote by mistake: «غلطت كتبت حمص».
func (m *message) mistaken(h match) bool {
	wrote := func(i int) bool {
		return m.is(i, "كتبت", "قلت", "حطيت", "سجلت", "اخترت", "بعتت", "دخلت", "كتبتلكن", "قلتلكن")
	}
	slip := func(i int) bool {
		return m.opens(i, "غلطت", "غلط", "بالغلط", "خربطت", "سهيت", "غلطان", "غلطانه")
	}
	said := h.from - 1
	if m.is(said, "من", "ب", "في") {
		said--
	}
	return wrote(said) && (slip(said-1) || m.is(said-1, "و") && slip(said-2) || m.is(h.end, "بالغلط", "غلط"))
}

// denied says whether the word at i is what the speaker corrects away: «مو من حمص», «ما بشتغل نحاس».
func (m *message) denied(i int) bool {
	not := func(k int) bool { return m.sense(k).has(isNot) || m.is(k, "بدل", "وليس", "غير") }
	switch {
	case not(i - 1):
		return true
	case m.is(i-1, "من", "في", "ب", "الي", "ع", "علي", "ساكن", "ساكنه", "عايش", "اهل"):
		return not(i-2) || m.is(i-2, "ما", "ساكن") && not(i-3)
	}
	return (m.worked(i-1) || m.is(i-1, "قلت", "قصدي")) && (m.is(i-2, "ما", "مو", "مش") || m.is(i-2, "عم") && m.is(i-3, "ما"))
}
