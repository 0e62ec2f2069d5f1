package understand

import "sanad/locales/arabic"

// nameEntities finds crafts, governorates and their towns.
func (r *Reader) nameEntities(m *message) {
	for i := 0; i < len(m.words); i++ {
		if m.taken[i] || m.words[i].Kind != arabic.Word {
			continue
		}
		hit, ok := r.names.longest(m.words, i, func(h match) bool { return r.meant(m, h) })
		if !ok {
			continue
		}
		if !m.denied(i) {
			r.addName(m, hit)
		}
		i = hit.end - 1
	}
}

func (r *Reader) addName(m *message, h match) {
	start, end := m.tokens[h.from].End-len(h.split.Rest), m.tokens[h.end-1].End
	if h.article {
		start -= len("ال")
	}
	kind, n := r.kinds[h.id], r.named[h.id]
	if kind == Place {
		m.add(Entity{Kind: Governorate, Value: n.above}, start, end, h.from, h.end)
	}
	m.add(Entity{Kind: kind, Value: n.ID}, start, end, h.from, h.end)
}

// meant says whether a name is a name here and not another word that looks like it.
func (r *Reader) meant(m *message, h match) bool {
	if !h.weak {
		return true
	}
	if r.kinds[h.id] == Craft {
		return m.is(h.from-1, "بشتغل", "شغلي", "شغل", "صناعه", "حرفه", "حرفتي", "كار", "ورشه", "مهنه", "مهنتي", "بصنع", "بعمل")
	}
	return h.split.Prefix == 'b' || m.is(h.from-1, "من", "ساكن", "ساكنه", "ابن", "بنت", "اهل", "مدينه", "محافظه", "منطقه", "حي")
}

// denied says whether the word at i is what the speaker corrects away: «مو من حمص».
func (m *message) denied(i int) bool {
	not := func(k int) bool {
		return m.is(k, "مو", "مش", "مانو", "ماني", "ليس", "لست", "ليست", "وليس", "ومو", "ومش", "بدل")
	}
	return not(i-1) || (m.is(i-1, "من", "في", "ب", "الي", "ع", "علي") && not(i-2))
}
