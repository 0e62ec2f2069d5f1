package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// fuzzyFrom is how many letters a name needs before one of them may be wrong.
const fuzzyFrom = 5

// ordinary are words of the language that are one slip from a name and never mean it.
var ordinary = wordSet("بلدان صدفه داري دارا فترات ترات اريح حيران صيغه صالحه صلاحيه مزايا اراد عمودا حصار حصاره فرات عشيره قمريه تلبيس سلمي سليمه " +
	"مصابين سيدا سويد السويد سوداء سودا ادويه لادويه مركب خططه خطط جرمان المان باديه شداد مراقب عندن عندنا بصره قطعا كسبا سلمان جبال سعدان ميدان معادن مربا عربون عرابين عربونا منشور منجر فضيت صابين فخري فخريه فروج عدديه سويدي سويديه مكدس عبيه " +
	"مهربا مراتب مطارات تطوير طيور سيارات حراير فواتير فاتوره عنايه مراكز قوالب مناسب محارم عوده عروس مطران صيانه زراعه زخاره فريق نحيف جلسه ملوحه")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// fuzzyName is a long name of one word; names are kept by their first letter, which is never guessed.
type fuzzyName struct {
	form    string
	id      int32
	article bool
}

func (r *Reader) enterFuzzy(form string, id int32) {
	form = arabic.Fold(strings.TrimPrefix(form, "~"))
	bare, article := cutArticle(form)
	if strings.ContainsAny(form, " ?") || len(bare) < 2*fuzzyFrom || form[0] < 0x80 {
		return
	}
	r.fuzzy[bare[:2]] = append(r.fuzzy[bare[:2]], fuzzyName{bare, id, article})
}

// misspelt finds a long single name that is one likely slip off: «بروكاار», «موزاييق», «اللازقية», «طرتوس».
func (r *Reader) misspelt(m *message, i int) (match, bool) {
	w := m.words[i]
	if h, ok := r.doubled(m, i); ok {
		return h, true
	}
	if len(w.Text) < 2*fuzzyFrom-2 || w.Text[0] < 0x80 || w.sense.tags != 0 {
		return match{}, false
	}
	for _, s := range w.splits {
		if ordinary[s.Rest] || r.names.knows(s.Rest) {
			return match{}, false
		}
		for _, c := range r.fuzzy[s.Rest[:2]] {
			h := match{entry: entry{id: c.id}, split: s, from: i, end: i + 1}
			if (s.Article || !c.article) && slipped(s.Rest, c.form) && r.meant(m, h) {
				return h, true
			}
		}
	}
	return match{}, false
}

// doubled finds a name with a letter held too long: «نحااس», «حللب».
func (r *Reader) doubled(m *message, i int) (match, bool) {
	w := m.words[i]
	k := 2
	for k+2 <= len(w.Text) && (w.Text[k:k+2] != w.Text[k-2:k] || w.Text[k:k+2] == "ل" && (k == 2 || w.Text[k-4:k-2] == "ا")) { // «اللي», «للشغل»
		k += 2
	}
	if k+2 > len(w.Text) || len(w.Text) < 8 || w.Text[0] < 0x80 || w.sense.tags != 0 {
		return match{}, false
	}
	once := w.Text[:k] + w.Text[k+2:]
	var splits [8]arabic.Split
	for _, s := range arabic.Splits(splits[:0], once) {
		if len(s.Rest) < 6 {
			continue
		}
		for _, e := range r.names.ends[r.names.edges[edge{0, s.Rest}]] {
			h := match{entry: e, split: s, from: i, end: i + 1}
			if !e.weak && (!e.article || s.Article) && r.meant(m, h) {
				return h, true
			}
		}
	}
	return match{}, false
}

// slipped says whether two words of two-byte letters differ by one slip: a vowel or a double letter put
// in or left out, a letter taken for one that sounds like it, or two neighbours swapped.
func slipped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 2 {
		return false
	}
	k := 0
	for k+2 <= len(a) && a[k:k+2] == b[k:k+2] {
		k += 2
	}
	if len(a) < len(b) {
		return a[k:] == b[k+2:] && (isVowel(b[k:k+2]) || k >= 2 && b[k:k+2] == b[k-2:k])
	}
	if k+2 > len(a) {
		return true
	}
	if a[k+2:] == b[k+2:] {
		return alike(a[k:k+2], b[k:k+2])
	}
	return len(a) >= 12 && k+4 <= len(a) && a[k:k+2] == b[k+2:k+4] && a[k+2:k+4] == b[k:k+2] && a[k+4:] == b[k+4:]
}

func isVowel(letter string) bool { return strings.Contains("اويهء", letter) }

// alike says whether two letters sound the same to somebody, or stand for the same vowel.
func alike(a, b string) bool {
	for _, group := range [...]string{"سصث", "دضذظز", "تطث", "قكءغج", "حهخ", "عغء", "اهيء", "وي", "جش"} {
		if strings.Contains(group, a) && strings.Contains(group, b) {
			return true
		}
	}
	return false
}
