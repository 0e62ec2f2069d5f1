package arabic

// Split is one way to read a word: Rest, with what was written onto its front taken off.
type Split struct {
	Rest    string
	And     bool // و or ف stood first
	Article bool // ال stood last, also inside «لل»
	Prefix  byte // the preposition, as 'b' 'l' 'k' 'a' (ع) 'h' (ها), or 0
}

var conjunctions = [...]string{"و", "ف"}

var prepositions = [...]struct {
	form string
	mark byte
}{{"ب", 'b'}, {"ل", 'l'}, {"ك", 'k'}, {"ع", 'a'}, {"ه", 'h'}}

// Splits appends every way to read a folded Arabic word, the whole word first; the caller's
// dictionary decides which one is meant. A Rest has two letters or more.
func Splits(dst []Split, word string) []Split {
	dst = bases(dst, Split{Rest: word})
	for _, c := range conjunctions {
		if rest, ok := strip(word, c); ok {
			dst = bases(dst, Split{Rest: rest, And: true})
		}
	}
	return dst
}

func bases(dst []Split, s Split) []Split {
	dst = articles(dst, s)
	for _, p := range prepositions {
		rest, ok := strip(s.Rest, p.form)
		if !ok {
			continue
		}
		dst = articles(dst, Split{Rest: rest, And: s.And, Prefix: p.mark})
		if p.mark == 'b' || p.mark == 'l' || p.mark == 'a' { // «بهالشهر», «عهالسعر»
			if inner, ok := strip(rest, "هال"); ok {
				dst = append(dst, Split{Rest: inner, And: s.And, Article: true, Prefix: p.mark})
			}
		}
	}
	return dst
}

func articles(dst []Split, s Split) []Split {
	dst = append(dst, s)
	article := "ال"
	if s.Prefix == 'l' {
		article = "ل" // «للورشة»
	}
	if rest, ok := strip(s.Rest, article); ok {
		s.Rest, s.Article = rest, true
		dst = append(dst, s)
		if s.Prefix == 'l' {
			if rest, ok := strip(rest, "ال"); ok { // «لالشام» as some write it
				s.Rest = rest
				dst = append(dst, s)
			}
		}
	}
	return dst
}

func strip(word, prefix string) (string, bool) {
	if !hasPrefix(word, prefix) || len(word) < len(prefix)+4 {
		return "", false
	}
	return word[len(prefix):], true
}
